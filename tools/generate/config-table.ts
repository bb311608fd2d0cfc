/**
 * Writes the table of settings in docs/operations.md from the program's own list, or checks that it is current.
 * Usage: node tools/generate/config-table.ts [--check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { settings } from '../../apps/server/src/settings.ts';
import { format, resolveConfig } from 'prettier';

const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help === true) {
  process.stdout.write('node tools/generate/config-table.ts [--check]\n');
  process.exit(0);
}
const path = new URL('../../docs/operations.md', import.meta.url).pathname;
const begin = '<!-- settings: made by tools/generate/config-table.ts -->';
const end = '<!-- /settings -->';

const rows = Object.values(settings).map(
  ({ variable, meaning, fallback }) => `| \`${variable}\` | ${meaning} | ${fallback} |`,
);
const table = ['| variable | what it sets | default |', '| --- | --- | --- |', ...rows].join('\n');
const text = await readFile(path, 'utf8');
const [before = '', rest] = text.split(begin);
const after = rest?.split(end)[1];
if (after === undefined) throw new Error(`docs/operations.md has no ${begin} … ${end}`);
const updated = await format(`${before}${begin}\n\n${table}\n\n${end}${after}`, {
  ...(await resolveConfig(path)),
  parser: 'markdown',
});
if (values.check !== true) await writeFile(path, updated);
else if (updated !== text) {
  process.stderr.write(
    'The table of settings in docs/operations.md is out of date. Run: node tools/generate/config-table.ts\n',
  );
  process.exitCode = 1;
}

import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Lints text as if it stood in a file; without the rules that know types, for which the file must be there. */
const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  overrideConfig: [tseslint.configs.disableTypeChecked],
});
const rules = new Set(['@nx/enforce-module-boundaries', 'no-restricted-imports', 'unreadable']);
async function rulesBroken(filePath: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath });
  const ids = results.flatMap(({ messages }) => messages.map(({ fatal, ruleId }) => (fatal ? 'unreadable' : ruleId)));
  return ids.filter((id) => id !== null).filter((id) => rules.has(id));
}
const inSvelte = (code: string) => `<script lang="ts">\n${code}\n</script>\n`;

beforeAll(() => rulesBroken('libs/domain/src/ids.ts', ''), 60_000);

describe('the rule of dependencies', () => {
  it.each([
    ['the domain and a lib', 'libs/domain/src/ids.ts', `import { x } from '@certkeep/persistence'; export { x };`],
    ['the domain and Node', 'libs/domain/src/ids.ts', `import { x } from 'node:fs'; export { x };`],
    ['the server and the UI', 'apps/server/src/main.ts', `import { x } from '@certkeep/admin'; export { x };`],
    ['the server and test tools', 'apps/server/src/main.ts', `import { x } from '@certkeep/testing'; export { x };`],
    ['the UI and the server', 'apps/admin/src/main.ts', `import { x } from '@certkeep/server'; export { x };`],
    ['the UI and storage', 'apps/admin/src/main.ts', `import { x } from '@certkeep/persistence'; export { x };`],
    ['a page and storage', 'apps/admin/src/App.svelte', inSvelte(`import { x } from '@certkeep/persistence'; x();`)],
  ])('keeps %s apart', async (_, file, code) => {
    expect(['@nx/enforce-module-boundaries', 'no-restricted-imports']).toContain((await rulesBroken(file, code))[0]);
  });

  it.each([
    ['by its name', 'apps/server/src/main.ts', `import { x } from '@certkeep/domain/src/ids.js'; export { x };`],
    ['by a path', 'apps/server/src/main.ts', `import { x } from '../../../libs/domain/src/ids.js'; export { x };`],
    ['from a page', 'apps/admin/src/App.svelte', inSvelte(`import { x } from '@certkeep/domain/src/ids.js'; x();`)],
    ['from a test', 'libs/testing/test/mariadb.test.ts', `import { x } from '../../domain/src/ids.js'; x();`],
  ])('lets nobody into a lib beside its entry: %s', async (_, file, code) => {
    expect(['@nx/enforce-module-boundaries', 'no-restricted-imports']).toContain((await rulesBroken(file, code))[0]);
  });

  it.each([
    ['the server', 'apps/server/src/main.ts', `import { x } from '@certkeep/persistence'; export { x };`],
    ['the UI', 'apps/admin/src/App.svelte', inSvelte(`import { x } from '@certkeep/contracts/connect'; x();`)],
  ])('lets %s use what it may', async (_, file, code) => {
    expect(await rulesBroken(file, code)).toEqual([]);
  });
});

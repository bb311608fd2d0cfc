/**
 * Truststores of many entries: written beside keytool and OpenSSL on the same certificates, served, and trusted.
 * Usage: node tools/bench/truststore.ts [--part write|service|handshake] [--entries 20000] [--rounds 7] [--sample 50]. Build first: npm
 * start builds. Needs keytool and openssl.
 */
import { parseArgs } from 'node:util';
import type { Line, Part } from './truststore/part.ts';
import { handshake } from './truststore/handshake.ts';
import { service } from './truststore/service.ts';
import { write } from './truststore/write.ts';

const parts: Readonly<Record<string, Part>> = { write, service, handshake };
const usage = `node tools/bench/truststore.ts [--part ${Object.keys(parts).join('|')}] [--entries 20000] [--rounds 7] [--sample 50]\n`;
const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true, default: Object.keys(parts) },
    entries: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '7' },
    sample: { type: 'string', default: '50' },
    help: { type: 'boolean' },
  },
});
if (values.help === true) {
  process.stdout.write(usage);
  process.exit(0);
}

for (const name of values.part) {
  const part = parts[name];
  if (part === undefined) throw new Error(`“${name}” is no part. ${usage}`);
  const [entries, rounds, sample] = [Number(values.entries), Number(values.rounds), Number(values.sample)];
  const lines = await part({ entries, rounds, sample });
  process.stdout.write(`${name}, ${entries} entries, median of ${rounds} rounds\n${lines.map(printed).join('')}`);
}

function printed({ name, milliseconds, beside }: Line): string {
  const ratio = beside === undefined ? '' : `   ${(milliseconds / beside).toFixed(1)} times ours`;
  return `${name.padEnd(42)} ${milliseconds.toFixed(milliseconds < 10 ? 2 : 0).padStart(10)} ms${ratio}\n`;
}

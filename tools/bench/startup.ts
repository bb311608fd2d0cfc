/**
 * How long the built server takes from its start until it serves, and how much memory it then holds, idle.
 * Usage: node tools/bench/startup.ts [--runs 5]. Build first: npm start builds.
 */
import { startServer } from '@certkeep/testing';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, help: { type: 'boolean' } } });
if (values.help === true) {
  process.stdout.write('node tools/bench/startup.ts [--runs 5]\n');
  process.exit(0);
}

const runs = Number(values.runs);
const seconds: number[] = [];
const megabytes: number[] = [];
for (let run = 0; run < runs; run++) {
  const dataDir = await mkdtemp(join(tmpdir(), 'certkeep-bench-'));
  const started = performance.now();
  const server = await startServer({ dataDir, env: { CERTKEEP_LOG_LEVEL: 'silent' } });
  seconds.push((performance.now() - started) / 1000);
  await pause(2000);
  megabytes.push(await residentMegabytes(server.pid));
  await server.stop();
  await rm(dataDir, { recursive: true });
}
report('start to serving, s', seconds, 2);
report('idle memory (RSS), MB', megabytes, 0);

/** Linux tells it in /proc; elsewhere it is not measured. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function report(what: string, figures: readonly number[], digits: number): void {
  const sorted = [...figures].sort((one, other) => one - other);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(digits);
  process.stdout.write(`${what.padEnd(26)} min ${at(0)}  median ${at(0.5)}  max ${at(1)}\n`);
}

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import {
  chromium,
  ensureSystemPrograms,
  java,
  mariadb,
  nginx,
  openssl,
  protoc,
  pyjwt,
  pythonGrpc,
  slapd,
  type SystemProgram,
  unzip,
  zip,
} from './debian-packages.ts';
import { ProcessGroups } from './process-groups.ts';
import { interruption } from './interruption.ts';
import { closingLine, reportOf } from './report.ts';
import { type Done, runAll, withNeeds } from './schedule.ts';
import type { Step, Workshop } from './step.ts';
import { steps } from './steps.ts';

const usage = `npm test [-- options]

Checks everything, and ends with one line: N passed, N failed.
  --only <step>   this step and those it needs; may be given several times
  --list          the steps
  --verbose       show the output of all steps, not only of those that fail
  --help          this text

What the tests need of the machine is installed when it is missing, as root on Debian. Elsewhere set:
  CERTKEEP_TEST_MARIADB_URL   mysql://user:password@host:port, whose user may create databases, instead of a throwaway
  CERTKEEP_TEST_CHROMIUM      path of a Chromium or Chrome`;

/** Milliseconds for one command of a step. It ends what hangs, on a slow machine as well, where all takes far longer. */
const limitMs = 40 * 60_000;
const atATime = 2;
const root = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.list) {
    for (const { name, about } of steps) console.log(`${name.padEnd(10)}${about}`);
    return 0;
  }
  return runChecked(withNeeds(steps, values.only ?? steps.map(({ name }) => name)), values.verbose);
}

async function runChecked(wanted: readonly Step[], verbose: boolean): Promise<number> {
  const groups = new ProcessGroups();
  const temporary = await mkdtemp(join(tmpdir(), 'certkeep-test-'));
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const workshop: Workshop = {
    root,
    temporary,
    run: (command, options) =>
      groups.run(command, {
        cwd: options?.cwd ?? root,
        env: { ...process.env, ...colour, TMPDIR: temporary, ...options?.env },
        verbose,
        limitMs,
      }),
  };
  const stopped = interruption();
  try {
    const end = await Promise.race([stopped, check(wanted, workshop, verbose)]);
    if (typeof end === 'boolean') return end ? 0 : 1;
    console.log(`${end.why}: stopping what was started.`);
    silent = true;
    return end.exitCode;
  } finally {
    await groups.stop();
    await emptied(temporary);
    await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Steps that end because they are stopped have nothing to tell. */
let silent = false;
function say(text: string): void {
  if (!silent) console.log(process.stdout.isTTY ? text : stripVTControlCharacters(text));
}

/** @returns whether all passed */
async function check(wanted: readonly Step[], workshop: Workshop, verbose: boolean): Promise<boolean> {
  await ensureSystemPrograms(programsOf(wanted), workshop, say);
  const begun = performance.now();
  const onDone = (done: Done): void => {
    say(reportOf(done, { showOutput: !verbose }));
  };
  const outcomes = (await runAll(wanted, workshop, { atATime, onDone })).map(({ outcome }) => outcome);
  say(`All took ${((performance.now() - begun) / 1000).toFixed(0)} s.`);
  say(closingLine(outcomes));
  return outcomes.every(({ failed }) => failed === 0);
}

function programsOf(wanted: readonly Step[]): readonly SystemProgram[] {
  const names = new Set(wanted.map(({ name }) => name));
  return [
    ...(names.has('vitest') ? [mariadb, slapd, nginx, openssl, java, pyjwt, zip, unzip, protoc, pythonGrpc] : []),
    ...(names.has('browser') ? [chromium] : []),
  ];
}

/** Waits for the watchdogs of throwaway servers to have removed their folders, at most three seconds. */
async function emptied(folder: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const names = await readdir(folder).catch(() => []);
    if (!names.some((name) => name.startsWith('certkeep-mariadb-'))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

try {
  // Not by itself: a stopped program may have left a handle open.
  process.exit(await main());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

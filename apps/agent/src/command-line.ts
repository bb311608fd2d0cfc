import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { AgentConfig } from './config.js';
import { ConfigError } from './config-error.js';
import { readAgentConfig } from './read-config.js';
import { statusTable } from './status-table.js';
import { statusPath, Target } from './target.js';
import { readStatus, waiting } from './target-status.js';

const defaultConfig = '/etc/certkeep-agent/config.yaml';
const onceSeconds = 30;

interface RunOptions {
  readonly config: string;
  readonly once?: true;
}

interface StatusOptions {
  readonly config: string;
  readonly json?: true;
}

/** `certkeep-agent`: keeps certificate files on a host current. */
export function commandLine(): Command {
  const program = new Command('certkeep-agent').description('Keeps certificate files on this host current.');
  program
    .command('run', { isDefault: true })
    .description('keep the files of all targets current, until stopped')
    .option('--config <file>', 'the config file', defaultConfig)
    .option('--once', 'bring the files up to date and end: 0 when all targets are, else 1')
    .action(guarded(run));
  program
    .command('check')
    .description('read the config file and say what is wrong with it')
    .option('--config <file>', 'the config file', defaultConfig)
    .action(guarded(check));
  program
    .command('status')
    .description('what each target did last; 1 when one of them is not applied')
    .option('--config <file>', 'the config file', defaultConfig)
    .option('--json', 'as JSON')
    .action(guarded(status));
  return program;
}

async function run({ config: path, once }: RunOptions): Promise<void> {
  const { targets: configs, stateDirectory } = await configIn(path);
  const targets = await Promise.all(configs.map((config) => Target.start(config, stateDirectory, print)));
  if (once === true) {
    const results = await Promise.all(targets.map((target) => target.once(onceSeconds * 1000)));
    await Promise.all(targets.map((target) => target.stop()));
    if (!results.every(Boolean)) process.exitCode = 1;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void Promise.all(targets.map((target) => target.stop())));
  }
  await Promise.all(targets.map((target) => target.run()));
}

async function check({ config: path }: { readonly config: string }): Promise<void> {
  const { targets } = await configIn(path);
  print(`${path} is good: ${targets.map(({ name }) => name).join(', ')}.`);
}

async function status({ config: path, json }: StatusOptions): Promise<void> {
  const { targets, stateDirectory } = await configIn(path);
  const statuses = await Promise.all(
    targets.map(async ({ name }) => (await readStatus(statusPath(stateDirectory, name))) ?? waiting(name)),
  );
  process.stdout.write(json === true ? `${JSON.stringify(statuses, null, 2)}\n` : statusTable(statuses));
  if (!statuses.every(({ result }) => result === 'applied')) process.exitCode = 1;
}

async function configIn(path: string): Promise<AgentConfig> {
  try {
    return readAgentConfig(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${path}: ${error.message}`);
    throw new ConfigError(`${path} can’t be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What an operator can mend is told in one sentence; anything else keeps its stack. */
function guarded<Options>(action: (options: Options) => Promise<void>) {
  return async (options: Options): Promise<void> => {
    try {
      await action(options);
    } catch (error) {
      const isPlain = error instanceof ConfigError || error instanceof TypeError;
      const told = isPlain ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${told}\n`);
      process.exit(1);
    }
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

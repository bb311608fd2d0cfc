import { createCompany, makeSetupLink } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { KeyringError } from '@certkeep/sealing';
import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { compose } from './compose.js';
import { ConfigError } from './config-error.js';
import { readConfig } from './config.js';
import { serve } from './serve.js';

/** `certkeep`: what an operator does at the machine itself. Settings come from the environment. */
export function commandLine(): Command {
  const program = new Command('certkeep').description('Keeps a company’s certificates in one place.');
  program
    .command('serve', { isDefault: true })
    .description('serve the web UI and the API')
    .action(guarded(serveUntilStopped));
  const company = program.command('company').description('manage the companies of this installation');
  company
    .command('create')
    .description('create a company and print the link that creates its first admin')
    .argument('<slug>', 'short name, as people type it when they sign in: letters, digits and hyphens')
    .option('--name <name>', 'full name', '')
    .action(guarded(createCompanyAt));
  company.command('list').description('list the companies').action(guarded(listCompanies));
  return program;
}

async function serveUntilStopped(): Promise<void> {
  const serving = await serve(readConfig(process.env));
  print(`Certkeep is serving ${serving.httpUrl}`);
  print(`gRPC on ${serving.grpcAddress}`);
  for (const { company, url } of serving.setupLinks) {
    print(
      serving.setupLinks.length === 1
        ? `Create the first admin: ${url}`
        : `Create the first admin of ${company}: ${url}`,
    );
  }
  // Written now rather than at exit: a server that is killed starts as fast the next time.
  flushCompileCache();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal is from somebody who won't wait for calls to end.
      if (stopping) process.exit(1);
      stopping = true;
      void serving.stop().then(() => process.exit(0));
    });
  }
}

async function createCompanyAt(slug: string, { name }: { name: string }): Promise<void> {
  const { companies, store, clock, makeId, config, database } = await compose(readConfig(process.env));
  try {
    const id = await createCompany({ companies, makeId })({ slug, name: name === '' ? slug : name });
    const secret = await makeSetupLink({ store, clock })({ traceId: randomUUID(), sourceAddress: '' }, id);
    const url = config.publicUrl ?? `http://${config.host}:${config.httpPort}`;
    print(`Created the company ${slug}.`);
    print(`Create the first admin: ${url}/setup#${secret ?? ''}`);
  } finally {
    await database.close();
  }
}

async function listCompanies(): Promise<void> {
  const { companies, database } = await compose(readConfig(process.env));
  try {
    for (const { slug, name } of await companies.list()) print(`${slug}\t${name}`);
  } finally {
    await database.close();
  }
}

/** What an operator can mend is told in one sentence; anything else keeps its stack. */
function guarded<Arguments extends unknown[]>(action: (...given: Arguments) => Promise<void>) {
  return async (...given: Arguments): Promise<void> => {
    try {
      await action(...given);
    } catch (error) {
      process.stderr.write(`${explained(error)}\n`);
      process.exit(1);
    }
  };
}

function explained(error: unknown): string {
  if (error instanceof ConfigError || error instanceof KeyringError || error instanceof DomainError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${error.message}. Set CERTKEEP_HTTP_PORT or CERTKEEP_GRPC_PORT to a free port.`;
  if (code === 'ECONNREFUSED') return `The database doesn't answer (${error.message}). Check CERTKEEP_DATABASE_URL.`;
  return error.stack ?? error.message;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

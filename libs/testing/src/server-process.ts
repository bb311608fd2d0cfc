import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startWatched, type WatchedProcess } from './watched-process.js';

const builtServer = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url));
const patienceMs = 60_000;
const setupLinkMs = 50;

export interface ServerOptions {
  /** The data folder, to start again on what another server left. Default: an empty one, removed by `stop`. */
  readonly dataDir?: string;
  /** Further settings, `CERTKEEP_DATABASE_URL` for one. */
  readonly env?: NodeJS.ProcessEnv;
  /** What comes after `serve` on the command line. */
  readonly args?: readonly string[];
}

/** The built server, running as a process of its own on free ports. */
export interface RunningServer {
  /** `http://127.0.0.1:port` */
  readonly httpUrl: string;
  /** `127.0.0.1:port` */
  readonly grpcAddress: string;
  /** Where the first admin is created; undefined once there is one. */
  readonly setupUrl: string | undefined;
  readonly dataDir: string;
  readonly pid: number;
  /** All it has printed so far, on both outputs. */
  readonly output: () => string;
  /** Asks it to end and waits for it. @returns its exit code, null if it had to be killed. */
  readonly stop: () => Promise<number | null>;
  /** Kills it as a power cut would, and leaves its data. */
  readonly kill9: () => Promise<void>;
}

/**
 * Starts `apps/server/dist/main.js serve` and waits until it serves. It ends with this process at the latest.
 *
 * @throws Error with what the server printed, if it ends or does not serve within a minute.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  if (!existsSync(builtServer)) throw new Error('The server is not built yet. Run: npx nx run @certkeep/server:build');
  const ownFolder = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'certkeep-data-')) : undefined;
  const dataDir = options.dataDir ?? ownFolder ?? '';
  const server = startWatched({
    command: [process.execPath, builtServer, 'serve', ...(options.args ?? [])],
    env: {
      ...process.env,
      CERTKEEP_DATA_DIR: dataDir,
      CERTKEEP_HTTP_PORT: '0',
      CERTKEEP_GRPC_PORT: '0',
      ...options.env,
    },
  });
  const printed = listen(server);
  const removeOwnFolder = async (): Promise<void> => {
    if (ownFolder !== undefined) await rm(ownFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { httpUrl, grpcAddress } = await printed.ready;
    return {
      httpUrl,
      grpcAddress,
      get setupUrl() {
        return printed.find(setupLine);
      },
      dataDir,
      pid: server.child.pid ?? 0,
      output: printed.output,
      stop: async () => {
        const code = await endGently(server);
        await removeOwnFolder();
        return code;
      },
      kill9: async () => {
        server.child.kill('SIGKILL');
        await server.kill();
      },
    };
  } catch (error) {
    await server.kill();
    await removeOwnFolder();
    throw error;
  }
}

const httpLine = /^Certkeep is serving (http:\S+)/m;
const grpcLine = /^gRPC on (\S+)/m;
const setupLine = /^Create the first admin: (\S+)/m;

interface Printed {
  readonly ready: Promise<{ readonly httpUrl: string; readonly grpcAddress: string }>;
  readonly find: (line: RegExp) => string | undefined;
  readonly output: () => string;
}

function listen({ child, exited }: WatchedProcess): Printed {
  let output = '';
  const find = (line: RegExp): string | undefined => line.exec(output)?.[1];
  const ready = new Promise<{ httpUrl: string; grpcAddress: string }>((resolve, reject) => {
    const giveUp = (what: string): void => {
      reject(new Error(`The server ${what}. It printed:\n${output}`));
    };
    const patience = setTimeout(giveUp, patienceMs, `did not serve within ${String(patienceMs / 1000)} seconds`);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        const httpUrl = find(httpLine);
        const grpcAddress = find(grpcLine);
        if (httpUrl === undefined || grpcAddress === undefined) return;
        clearTimeout(patience);
        // The setup link comes with these lines, but perhaps in the next chunk.
        setTimeout(resolve, setupLinkMs, { httpUrl, grpcAddress });
      });
    }
    void exited.then(({ code, signal }) => {
      clearTimeout(patience);
      giveUp(`ended with ${signal ?? `code ${String(code)}`} before it served`);
    });
  });
  return { ready, find, output: () => output };
}

async function endGently({ child, exited, kill }: WatchedProcess): Promise<number | null> {
  child.kill('SIGTERM');
  const patience = setTimeout(() => void kill(), patienceMs);
  const { code } = await exited;
  clearTimeout(patience);
  await kill();
  return code;
}

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from './answering-port.js';
import { freePort } from './free-port.js';
import { startWatched } from './watched-process.js';

/** An nginx of one's own, which serves HTTPS on 127.0.0.1. */
export interface Nginx {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Holds its files; goes with it. */
  readonly folder: string;
  /** The requests so far: one line each, the client's serial number and its subject, and the status. */
  readonly requests: () => Promise<readonly string[]>;
  /** Reads its files anew, as `nginx -s reload` does. */
  readonly reload: () => void;
  readonly stop: () => Promise<void>;
}

export interface NginxOptions {
  /** Of the server. Paths, so that others may replace the files. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Who issues the certificates that clients must show; without it none is asked for. */
  readonly clientCaPem?: string;
  /** More of its `server` block. */
  readonly server?: string;
  /** More of its `http` block: an `upstream`, for one. */
  readonly http?: string;
  /** Speaks HTTP/2 as well, as gRPC does. */
  readonly http2?: boolean;
}

const folders = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/opt/homebrew/bin'];
const startTime = 10_000;

/** @throws Error with a sentence that says what to install, or with nginx's own words if it does not start */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const program = folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));
  if (program === undefined) throw new Error('The tests need nginx. Debian: apt-get install nginx-light.');
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-nginx-'));
  const port = await freePort();
  if (options.clientCaPem !== undefined) await writeFile(join(folder, 'clients.pem'), options.clientCaPem);
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, options));
  const { child, exited, kill } = startWatched({
    command: [program, '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    folder,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.resume();
  const ended = exited.then(() => 'ended' as const);
  for (let waited = 0; !(await answers(port)); waited += 50) {
    if (waited < startTime && (await Promise.race([ended, pause(50)])) !== 'ended') continue;
    await kill();
    throw new Error(`nginx did not start:\n${said}`);
  }
  const lines = async () =>
    (await readFile(join(folder, 'access.log'), 'utf8')).split('\n').filter((line) => line !== '');
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    folder,
    requests: lines,
    reload: () => child.kill('SIGHUP'),
    stop: async () => {
      // Its workers are children of its own: they end when it is asked to, not when it is killed.
      child.kill('SIGTERM');
      await exited;
      await kill();
    },
  };
}

/** Its workers would be another user, who can't look into a test's own folder. */
const ofSameUser = process.getuid?.() === 0 ? 'user root;' : '';

function configuration(folder: string, port: number, options: NginxOptions) {
  const { certificateFile, keyFile, clientCaPem, server, http = '', http2 = false } = options;
  const file = (name: string) => join(folder, name);
  const clients =
    clientCaPem === undefined ? '' : `ssl_client_certificate ${file('clients.pem')}; ssl_verify_client on;`;
  return `
daemon off;
${ofSameUser}
worker_processes 2;
pid ${file('nginx.pid')};
error_log ${file('error.log')};
events { worker_connections 1024; }
http {
  log_format clients '$ssl_client_serial $ssl_client_s_dn $status';
  access_log ${file('access.log')} clients;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${file(name)};`).join(' ')}
  ${http}
  server {
    listen 127.0.0.1:${port} ssl${http2 ? ' http2' : ''};
    ssl_certificate ${certificateFile};
    ssl_certificate_key ${keyFile};
    ${clients}
    ${server ?? `location / { default_type text/plain; return 200 "$ssl_client_serial"; }`}
  }
}
`;
}

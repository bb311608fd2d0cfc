import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from './answering-port.js';
import { freePort } from './free-port.js';
import { startWatched } from './watched-process.js';

/** An OpenLDAP server of one's own, which speaks LDAP over TLS and has nothing in it. */
export interface Slapd {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const folders = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/libexec', '/usr/local/libexec'];
const startTime = 10_000;

/**
 * Starts a throwaway slapd on 127.0.0.1 with this certificate.
 * @throws Error with a sentence that says what to install, or with the server's own words if it does not start
 */
export async function startSlapd(certificatePem: string, privateKeyPem: string): Promise<Slapd> {
  const program = folders.map((folder) => join(folder, 'slapd')).find((path) => existsSync(path));
  if (program === undefined) throw new Error('The tests need OpenLDAP’s slapd. Debian: apt-get install slapd.');
  const folder = await mkdtemp(join(tmpdir(), 'certkeep-slapd-'));
  const file = (name: string) => join(folder, name);
  await writeFile(file('server.pem'), certificatePem);
  await writeFile(file('server.key'), privateKeyPem, { mode: 0o600 });
  await writeFile(
    file('slapd.conf'),
    [`TLSCertificateFile ${file('server.pem')}`, `TLSCertificateKeyFile ${file('server.key')}`, ''].join('\n'),
  );
  const port = await freePort();
  const { child, exited, kill } = startWatched({
    command: [program, '-f', file('slapd.conf'), '-h', `ldaps://127.0.0.1:${port}`, '-d', '0'],
    folder,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.resume();
  const ended = exited.then(() => 'ended' as const);
  for (let waited = 0; !(await answers(port)); waited += 50) {
    if (waited < startTime && (await Promise.race([ended, pause(50)])) !== 'ended') continue;
    await kill();
    throw new Error(`slapd did not start:\n${said}`);
  }
  return { port, stop: kill };
}

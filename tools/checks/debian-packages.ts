import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Workshop } from './step.ts';

/** A program that tests need, and the Debian packages that bring it. */
export interface SystemProgram {
  readonly title: string;
  /** Its name, or for what is no program the path of a file that the packages bring. */
  readonly program: string;
  readonly packages: readonly string[];
  /** A setting that makes the program needless, when there is one. */
  readonly instead?: string;
}

// The -core packages bring the server without a service, so that nothing is started on the machine.
export const mariadb: SystemProgram = {
  title: 'MariaDB',
  program: 'mariadbd',
  packages: ['mariadb-server-core', 'mariadb-client-core'],
  instead: 'CERTKEEP_TEST_MARIADB_URL',
};
export const chromium: SystemProgram = {
  title: 'Chromium',
  program: 'chromium',
  packages: ['chromium'],
  instead: 'CERTKEEP_TEST_CHROMIUM',
};

export const slapd: SystemProgram = { title: 'OpenLDAP', program: 'slapd', packages: ['slapd'] };
export const nginx: SystemProgram = { title: 'nginx', program: 'nginx', packages: ['nginx-light'] };
/** protoc with gRPC's plug-ins, and what Python needs to run what they write. */
export const protoc: SystemProgram = {
  title: 'protoc',
  program: 'grpc_python_plugin',
  packages: ['protobuf-compiler', 'protobuf-compiler-grpc'],
};
export const pythonGrpc: SystemProgram = {
  title: 'gRPC for Python',
  program: '/usr/lib/python3/dist-packages/grpc',
  packages: ['python3-grpcio', 'python3-protobuf'],
};
export const openssl: SystemProgram = { title: 'OpenSSL', program: 'openssl', packages: ['openssl'] };
/** With its keytool. */
export const java: SystemProgram = { title: 'Java', program: 'javac', packages: ['default-jdk-headless'] };
export const zip: SystemProgram = { title: 'zip', program: 'zip', packages: ['zip'] };
export const unzip: SystemProgram = { title: 'unzip', program: 'unzip', packages: ['unzip'] };

// Debian's Python packages stand beside Debian's Python, whatever other Python is on the path.
export const pyjwt: SystemProgram = {
  title: 'PyJWT',
  program: '/usr/lib/python3/dist-packages/jwt/__init__.py',
  packages: ['python3-jwt', 'python3-cryptography'],
};

/**
 * Installs what is missing where that can be done without asking: as root, on Debian and its kin. Elsewhere nothing
 * happens: the tests that miss it say what to install.
 *
 * @param say is told what is done, and why it failed
 */
export async function ensureSystemPrograms(
  wanted: readonly SystemProgram[],
  { run }: Pick<Workshop, 'run'>,
  say: (text: string) => void,
): Promise<void> {
  const missing = wanted.filter(
    ({ program, instead }) => (instead === undefined || (process.env[instead] ?? '') === '') && !isThere(program),
  );
  if (missing.length === 0 || process.getuid?.() !== 0 || !isOnPath('apt-get')) return;

  const titles = missing.map(({ title }) => title).join(' and ');
  const packages = missing.flatMap(({ packages }) => packages);
  say(`Installing ${titles}…`);
  // A run level in which packages start no services (invoke-rc.d(8)): only the programs are wanted.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages];
  // Without or with outdated lists of packages the first attempt fails; with good ones it saves the update.
  if ((await run(['apt-get', ...install], { env })).ok) return;
  await run(['apt-get', 'update'], { env });
  const again = await run(['apt-get', ...install], { env });
  if (!again.ok) say(`Installing ${titles} failed:\n${again.output}`);
}

const serverFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/bin'];

function isThere(program: string): boolean {
  if (isAbsolute(program)) return existsSync(program);
  return isOnPath(program) || serverFolders.some((folder) => existsSync(join(folder, program)));
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

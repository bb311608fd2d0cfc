import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../src/options.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const ours = ['libs/contracts', 'libs/node-client'].map((folder) => join(root, folder));
const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The folders of a package's dependencies, and of theirs. All stand in the root's node_modules, one version each. */
async function folded(names: readonly string[], found: Map<string, string>): Promise<Map<string, string>> {
  for (const name of names) {
    if (found.has(name) || name.startsWith('@certkeep/')) continue;
    const folder = join(root, 'node_modules', name);
    found.set(name, folder);
    await folded(Object.keys((await manifestOf(folder)).dependencies ?? {}), found);
  }
  return found;
}

describe('the packed package, installed into an empty folder without a network', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-package-'));
    const packed = join(folder, 'packed');
    await mkdir(packed);
    const manifests = await Promise.all(ours.map(manifestOf));
    const needed = manifests.flatMap(({ dependencies }) => Object.keys(dependencies ?? {}));
    const others = await folded([...needed, 'undici'], new Map());
    // What others made is packed as it stands, to be installed from files: a registry is not asked.
    const folders = [...ours, ...others.values()];
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed, ...folders], { cwd: root });
    const dependencies: Record<string, string> = {};
    for (const tarball of await readdir(packed)) {
      const { stdout } = await run('tar', [
        '-xzOf',
        join(packed, tarball),
        '--wildcards',
        '--no-wildcards-match-slash',
        '*/package.json',
      ]);
      dependencies[(JSON.parse(stdout) as { readonly name: string }).name] = `file:packed/${tarball}`;
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
    await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is imported by its two entries, and asks for the options that it needs', async () => {
    await writeFile(
      join(folder, 'program.js'),
      `import { connect } from '@certkeep/node-client';
       import { certificateDispatcher } from '@certkeep/node-client/undici';
       try { connect({ endpoint: 'https://localhost' }); } catch (error) { console.log(typeof certificateDispatcher, error.message); }`,
    );
    const { stdout } = await run(process.execPath, ['program.js'], { cwd: folder });
    expect(stdout).toMatch(/^function token is missing/);
  });

  it('has types that a program outside this repository compiles with', async () => {
    await writeFile(
      join(folder, 'program.ts'),
      `import { connect, type Material } from '@certkeep/node-client';
       import { certificateDispatcher } from '@certkeep/node-client/undici';
       const client = connect({ endpoint: 'https://localhost', token: 'x', cache: { directory: '/tmp' } });
       client.on('change', (material: Material) => { const text: string = material.fullChainPem; void text; });
       export const both = [client.httpsAgent({ maxSockets: 5 }), certificateDispatcher(client, { connections: 5 })];
       // @ts-expect-error: there is no such option
       connect({ endpoint: 'https://localhost', tokens: 'x' });`,
    );
    const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node', '--skipLibCheck'];
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', ...types];
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'program.ts'], {
      cwd: folder,
    });
  });

  it('has nothing of tests or sources in it', async () => {
    const files = await readdir(join(folder, 'node_modules/@certkeep/node-client'), { recursive: true });
    expect(files.filter((file) => /test|^src/.test(file))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['README.md', 'dist/index.js', 'dist/index.d.ts', 'dist/undici.js']));
  });

  it('says its version to Certkeep as its manifest does', async () => {
    expect((await manifestOf(join(root, 'libs/node-client'))).version).toBe(version);
  });
});

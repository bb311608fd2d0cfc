import { createTestCa, startCertkeep, type Certkeep, type IssuedCertificate } from '@certkeep/testing';
import { spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** How many files of one writing are there when the agent is killed, beside their places or in their new folder. */
const moments = [1, 2, 3, 4];

let certkeep: Certkeep;
let folder: string;
let certificates: readonly IssuedCertificate[];
const ids: string[] = [];

beforeAll(async () => {
  const [started, ca] = await Promise.all([startCertkeep(), createTestCa()]);
  certkeep = started;
  folder = await mkdtemp(join(tmpdir(), 'certkeep-agent-kill-'));
  certificates = [await ca.issue({ commonName: 'one' }), await ca.issue({ commonName: 'two' })];
  for (const certificate of certificates) ids.push(await certkeep.addPrimary(certificate));
  const { token } = await certkeep.createNode('killed');
  await writeFile(at('token'), token, { mode: 0o600 });
  await writeFile(at('agent.json'), JSON.stringify({ stateDirectory: at('state'), targets: [inPlace(), switched()] }));
});

afterAll(async () => {
  await certkeep.stop();
  await rm(folder, { recursive: true });
});

it.each(moments)(
  'an agent that is killed with %i files on their way leaves no half file, and the next one leaves nothing else',
  async (files) => {
    for (const [round, id] of ids.entries()) {
      await certkeep.setPrimary(id);
      await killWith(files);
      await expectWholeFiles();
      await expectOnePair('live/cert.pem', 'live/key.pem');
      expect(await runOnce()).toBe(0);
      expect(await pem('cert.pem')).toBe(certificates[round]?.certificatePem.trim());
      expect(await pem('key.pem')).toBe(certificates[round]?.privateKeyPem.trim());
      await expectOnePair('cert.pem', 'key.pem');
      await expectOnePair('live/cert.pem', 'live/key.pem');
      expect(await onTheirWay()).toEqual([]);
    }
  },
);

const at = (name: string) => join(folder, name);
const signIn = (name: string) => ({ name, endpoint: certkeep.endpoint, tokenFile: at('token') });
const pem = async (name: string) => (await readFile(at(name), 'utf8')).trim();

function inPlace() {
  const files = [
    { path: at('cert.pem'), content: 'certificate' },
    { path: at('key.pem'), content: 'key' },
  ];
  return { ...signIn('in-place'), files };
}

function switched() {
  const files = [
    { path: 'cert.pem', content: 'certificate' },
    { path: 'key.pem', content: 'key' },
  ];
  return { ...signIn('switched'), directory: at('live'), files };
}

function agent() {
  return spawn(process.execPath, [program, '--config', at('agent.json'), '--once'], { stdio: 'ignore' });
}

async function runOnce(): Promise<number | null> {
  const [code] = (await once(agent(), 'exit')) as [number | null];
  return code;
}

/** Kills it at the very moment that so many files are on their way, or when it has ended before. */
async function killWith(files: number): Promise<void> {
  const seen = new Set<string>();
  const child = agent();
  const watching = watch(folder, (_, name) => {
    if (name === null || !isOnItsWay(name)) return;
    seen.add(name);
    if (seen.size >= files) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  watching.close();
}

function isOnItsWay(name: string): boolean {
  return /^(cert|key)\.pem\.|^\.live\.[0-9a-f]{8}-/.test(name);
}

async function onTheirWay(): Promise<readonly string[]> {
  return (await readdir(folder)).filter(isOnItsWay);
}

async function expectWholeFiles(): Promise<void> {
  for (const place of ['', 'live/']) {
    const certificate = await pem(`${place}cert.pem`).catch(() => undefined);
    const key = await pem(`${place}key.pem`).catch(() => undefined);
    if (certificate !== undefined) expect(() => new X509Certificate(certificate)).not.toThrow();
    if (key !== undefined) expect(() => createPrivateKey(key)).not.toThrow();
  }
}

/** Where they are there. */
async function expectOnePair(certificate: string, key: string): Promise<void> {
  const [shown, held] = await Promise.all([certificate, key].map((name) => pem(name).catch(() => undefined)));
  if (shown === undefined && held === undefined) return;
  expect(new X509Certificate(shown ?? '').checkPrivateKey(createPrivateKey(held ?? ''))).toBe(true);
}

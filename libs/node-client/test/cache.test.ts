import { createTestCa, startCertkeep, type Certkeep, type IssuedCertificate } from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Clock, type ConnectOptions, type NodeClient } from '../src/index.js';
import { next } from './events.js';

/** Where nobody listens. */
const away = 'http://127.0.0.1:1';

describe('a node client with a kept copy', () => {
  let certkeep: Certkeep;
  let folder: string;
  let directory: string;
  let token: string;
  let certificates: readonly IssuedCertificate[];
  const ids: string[] = [];
  const started: NodeClient[] = [];

  beforeAll(async () => {
    const ca = await createTestCa();
    certkeep = await startCertkeep();
    certificates = [await ca.issue({ commonName: 'first' }), await ca.issue({ commonName: 'second' })];
    for (const certificate of certificates) ids.push(await certkeep.addPrimary(certificate));
    ({ token } = await certkeep.createNode('keeper'));
    folder = await mkdtemp(join(tmpdir(), 'certkeep-cache-'));
  });
  beforeEach(() => {
    directory = join(folder, crypto.randomUUID());
  });
  afterAll(async () => {
    await Promise.all(started.map((client) => client.close()));
    await certkeep.stop();
    await rm(folder, { recursive: true });
  });

  // Bound to the first endpoint: the second one is where Certkeep is, or isn't.
  const start = (isThere: boolean, options: Partial<ConnectOptions> = {}) => {
    const endpoint = isThere ? [away, certkeep.endpoint] : away;
    const client = connect({ endpoint, token, cache: { directory }, ...options });
    started.push(client);
    return client;
  };
  /** Fills the folder with the copy of a certificate. */
  const keep = async (index: number) => {
    await certkeep.setPrimary(ids[index] ?? '');
    const client = start(true);
    const arrived = next(client, 'online');
    await arrived;
    const material = await client.ready();
    await client.close();
    return material;
  };
  const file = async (kind: string) => {
    const name = (await readdir(directory)).find((entry) => entry.endsWith(`.${kind}`));
    return join(directory, name ?? 'none');
  };

  it('starts from it while Certkeep is away', async () => {
    const kept = await keep(0);
    const client = start(false);
    const material = await client.ready();
    expect(material).toMatchObject({ fingerprint: kept.fingerprint, revision: kept.revision });
    expect(material.privateKeyPem).toBe(certificates[0]?.privateKeyPem);
    expect(client.status.online).toBe(false);
  });

  it('keeps it for its owner alone, and shows nothing of it', async () => {
    await keep(0);
    for (const name of await readdir(directory)) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
      const bytes = await readFile(join(directory, name));
      expect(bytes.includes(token)).toBe(false);
      expect(bytes.includes(Buffer.from(certificates[0]?.privateKeyDer ?? []))).toBe(false);
    }
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it.each([
    ['cut short', async () => writeFile(await file('state'), (await readFile(await file('state'))).subarray(0, 100))],
    ['empty', async () => writeFile(await file('state'), '')],
    ['of something else', async () => writeFile(await file('state'), 'hello')],
    ['the mark under another name', async () => copyFile(await file('mark'), await file('state'))],
    ['larger than any', async () => writeFile(await file('state'), Buffer.alloc(5_000_000))],
    [
      'altered in one bit',
      async () => {
        const bytes = await readFile(await file('state'));
        bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200);
        await writeFile(await file('state'), bytes);
      },
    ],
    [
      'a folder',
      async () => {
        const path = await file('state');
        await rm(path);
        await mkdir(path);
      },
    ],
  ])('ignores one that is %s, and says so', async (_, harm) => {
    await keep(0);
    await harm();
    const client = start(false);
    const [error] = await next(client, 'error');
    expect(error.reason).toBe('CACHE_UNUSABLE');
    expect(client.current).toBeUndefined();
    await expect(client.ready(1)).rejects.toMatchObject({ reason: 'NO_CERTIFICATE' });
  });

  it.each([
    ['another node’s token', { token: 'ckn_other' }],
    ['another endpoint', { endpoint: 'http://127.0.0.1:2' }],
    ['another key', { cache: 'another key' }],
  ])(
    'does not open it with %s',
    async (_, { cache, ...options }: { cache?: string; token?: string; endpoint?: string }) => {
      await keep(0);
      const client = start(false, {
        ...options,
        ...(cache === undefined ? {} : { cache: { directory, key: Buffer.alloc(32, cache) } }),
      });
      await next(client, 'offline');
      expect(client.current).toBeUndefined();
    },
  );

  it('refuses an older copy that was put back beside the mark of a newer one', async () => {
    await keep(0);
    const aside = join(folder, crypto.randomUUID());
    await copyFile(await file('state'), aside);
    const newer = await keep(1);
    await copyFile(aside, await file('state'));
    const client = start(false);
    const [error] = await next(client, 'error');
    expect(error.message).toMatch(/an older one was put back/);
    await next(client, 'offline');
    expect(client.current).toBeUndefined();
    expect(client.status.revision).toBe(newer.revision);
  });

  it('presents it no longer than its environment allows, and says when', async () => {
    const { environment } = await certkeep.rpc('EnvironmentService/CreateEnvironment', {
      environment: { name: 'Limited' },
    });
    const { id, etag } = environment as { readonly id: string; readonly etag: string };
    await certkeep.rpc('EnvironmentService/UpdateEnvironment', {
      environment: { id, etag, maxCacheAge: '3600s' },
      updateMask: 'maxCacheAge',
    });
    const limited = await certkeep.createNode('limited', { environmentId: id });
    const filling = start(true, { token: limited.token });
    expect((await filling.ready()).maxCacheAge).toBe(3_600_000);
    await filling.close();
    const clock = {
      passed: 0,
      now: () => Date.now() + clock.passed,
      monotonic: () => performance.now() + clock.passed,
    };
    const client = start(false, { token: limited.token, clock: clock satisfies Clock });
    await client.ready();
    const gone = next(client, 'no-certificate');
    clock.passed = 3_600_000;
    expect(client.current).toBeUndefined();
    expect(await gone).toMatchObject([{ reason: 'TOO_OLD', stillPresented: false }]);

    const later = start(true, { token: limited.token, clock });
    await later.ready();
    expect(later.current).toBeDefined();
  });

  it('goes on without it on a full disk, and leaves no half of a file', async () => {
    await certkeep.setPrimary(ids[0] ?? '');
    const program = fileURLToPath(new URL('full-disk.mjs', import.meta.url));
    const command = `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`;
    const words = ['-c', command, process.execPath, program, certkeep.endpoint, token, directory];
    const { stdout } = await promisify(execFile)('sh', words, { timeout: 20_000 });
    expect(stdout).toBe('CACHE_NOT_WRITTEN, and presents first\n');
    expect(await readdir(directory)).toEqual([]);
  });

  it('goes on without it when it can’t be written', async () => {
    await writeFile(join(folder, 'no-folder'), '');
    await certkeep.setPrimary(ids[0] ?? '');
    const client = start(true, { cache: { directory: join(folder, 'no-folder', 'below') } });
    const refused = next(client, 'error', ({ reason }) => reason === 'CACHE_NOT_WRITTEN');
    await client.ready();
    await refused;
    const changed = next(client, 'change');
    await certkeep.setPrimary(ids[1] ?? '');
    await changed;
    expect(client.current?.fingerprint).toBe(certificates[1]?.sha256);
  });
});

import { createTestCa } from '@certkeep/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTruststore } from '../formats/truststore/write-truststore.js';
import { MaterialPool } from './material-pool.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const fileWith = (text: string) => ({ kind: 'files', files: [{ name: 'a.pem', content: bytes(text) }] }) as const;
const unreadable = expect.objectContaining({ reason: 'MATERIAL_UNREADABLE', field: 'material' }) as Error;

describe('material in a worker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certkeep-pool-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  /** A worker that does what its material says. */
  const poolOf = (program: string) => {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
    writeFileSync(path, program);
    return new MaterialPool({ program: path, timeLimit: 1000, memoryLimit: 32 });
  };
  const doing = `
    export default (task) => {
      const what = task.input.text;
      if (what === 'hang') for (;;);
      if (what === 'grow') { const all = []; for (;;) all.push(new Array(10_000).fill(all.length)); }
      if (what === 'die') process.exit(3);
      return { kind: 'answer', answer: what };
    };`;

  it('is understood as it is without one', async () => {
    const pool = new MaterialPool();
    const leaf = await (await createTestCa()).issue({ commonName: 'api.example.org' });
    const { leaf: found, privateKey } = await pool.inspect(fileWith(leaf.certificatePem + leaf.privateKeyPem));
    expect(found.facts.commonName).toBe('api.example.org');
    expect(found.facts.notAfter).toBeInstanceOf(Date);
    expect(Buffer.from(privateKey?.pkcs8 ?? [])).toEqual(Buffer.from(leaf.privateKeyDer));
    await expect(pool.inspect(fileWith('nothing'))).rejects.toThrow(unreadable);
    await pool.close();
  });

  it('is written to a truststore as it is without one', async () => {
    const pool = new MaterialPool();
    const der = (await createTestCa().then((ca) => ca.issue({ commonName: 'trusted' }))).certificateDer;
    const entries = [{ alias: 'trusted', der }];
    for (const format of ['PKCS12', 'JKS', 'PEM', 'ZIP'] as const) {
      const file = { entries, format, password: 'changeit' };
      expect(Buffer.from(await pool.writeTruststore(file))).toEqual(Buffer.from(await writeTruststore(file)));
    }
    await pool.close();
  });

  it.each(['hang', 'grow', 'die'])('that makes its worker %s is refused, and the next one is read', async (what) => {
    const pool = poolOf(doing);
    const ask = (text: string) => pool.inspect({ kind: 'paste', text });
    await expect(ask(what)).rejects.toThrow(unreadable);
    await expect(ask('well')).resolves.toBe('well');
    await pool.close();
  });

  it('finds no settings around it', async () => {
    const pool = poolOf(`export default () => ({ kind: 'answer', answer: Object.keys(process.env) });`);
    await expect(pool.inspect({ kind: 'paste', text: '' })).resolves.toEqual([]);
    await pool.close();
  });

  it('waits its turn without losing its time', async () => {
    const pool = poolOf(`
      export default (task) => {
        const end = performance.now() + 300;
        while (performance.now() < end);
        return { kind: 'answer', answer: task.input.text };
      };`);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => pool.inspect({ kind: 'paste', text: `${index}` })),
    );
    expect(answers).toEqual(Array.from({ length: 12 }, (_, index) => `${index}`));
    await pool.close();
  });
});

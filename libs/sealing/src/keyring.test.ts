import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyringFromFile, keyringFromText, KeyringError } from './keyring.js';

describe('the keyring', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-keyring-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes its file at first start, readable by its owner alone, and finds the same key again', async () => {
    const path = join(folder, 'keys', 'kek');
    const first = await keyringFromFile(path, { mayCreate: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const second = await keyringFromFile(path, { mayCreate: true });
    expect(second.active).toEqual(first.active);
  });

  it('makes no new key when the database already needs the old one', async () => {
    await expect(keyringFromFile(join(folder, 'kek'), { mayCreate: false })).rejects.toThrow(KeyringError);
  });

  it('refuses a file that others may read', async () => {
    const path = join(folder, 'kek');
    await keyringFromFile(path, { mayCreate: true });
    await chmod(path, 0o640);
    await expect(keyringFromFile(path, { mayCreate: true })).rejects.toThrow(/chmod 600/);
  });

  it.each(['', 'c2hvcnQ=', 'x'.repeat(44), 'not base64 at all'])('refuses %j as a key', async (text) => {
    expect(() => keyringFromText(text)).toThrow(KeyringError);
    const path = join(folder, 'kek');
    await writeFile(path, text, { mode: 0o600 });
    await expect(keyringFromFile(path, { mayCreate: true })).rejects.toThrow(KeyringError);
  });
});

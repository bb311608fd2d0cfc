import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyEncryptionKey } from './envelope.js';

/** The key-encryption keys at hand. New secrets are sealed under the active one; the others open older secrets. */
export interface Keyring {
  readonly active: KeyEncryptionKey;
  readonly keys: ReadonlyMap<string, KeyEncryptionKey>;
}

/** A keyring that can't be used; the message tells the operator what to do. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
}

/**
 * A keyring of one key, from text.
 * @param text 32 bytes in Base64, as `openssl rand -base64 32` prints them
 */
export function keyringFromText(text: string): Keyring {
  return keyringOf(text, 'the key-encryption key setting');
}

/**
 * Reads the key-encryption key from a file; makes the file (mode 0600) when it is missing and `mayCreate`.
 * @throws KeyringError when it is missing and may not be made, is no key, or others may read it
 */
export async function keyringFromFile(path: string, { mayCreate }: { readonly mayCreate: boolean }): Promise<Keyring> {
  if (mayCreate) await createKeyFile(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new KeyringError(
      `The key-encryption key is missing: ${path} can't be read, and the database holds secrets sealed with it. ` +
        'Restore the file from your backup. Without it, sealed private keys can be opened by nobody.',
      { cause },
    );
  }
  if (process.platform !== 'win32') {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw new KeyringError(`Others may read the key-encryption key. Run: chmod 600 ${path}`);
    }
  }
  return keyringOf(text, path);
}

function keyringOf(text: string, origin: string): Keyring {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== 32 || !/^[A-Za-z0-9+/]{43}=$/.test(text.trim())) {
    throw new KeyringError(
      `The key-encryption key in ${origin} is not 32 bytes in Base64. Make one with: openssl rand -base64 32`,
    );
  }
  // The id names the key without telling anything of it, and finds a key that was put back under another file name.
  const id = createHash('sha256').update('certkeep key id').update(key).digest('base64url').slice(0, 16);
  const active = { id, key };
  return { active, keys: new Map([[id, active]]) };
}

/** Written aside and linked into place, so that a kill in the middle leaves no half key, and of two starters one wins. */
async function createKeyFile(path: string): Promise<void> {
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomUUID()}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(aside, path);
  } catch (error) {
    if (!(await exists(path))) throw error;
  } finally {
    await unlink(aside);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

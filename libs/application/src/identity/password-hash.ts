import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** OWASP's first choice for Argon2id: 19 MiB of memory (in KiB here), two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;

interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** @returns the password's Argon2id hash in PHC text form, with a new salt */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, cost);
  const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

/**
 * Compares in constant time, with the cost that the hash was made with. Takes as long for an unknown user,
 * so that nobody learns from the time which user names exist.
 * @param hash PHC text, or undefined when there is no such user
 */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const parsed = parsePhc(hash ?? '');
  if (parsed === undefined) {
    await derive(password, Buffer.alloc(16), cost);
    return false;
  }
  return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.tag);
}

function parsePhc(text: string): { salt: Buffer; tag: Buffer; cost: Argon2Cost } | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text);
  if (match === null) return undefined;
  const [, memory, passes, parallelism, salt, tag] = match;
  const tagBytes = Buffer.from(tag ?? '', 'base64');
  if (tagBytes.length !== tagLength) return undefined;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt ?? '', 'base64'),
    tag: tagBytes,
  };
}

function derive(password: string, nonce: Uint8Array, { memory, passes, parallelism }: Argon2Cost): Promise<Buffer> {
  // Two keyboards may compose the same letter differently: NFC makes them one password.
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, parallelism, tagLength, memory, passes }, (error, tag) => {
      if (error === null) resolve(tag);
      else reject(error);
    });
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

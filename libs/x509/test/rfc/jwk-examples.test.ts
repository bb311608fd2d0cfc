import { calculateJwkThumbprint, compactVerify, CompactSign, importJWK, type JWK } from 'jose';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateJwk, privateJwkMembers } from '../../src/index.js';
import { selfSigned } from './self-signed.js';

interface Example {
  readonly source: string;
  /** With its private members. */
  readonly jwk: Readonly<Record<string, string>>;
  readonly alg: string;
  /** RFC 7638, SHA-256, where an RFC tells it. */
  readonly thumbprint?: string;
  /** In compact form, where an RFC has one signed with this key. */
  readonly jws?: string;
}

const file = join(import.meta.dirname, 'jwk-examples.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as readonly Example[];
const privateNames = ['d', 'p', 'q', 'dp', 'dq', 'qi'];
const publicPart = (jwk: Example['jwk']) =>
  Object.fromEntries(Object.entries(jwk).filter(([name]) => !privateNames.includes(name)));

describe.each(examples)('the key of $source', ({ jwk, alg, thumbprint, jws }) => {
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });

  it('has every member that the RFC prints, private and public', async () => {
    expect(await privateJwkMembers(pkcs8)).toEqual(jwk);
    expect((await certificateJwk(selfSigned(key), [])).members).toEqual(publicPart(jwk));
  });

  it('has the thumbprint of its required members', async () => {
    const made = await certificateJwk(selfSigned(key), []);
    expect(made.thumbprint).toBe(thumbprint ?? (await calculateJwkThumbprint(publicPart(jwk) as JWK, 'sha256')));
  });

  it('verifies what the RFC signed with it, by the half that is published', async () => {
    const { members } = await certificateJwk(selfSigned(key), []);
    const published = await importJWK(members, alg);
    const signed = jws ?? (await new CompactSign(Buffer.from('Payload')).setProtectedHeader({ alg }).sign(key));
    expect((await compactVerify(signed, published)).protectedHeader).toEqual({ alg });
    const [head = '', payload = '', signature = ''] = signed.split('.');
    const forged = [head, `${payload.slice(0, -1)}${payload.endsWith('A') ? 'Q' : 'A'}`, signature].join('.');
    await expect(compactVerify(forged, published)).rejects.toThrow('signature verification failed');
  });
});

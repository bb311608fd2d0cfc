import { calculateJwkThumbprint, type JWK } from 'jose';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificateJwk } from '../../src/jwk/certificate-jwk.js';

interface TruthRow {
  readonly file: string;
  readonly jwk: Readonly<Record<string, string>>;
  readonly thumbprint_sha256: string;
  readonly x5t: string;
  readonly 'x5t#S256': string;
  readonly x5c_0: string;
}

/** A JWK that an RFC prints; one with x5c is a certificate's. */
interface RfcRow {
  readonly source: string;
  readonly jwk: JWK;
  readonly thumbprint_sha256?: string;
  readonly computed?: { readonly x5t: string; readonly 'x5t#S256': string; readonly thumbprint_sha256: string };
}

const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const rowsOf = (name: string): unknown => {
  const path = join(corpora, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
};
const rows = rowsOf('jwk-truth.json') as readonly TruthRow[];
const rfcRows = rowsOf('jwk-rfc.json') as readonly RfcRow[];

describe.skipIf(rows.length === 0)('a certificate’s JWK', () => {
  it.each(rows)('has the members that pyca computes of $file', async ({ jwk, ...truth }) => {
    const leaf = Buffer.from(truth.x5c_0, 'base64');
    const made = await certificateJwk(leaf, []);
    expect(made.members).toEqual(jwk);
    expect(made.thumbprint).toBe(truth.thumbprint_sha256);
    expect(made.x5t).toBe(truth.x5t);
    expect(made.x5tS256).toBe(truth['x5t#S256']);
    expect(made.x5c).toEqual([truth.x5c_0]);
  });
});

describe.skipIf(rfcRows.length === 0)('a JWK of an RFC', () => {
  it.each(rfcRows.filter(({ jwk }) => jwk.x5c !== undefined))(
    'has the members of its certificate: $source',
    async ({ jwk: { kty, n, e, x5c = [] }, computed }) => {
      const made = await certificateJwk(Buffer.from(x5c[0] ?? '', 'base64'), []);
      expect(made.members).toEqual({ kty, n, e });
      expect(made.x5c).toEqual(x5c);
      expect([made.thumbprint, made.x5t, made.x5tS256]).toEqual([
        computed?.thumbprint_sha256,
        computed?.x5t,
        computed?.['x5t#S256'],
      ]);
    },
  );

  it.each(rfcRows.filter(({ jwk }) => jwk.x5c === undefined))(
    'has the thumbprint that is told of it: $source, $jwk.kty',
    async ({ jwk, thumbprint_sha256 }) => {
      expect(await calculateJwkThumbprint(jwk, 'sha256')).toBe(thumbprint_sha256);
    },
  );
});

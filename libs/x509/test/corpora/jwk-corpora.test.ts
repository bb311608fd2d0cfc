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

const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const path = join(corpora, 'jwk-truth.json');
const rows = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly TruthRow[]) : [];

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

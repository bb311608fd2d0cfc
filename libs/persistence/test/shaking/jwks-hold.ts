import type { CompanyId } from '@certkeep/domain';
import { createPrivateKey, createPublicKey, X509Certificate, type JsonWebKey } from 'node:crypto';
import { expect } from 'vitest';
import type { Replica } from './lifecycle.js';
import { expectNoRows } from './no-rows.js';

/** Queries whose every row is something that must not be. `?` is the company. */
const forbidden = {
  'a JWK that is linked by half':
    'SELECT id FROM jwks WHERE company_id = ? AND (certificate_id IS NULL) <> (definition_id IS NULL)',
  'a JWK of a certificate that is not there':
    'SELECT j.id FROM jwks j LEFT JOIN certificates c ON c.id = j.certificate_id AND c.company_id = j.company_id AND c.delete_time IS NULL WHERE j.company_id = ? AND j.certificate_id IS NOT NULL AND c.id IS NULL',
  'a JWK of another certificate’s definition':
    'SELECT j.id FROM jwks j LEFT JOIN definitions d ON d.id = j.definition_id AND d.certificate_id = j.certificate_id WHERE j.company_id = ? AND j.definition_id IS NOT NULL AND d.id IS NULL',
  'a linked JWK of a version that is not current':
    'SELECT j.id FROM jwks j JOIN definitions d ON d.id = j.definition_id JOIN versions v ON v.id = d.current_version_id WHERE j.company_id = ? AND (v.number <> j.version_number OR v.not_after <> j.expire_time OR v.not_before <> j.start_time)',
  'a key id that two JWKs have': 'SELECT kid FROM jwks WHERE company_id = ? GROUP BY kid HAVING COUNT(*) > 1',
  'a JWK whose private half is sealed by half':
    'SELECT id FROM jwks WHERE company_id = ? AND (sealed_key IS NULL) <> (sealing_key_id IS NULL)',
  'a retired key of a JWK that is not there':
    'SELECT r.jwk_id FROM retired_jwks r LEFT JOIN jwks j ON j.id = r.jwk_id AND j.company_id = r.company_id WHERE r.company_id = ? AND j.id IS NULL',
  'a JWK published where no environment is':
    'SELECT p.jwk_id FROM jwk_environments p LEFT JOIN environments e ON e.id = p.environment_id AND e.company_id = p.company_id LEFT JOIN jwks j ON j.id = p.jwk_id AND j.company_id = p.company_id WHERE p.company_id = ? AND (e.id IS NULL OR j.id IS NULL)',
} as const;

/** What must hold of JWKs whatever was done in whatever order, asked of the tables and of OpenSSL. */
export async function expectJwksHold({ database, sealer }: Replica, company: CompanyId): Promise<void> {
  await expectNoRows(database, company, forbidden);
  const { reader, entities } = database;
  const of = { company_id: company };
  const definitions = new Map(
    (await reader.getRepository(entities.definitions).findBy(of)).map((row) => [row.id, row]),
  );
  const versions = new Map((await reader.getRepository(entities.versions).findBy(of)).map((row) => [row.id, row]));
  const current = new Map<string, JsonWebKey>();
  for (const row of await reader.getRepository(entities.jwks).findBy(of)) {
    const { members, thumbprint, x5c } = row.certificate_jwk;
    const leaf = new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64'));
    expect(leaf.publicKey.export({ format: 'jwk' }), `the members of “${row.name}”`).toEqual(members);
    const followed = definitions.get(row.definition_id ?? '')?.current_version_id ?? '';
    if (row.definition_id !== null) {
      expect(leaf.raw.equals(Buffer.from(versions.get(followed)?.leaf ?? [])), `“${row.name}” is current`).toBe(true);
    }
    if (row.kid_kind === 'THUMBPRINT') expect(row.kid).toBe(thumbprint);
    if (row.kid_kind === 'CERTIFICATE_SHA256') {
      expect(row.kid).toBe(leaf.fingerprint256.replaceAll(':', '').toLowerCase());
    }
    if (row.sealed_key !== null) {
      const binding = { kind: 'private_key', companyId: company, recordId: row.id } as const;
      const pkcs8 = Buffer.from(sealer.open(row.sealed_key, binding));
      const held = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
      expect(held.export({ format: 'jwk' }), `the private half of “${row.name}”`).toEqual(members);
    }
    current.set(row.kid, members);
  }
  for (const { kid, public_jwk } of await reader.getRepository(entities.retiredJwks).findBy(of)) {
    const same = current.get(kid);
    if (same !== undefined) expect(public_jwk, 'a key that another one hides by its key id').toMatchObject(same);
    expect(Object.keys(public_jwk)).not.toContain('d');
  }
}

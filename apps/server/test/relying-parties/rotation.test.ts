import { CertificateService, JwkAction, JwkKidKind, JwkService, Permission } from '@certkeep/contracts/connect';
import {
  createTestCa,
  describeOnEachDatabase,
  type IssuedCertificate,
  type TestCa,
  type TestKeyAlgorithm,
} from '@certkeep/testing';
import { importJWK, SignJWT, type JWK } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from '../running.js';
import { joseParty, pyjwtParty, type RelyingParty } from './relying-parties.js';

const rotations: readonly TestKeyAlgorithm[] = ['EC-P256', 'RSA-2048', 'Ed25519', 'EC-P256'];
const parties = { jose: joseParty, PyJWT: pyjwtParty };

describeOnEachDatabase('a relying party that nobody here wrote', (database) => {
  let running: Running;
  let admin: Credential;
  let signer: Credential;
  let ca: TestCa;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    signer = await running.serviceOf(admin, 'signer', [Permission.CERTIFICATES_READ, Permission.KEYS_EXPORT]);
    ca = await createTestCa();
  });
  afterAll(() => running.stop());

  const issue = (name: string, algorithm: TestKeyAlgorithm) =>
    ca.issue({ commonName: name, dnsNames: [`${name}.example`], algorithm });
  const materialOf = ({ certificatePem, privateKeyPem }: IssuedCertificate) => ({
    source: { case: 'paste' as const, value: { text: certificatePem + privateKeyPem } },
  });
  const make = async (name: string) => {
    const material = materialOf(await issue(name, 'RSA-2048'));
    const { certificate } = await running.client(CertificateService, admin).createCertificate({ name, material });
    const definitionId = certificate?.definitions[0]?.id ?? '';
    const { jwk } = await running.client(JwkService, admin).createJwk({
      jwk: { name, definitionId, private: true, kidKind: JwkKidKind.THUMBPRINT },
    });
    return { definitionId, id: jwk?.id ?? '' };
  };
  /** A token signed with the private half as it is handed out now. */
  const sign = async (id: string) => {
    const { jwk, privateJwkJson } = await running.client(JwkService, signer).getJwk({ id, includePrivate: true });
    const { alg = '', kid = '' } = jwk ?? {};
    const token = await new SignJWT({ sub: 'somebody' })
      .setProtectedHeader({ alg, kid })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(await importJWK(JSON.parse(privateJwkJson) as JWK, alg));
    return { token, kid };
  };

  it.each(Object.entries(parties))(
    'verifies every token before, while and after its key is rotated: %s',
    async (name, start) => {
      const { definitionId, id } = await make(name.toLowerCase());
      const party: RelyingParty = start(`${running.serving.httpUrl}/.well-known/jwks.json`);
      try {
        const kept: Awaited<ReturnType<typeof sign>>[] = [];
        let rotating = true;
        const signAndVerify = async () => {
          const signed = await sign(id);
          kept.push(signed);
          expect(await party.verify(signed.token)).toBe(signed.kid);
        };
        const users = async () => {
          while (rotating) await signAndVerify();
        };
        const admins = async () => {
          try {
            for (const algorithm of rotations) {
              await running.client(CertificateService, admin).replaceMaterial({
                definitionId,
                material: materialOf(await issue(name.toLowerCase(), algorithm)),
                cascade: { jwkAction: JwkAction.UPDATE, confirmName: name.toLowerCase() },
              });
              // The next rotation waits until this one's key was used.
              await signAndVerify();
            }
          } finally {
            rotating = false;
          }
        };
        // The first key is used before it goes, too.
        await signAndVerify();
        await Promise.all([users(), admins()]);
        expect(new Set(kept.map(({ kid }) => kid)).size).toBe(rotations.length + 1);
        // What was signed with the earlier keys still verifies, for who has the set and for who fetches it anew.
        const newcomer = start(`${running.serving.httpUrl}/.well-known/jwks.json`);
        try {
          for (const { token, kid } of kept) {
            expect(await party.verify(token)).toBe(kid);
            expect(await newcomer.verify(token)).toBe(kid);
          }
        } finally {
          newcomer.close();
        }
        const forged = (await sign(id)).token.replace(
          /\.[^.]+$/,
          (signature) => `.${signature.slice(1).toLowerCase()}`,
        );
        await expect(party.verify(forged)).rejects.toThrow();
      } finally {
        party.close();
      }
    },
  );
});

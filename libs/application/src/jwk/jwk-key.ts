import { DomainError, type JwkId, type KeyKind } from '@certkeep/domain';
import { certificateJwk, isSelfSigned, parseCertificate } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import type { CertificateReader } from '../certificate/certificate-repository.js';
import type { KeySealer, SealedSecret } from '../key-sealer.js';
import type { KidKind } from './jwk.js';
import type { NewJwkKey } from './jwk-repository.js';

interface Ports {
  readonly certificates: CertificateReader;
  readonly sealer: KeySealer;
}

/** A definition's current key, as a JWK takes it. */
export interface DefinitionKey {
  readonly kind: KeyKind;
  /** Lower-case hex SHA-256 of the certificate. */
  readonly sha256: string;
  readonly taken: Omit<NewJwkKey, 'sealedKey'>;
  /** Sealed under the version; undefined for trust only. */
  readonly sealedInVersion: { readonly bytes: Uint8Array; readonly versionId: string } | undefined;
}

/** @throws DomainError FIELD_INVALID for a key that JOSE has no form for */
export async function definitionKey(
  { certificates }: Pick<Ports, 'certificates'>,
  certificate: Certificate,
  { id, source, current: { facts, number } }: Definition,
): Promise<DefinitionKey> {
  const material = await certificates.material(id);
  if (material === undefined) throw new TypeError(`definition ${id} has no material`);
  const { leaf, chain, sealedKey, versionId } = material;
  try {
    return {
      kind: facts.key,
      sha256: facts.sha256,
      taken: {
        certificateId: certificate.id,
        definitionId: id,
        versionNumber: number,
        source,
        notBefore: facts.notBefore,
        notAfter: facts.notAfter,
        // Whoever checks the chain has the root, or wouldn't believe it.
        certificate: await certificateJwk(
          leaf,
          chain.filter((der) => !isSelfSigned(parseCertificate(der))),
        ),
      },
      sealedInVersion: sealedKey === undefined ? undefined : { bytes: sealedKey, versionId },
    };
  } catch (cause) {
    throw new DomainError(
      'FIELD_INVALID',
      `The key of “${certificate.name}” has no form as a JWK. Choose a certificate with an RSA, EC or Ed25519 key.`,
      { field: 'jwk.definition_id', cause },
    );
  }
}

/** The private half, sealed for the JWK alone: it stays when the certificate goes. */
export function sealedForJwk(
  { sealer }: Pick<Ports, 'sealer'>,
  call: Call,
  id: JwkId,
  { sealedInVersion }: DefinitionKey,
): SealedSecret | undefined {
  if (sealedInVersion === undefined) return undefined;
  const { bytes, versionId } = sealedInVersion;
  const companyId = call.caller.company;
  const pkcs8 = sealer.open(bytes, { kind: 'private_key', companyId, recordId: versionId });
  return sealer.seal(pkcs8, { kind: 'private_key', companyId, recordId: id });
}

/** @param now becomes the id of a key with kid kind TIME */
export function kidOf(
  kind: Exclude<KidKind, 'TYPED'>,
  { taken, sha256 }: { readonly taken: Pick<NewJwkKey, 'certificate'>; readonly sha256: string },
  now: Date,
): string {
  switch (kind) {
    case 'THUMBPRINT':
      return taken.certificate.thumbprint;
    case 'CERTIFICATE_SHA256':
      return sha256;
    case 'TIME':
      return now.toISOString().replaceAll(/[-:.]/g, '');
  }
}

import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Definition } from '../certificate/certificate.js';
import type { CertificateReader } from '../certificate/certificate-repository.js';
import type { KeySealer } from '../key-sealer.js';

/**
 * The private key for a certificate that comes without one: the definition's own, where the new certificate has the
 * same public key, as after a renewal that keeps it.
 * @returns PKCS#8 DER, or undefined
 */
export async function keptKey(
  { certificates, sealer }: { readonly certificates: CertificateReader; readonly sealer: KeySealer },
  call: Call,
  { id, current }: Definition,
  { leaf, privateKey }: Inspection,
): Promise<Uint8Array | undefined> {
  if (privateKey !== undefined) return privateKey.pkcs8;
  if (current.facts.spkiSha256 !== leaf.facts.spkiSha256) return undefined;
  const material = await certificates.material(id);
  if (material?.sealedKey === undefined) return undefined;
  return sealer.open(material.sealedKey, {
    kind: 'private_key',
    companyId: call.caller.company,
    recordId: material.versionId,
  });
}

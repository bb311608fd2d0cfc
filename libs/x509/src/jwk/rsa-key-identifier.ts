import { derTag, onlyElement, sequenceMembers } from '../der/der-elements.js';
import { objectIdentifier } from '../der/der-values.js';
import { der, derIdentifier, derSequence } from '../der/der-writer.js';

const rsassaPss = '1.2.840.113549.1.1.10';
const rsaEncryption = '1.2.840.113549.1.1.1';

/**
 * A public key whose certificate binds it to RSASSA-PSS (RFC 4055), written as a plain RSA key: JOSE has one form for
 * both, and says with `alg` what it is for. Other keys come back as they are.
 * @param spki DER of a SubjectPublicKeyInfo
 */
export function asPlainRsaPublicKey(spki: Uint8Array): Uint8Array {
  const [identifier, key] = sequenceMembers(onlyElement(spki));
  if (!isPss(identifier) || key === undefined) return spki;
  return derSequence(plainIdentifier, key.bytes);
}

/** The same for a private key. @param pkcs8 DER of a PrivateKeyInfo (RFC 5958) */
export function asPlainRsaPrivateKey(pkcs8: Uint8Array): Uint8Array {
  const [version, identifier, key] = sequenceMembers(onlyElement(pkcs8));
  if (!isPss(identifier) || version === undefined || key === undefined) return pkcs8;
  return derSequence(version.bytes, plainIdentifier, key.bytes);
}

const plainIdentifier = derSequence(derIdentifier(rsaEncryption), der(derTag.null));

function isPss(identifier: ReturnType<typeof onlyElement> | undefined): boolean {
  return objectIdentifier(sequenceMembers(identifier)[0]) === rsassaPss;
}

import { createPrivateKey, createPublicKey, hash } from 'node:crypto';
import { extensionOid } from '../certificate/extension.js';
import { keyFactsOf } from '../certificate/key-facts.js';
import { constructedTag, derTag, onlyElement } from '../der/der-elements.js';
import { der, derBits, derIdentifier, derInteger, derOctets, derSequence, derSetOf } from '../der/der-writer.js';
import type { RequestedNames } from './requested-names.js';
import { requestSignature } from './request-signature.js';

const extensionRequest = '1.2.840.113549.1.9.14';
const emptyName = 2;
const isTrue = der(derTag.boolean, Uint8Array.of(0xff));

export interface SignedRequest {
  /** DER of a CertificationRequest. */
  readonly csr: Uint8Array;
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
}

/**
 * Asks for a certificate: PKCS#10 (RFC 2986), signed with the key that it is for.
 * @param pkcs8 DER of the private key
 * @throws RangeError for a key that no request is made with
 */
export function signRequest(pkcs8: Uint8Array, names: RequestedNames): SignedRequest {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const info = derSequence(derInteger(0), names.subject, publicKey, der(constructedTag(0), ...attributesOf(names)));
  const { algorithm, signature } = requestSignature(info, { key, facts: keyFactsOf(onlyElement(publicKey)) });
  return {
    csr: derSequence(info, algorithm, derBits(signature)),
    spkiSha256: hash('sha256', publicKey),
  };
}

/** Extensions are asked for in an attribute (RFC 2985 section 5.4.2). */
function attributesOf({ subject, alternativeNames }: RequestedNames): readonly Uint8Array[] {
  if (alternativeNames === undefined) return [];
  // Where the subject is empty, whoever reads the certificate has to mind its names (RFC 5280 section 4.2.1.6).
  const critical = subject.length === emptyName ? [isTrue] : [];
  const extension = derSequence(derIdentifier(extensionOid.subjectAltName), ...critical, derOctets(alternativeNames));
  return [derSequence(derIdentifier(extensionRequest), derSetOf(derSequence(extension)))];
}

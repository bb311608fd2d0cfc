import { derTag, firstElement, sequenceMembers } from '../der/der-elements.js';
import { hexOf, wholeBytes } from '../der/der-values.js';

/**
 * What makes a public key that key and no other: its algorithm, its curve and its bits. How the algorithm's other
 * parameters are written down differs between programs.
 * @param info DER of a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)
 * @returns a text that is the same for the same key
 * @throws RangeError for what is no public key
 */
export function publicKeyIdentity(info: Uint8Array): string {
  const [identifier, key] = sequenceMembers(firstElement(info));
  const [algorithm, parameters] = sequenceMembers(identifier);
  if (algorithm === undefined || key === undefined) throw new RangeError('no public key');
  const curve = parameters?.tag === derTag.objectIdentifier ? hexOf(parameters.bytes) : '';
  return [hexOf(algorithm.bytes), curve, hexOf(wholeBytes(key))].join(' ');
}

/** @throws RangeError as {@link publicKeyIdentity} */
export function isSamePublicKey(one: Uint8Array, other: Uint8Array): boolean {
  return publicKeyIdentity(one) === publicKeyIdentity(other);
}

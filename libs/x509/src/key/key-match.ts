import { derTag, firstElement, sequenceMembers } from '../der/der-elements.js';
import { wholeBytes } from '../der/der-values.js';

/**
 * True when both are the same public key, told by the key's own bytes: how its algorithm's parameters are written
 * down differs between programs, and only a curve belongs to the key itself.
 * @param one DER of a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)
 * @throws RangeError for what is none
 */
export function isSamePublicKey(one: Uint8Array, other: Uint8Array): boolean {
  const [ours, theirs] = [publicKey(one), publicKey(other)];
  return (
    Buffer.compare(ours.algorithm, theirs.algorithm) === 0 &&
    Buffer.compare(ours.curve, theirs.curve) === 0 &&
    Buffer.compare(ours.key, theirs.key) === 0
  );
}

const none = new Uint8Array();

function publicKey(info: Uint8Array) {
  const [identifier, key] = sequenceMembers(firstElement(info));
  const [algorithm, parameters] = sequenceMembers(identifier);
  if (algorithm === undefined || key === undefined) throw new RangeError('no public key');
  const curve = parameters?.tag === derTag.objectIdentifier ? parameters.bytes : none;
  return { algorithm: algorithm.bytes, curve, key: wholeBytes(key) };
}

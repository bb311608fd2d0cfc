import { derFromBer } from '../der/ber-to-der.js';
import {
  allElementsIn,
  constructedTag,
  derTag,
  firstElement,
  onlyElement,
  sequenceMembers,
} from '../der/der-elements.js';
import { objectIdentifier } from '../der/der-values.js';

const signedData = '1.2.840.113549.1.7.2';

/**
 * The certificates of a PKCS#7 bundle, which is a SignedData that signs nothing (RFC 2315 section 9, RFC 5652 section
 * 5.1). Certificates of kinds older than X.509 are passed over.
 * @throws RangeError for what is none
 */
export function pkcs7Certificates(ber: Uint8Array): readonly Uint8Array[] {
  const [type, content] = sequenceMembers(onlyElement(derFromBer(ber)));
  if (objectIdentifier(type) !== signedData || content === undefined) throw new RangeError('no signed data');
  const certificates = sequenceMembers(firstElement(content.content)).find(({ tag }) => tag === constructedTag(0));
  if (certificates === undefined) return [];
  return allElementsIn(certificates.content)
    .filter(({ tag }) => tag === derTag.sequence)
    .map(({ bytes }) => bytes);
}

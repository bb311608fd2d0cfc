import { derTag, elementsIn, firstElement, type DerElement } from '../der/der-elements.js';

/** The parts of a certificate as the bytes that they are: those that are hashed, signed and compared. */
export interface CertificateFrame {
  /** What the issuer signed. */
  readonly toBeSigned: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  readonly notBefore: DerElement;
  readonly notAfter: DerElement;
  /** BIT STRING. */
  readonly signature: DerElement;
}

const explicitVersion = 0xa0;

/**
 * Takes a certificate apart (RFC 5280 section 4.1). Bytes that were read and written again can differ from those that
 * were there, and with them the hash of the key; these are the ones that were there.
 * @throws RangeError for bytes that are no certificate in DER, or a certificate and something after it
 */
export function certificateFrame(der: Uint8Array): CertificateFrame {
  const certificate = firstElement(der);
  if (certificate.bytes.length !== der.length) throw new RangeError('something comes after the certificate');
  const [toBeSigned, , signature] = membersOf(certificate);
  const fields = membersOf(toBeSigned);
  if (fields[0]?.tag === explicitVersion) fields.shift();
  const [, , , validity, , publicKeyInfo] = fields;
  const [notBefore, notAfter] = membersOf(validity);
  return {
    toBeSigned: present(toBeSigned).bytes,
    publicKeyInfo: present(publicKeyInfo).bytes,
    notBefore: present(notBefore),
    notAfter: present(notAfter),
    signature: present(signature),
  };
}

export function membersOf(sequence: DerElement | undefined): DerElement[] {
  if (sequence?.tag !== derTag.sequence) throw new RangeError('no sequence where one belongs');
  // A frame has ten members at the most; what a crafted one has beyond that is not worth the memory.
  return elementsIn(sequence.content).take(16).toArray();
}

/** The bits of a BIT STRING that fills its bytes, as every signature and public key does. */
export function wholeBytes({ tag, content }: DerElement): Uint8Array {
  if (tag !== derTag.bitString || content[0] !== 0) throw new RangeError('no bit string of whole bytes');
  return content.subarray(1);
}

function present(element: DerElement | undefined): DerElement {
  if (element === undefined) throw new RangeError('a part is missing');
  return element;
}

import { constructedTag, firstElement, onlyElement, sequenceMembers, type DerElement } from '../der/der-elements.js';

/** The parts of a certificate as the bytes that they are: those that are hashed, signed and compared. */
export interface CertificateFrame {
  /** What the issuer signed. */
  readonly toBeSigned: Uint8Array;
  /** One less than it is called; undefined when it isn't written down, which means 1. */
  readonly version: DerElement | undefined;
  readonly serialNumber: DerElement;
  readonly issuer: DerElement;
  readonly notBefore: DerElement;
  readonly notAfter: DerElement;
  readonly subject: DerElement;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyInfo: DerElement;
  /** The [3] that holds them, when there are any. */
  readonly extensions: DerElement | undefined;
  /** AlgorithmIdentifier, beside the signature. */
  readonly signatureAlgorithm: DerElement;
  /** The same inside what is signed. */
  readonly signedAlgorithm: DerElement;
  /** BIT STRING. */
  readonly signature: DerElement;
}

/**
 * Takes a certificate apart (RFC 5280 section 4.1). Bytes that were read and written again can differ from those that
 * were there, and with them the hash of the key; these are the ones that were there.
 * @throws RangeError for bytes that are no certificate in DER, or a certificate and something after it
 */
export function certificateFrame(der: Uint8Array): CertificateFrame {
  const [toBeSigned, signatureAlgorithm, signature] = sequenceMembers(onlyElement(der));
  const fields = [...sequenceMembers(toBeSigned)];
  const version = fields[0]?.tag === constructedTag(0) ? fields.shift() : undefined;
  const [serialNumber, signedAlgorithm, issuer, validity, subject, publicKeyInfo, ...rest] = fields;
  const [notBefore, notAfter] = sequenceMembers(validity);
  return {
    toBeSigned: present(toBeSigned).bytes,
    version: version && firstElement(version.content),
    serialNumber: present(serialNumber),
    issuer: present(issuer),
    notBefore: present(notBefore),
    notAfter: present(notAfter),
    subject: present(subject),
    publicKeyInfo: present(publicKeyInfo),
    extensions: rest.find(({ tag }) => tag === constructedTag(3)),
    signatureAlgorithm: present(signatureAlgorithm),
    signedAlgorithm: present(signedAlgorithm),
    signature: present(signature),
  };
}

function present(element: DerElement | undefined): DerElement {
  if (element === undefined) throw new RangeError('a part is missing');
  return element;
}

import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { extensionOid } from '../certificate/extension.js';
import { keyFactsOf } from '../certificate/key-facts.js';
import { constructedTag, derTag, onlyElement } from '../der/der-elements.js';
import { der, derBits, derIdentifier, derInteger, derOctets, derSequence } from '../der/der-writer.js';
import { requestSignature } from './request-signature.js';
import { subjectName } from './subject-name.js';

const clientAuth = '1.3.6.1.5.5.7.3.2';
/** A BIT STRING of named bits leaves its last zeros out (X.690 section 11.2.2): bit 0 alone, seven unused. */
const digitalSignature = der(derTag.bitString, Uint8Array.of(7, 0x80));
const isTrue = der(derTag.boolean, Uint8Array.of(0xff));

export interface SelfSignedClient {
  /** PKCS#8 DER. */
  readonly pkcs8: Uint8Array;
  /** RFC 4514 text. */
  readonly subject: string;
  /** Both to the second, inclusive, and before 2050. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * A TLS client's certificate that nobody but itself vouches for (RFC 5280 section 4.1), and that vouches for no other.
 * @returns DER
 * @throws RangeError for a key that nothing is signed with, and for a time from 2050 on
 * @throws DomainError FIELD_INVALID for a subject that can't be read
 */
export function selfSignedClient({ pkcs8, subject, notBefore, notAfter }: SelfSignedClient): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const signer = { key, facts: keyFactsOf(onlyElement(publicKey)) };
  const name = subjectName(subject, 'subject');
  const { algorithm } = requestSignature(new Uint8Array(), signer);
  const body = derSequence(
    der(constructedTag(0), derInteger(2)),
    serialNumber(),
    algorithm,
    name,
    derSequence(utcTime(notBefore), utcTime(notAfter)),
    name,
    publicKey,
    der(constructedTag(3), extensions()),
  );
  return derSequence(body, algorithm, derBits(requestSignature(body, signer).signature));
}

/** Positive, 127 bits by chance (RFC 5280 section 4.1.2.2); the first byte is not 0, which would be one too many. */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return der(derTag.integer, bytes);
}

/** Times until 2049 are written so (RFC 5280 section 4.1.2.5.1). */
function utcTime(time: Date): Uint8Array {
  if (time.getUTCFullYear() < 1950 || time.getUTCFullYear() > 2049) throw new RangeError('no time of UTCTime');
  const digits = time.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '').slice(2);
  return der(derTag.utcTime, Buffer.from(digits));
}

function extensions(): Uint8Array {
  const extension = (oid: string, critical: boolean, value: Uint8Array) =>
    derSequence(derIdentifier(oid), ...(critical ? [isTrue] : []), derOctets(value));
  return derSequence(
    extension(extensionOid.basicConstraints, true, derSequence()),
    extension(extensionOid.keyUsage, true, digitalSignature),
    extension(extensionOid.extKeyUsage, false, derSequence(derIdentifier(clientAuth))),
  );
}

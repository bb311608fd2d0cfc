import { certificateFrame } from '../../certificate/certificate-frame.js';
import { certificateTime } from '../../certificate/certificate-time.js';
import { javaKeystoreDigest, javaKeystoreMagic, trustedCertificateTag, x509 } from '../java-keystore.js';
import { modifiedUtf8 } from '../modified-utf8.js';
import { javaAliases, javaLowerCase } from './java-aliases.js';
import { inOrder, type TruststoreEntry } from './truststore-entry.js';

const version = 2;

/**
 * A truststore in Java's old format, for programs that read no PKCS#12. Aliases are in lower case, in which Java looks
 * them up. The same entries and password give the same bytes: as the date at which an entry was made each has the
 * beginning of its certificate's validity.
 * @param password shows whether the store was altered; nothing in it is enciphered
 * @throws RangeError for an alias of more than 65,535 bytes
 */
export function writeJksTruststore(entries: readonly TruststoreEntry[], password: string): Uint8Array {
  const ordered = inOrder(entries);
  const aliases = javaAliases(ordered);
  const body = Buffer.concat([
    unsigned(javaKeystoreMagic, 4),
    unsigned(version, 4),
    unsigned(ordered.length, 4),
    ...ordered.flatMap(({ der }, index) => [
      tag,
      text(javaLowerCase(aliases[index] ?? '')),
      date(der),
      certificateType,
      unsigned(der.length, 4),
      der,
    ]),
  ]);
  return Buffer.concat([body, javaKeystoreDigest(body, password)]);
}

const tag = unsigned(trustedCertificateTag, 4);
const certificateType = text(x509);

function text(value: string): Uint8Array {
  const bytes = modifiedUtf8(value);
  return Buffer.concat([unsigned(bytes.length, 2), bytes]);
}

/** Milliseconds since 1970, in eight bytes; 1970 for a certificate whose validity can't be read. */
function date(der: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(validFrom(der)));
  return bytes;
}

function validFrom(der: Uint8Array): number {
  try {
    return certificateTime(certificateFrame(der).notBefore).getTime();
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function unsigned(value: number, width: 2 | 4): Uint8Array {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
}

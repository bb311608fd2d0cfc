import { constructedTag } from '../../der/der-elements.js';
import { der, derIdentifier, derOctets, derSequence, derSetOf } from '../../der/der-writer.js';
import { anyExtendedKeyUsage, bag, friendlyName, localKeyId, trustedKeyUsage, x509Certificate } from './identifiers.js';

/** SafeBag with a certificate (RFC 7292 section 4.2.3). */
export function certificateBag(certificate: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const holder = derSequence(certificateType, der(constructedTag(0), derOctets(certificate)));
  return safeBag(certificateBagType, holder, attributes);
}

/** SafeBag with an enciphered private key (RFC 7292 section 4.2.2). @param key EncryptedPrivateKeyInfo */
export function shroudedKeyBag(key: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  return safeBag(derIdentifier(bag.shroudedKey), key, attributes);
}

/** The same for a key and its certificate (RFC 2985 section 5.5.2). */
export function localKeyIdAttribute(id: Uint8Array): Uint8Array {
  return derSequence(derIdentifier(localKeyId), derSetOf(derOctets(id)));
}

/** The name that programs show an entry under (RFC 2985 section 5.5.1). */
export function friendlyNameAttribute(name: string): Uint8Array {
  const text = der(bmpString, Buffer.from(name, 'utf16le').swap16());
  return derSequence(friendlyNameType, derSetOf(text));
}

/** What Java's keytool writes beside a certificate that it trusts for every purpose. */
export const trustedAttribute: Uint8Array = derSequence(
  derIdentifier(trustedKeyUsage),
  derSetOf(derIdentifier(anyExtendedKeyUsage)),
);

const bmpString = 0x1e;
// Made once: a truststore has 20,000 of each.
const certificateType = derIdentifier(x509Certificate);
const certificateBagType = derIdentifier(bag.certificate);
const friendlyNameType = derIdentifier(friendlyName);

function safeBag(type: Uint8Array, value: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const rest = attributes.length === 0 ? [] : [derSetOf(...attributes)];
  return derSequence(type, der(constructedTag(0), value), ...rest);
}

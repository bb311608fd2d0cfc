import { derFromBer } from '../../der/ber-to-der.js';
import {
  allElementsIn,
  constructedTag,
  contentOf,
  derTag,
  firstElement,
  isOneSequence,
  onlyElement,
  primitiveTag,
  sequenceMembers,
  setMembers,
  type DerElement,
} from '../../der/der-elements.js';
import { textOf } from '../../der/der-text.js';
import { hexOf, objectIdentifier } from '../../der/der-values.js';
import { bag, data, encryptedData, friendlyName, localKeyId, x509Certificate } from './identifiers.js';
import type { BagNames, StoreContents } from './store-contents.js';

/** Opens what is enciphered: AlgorithmIdentifier and bytes to bytes. */
export type Decipher = (algorithm: DerElement | undefined, data: Uint8Array) => Uint8Array;

/** Bags in bags are allowed (RFC 7292 section 4.2.6), and nobody writes them. */
const deepest = 4;

/** @param authenticatedSafe BER (RFC 7292 section 4.1) @throws what `decipher` throws; RangeError for what can't be read */
export function contentsOf(authenticatedSafe: Uint8Array, decipher: Decipher): StoreContents {
  const contents: MutableContents = { certificates: [], keys: [], hasEncrypted: false };
  for (const info of sequenceMembers(onlyElement(derFromBer(authenticatedSafe)))) {
    readSafe(safeIn(info, decipher, contents), decipher, contents, 0);
  }
  return contents;
}

interface MutableContents {
  readonly certificates: ({ der: Uint8Array } & BagNames)[];
  readonly keys: ({ pkcs8: Uint8Array } & BagNames)[];
  hasEncrypted: boolean;
}

function safeIn(info: DerElement, decipher: Decipher, contents: MutableContents): Uint8Array {
  const [type, content] = sequenceMembers(info);
  const inner = firstElement(contentOf(content, constructedTag(0)));
  const oid = objectIdentifier(type);
  if (oid === data) return contentOf(inner, derTag.octetString);
  if (oid !== encryptedData) throw new RangeError('a safe that is enciphered for a recipient');
  contents.hasEncrypted = true;
  const [, encrypted] = sequenceMembers(inner);
  const [, algorithm, bytes] = sequenceMembers(encrypted);
  return decipher(algorithm, implicitOctets(bytes));
}

/** In one piece, or in several where it was written as it came. */
function implicitOctets(element: DerElement | undefined): Uint8Array {
  if (element?.tag === constructedTag(0)) {
    return Buffer.concat(allElementsIn(element.content).map((piece) => contentOf(piece, derTag.octetString)));
  }
  return contentOf(element, primitiveTag(0));
}

function readSafe(ber: Uint8Array, decipher: Decipher, contents: MutableContents, depth: number): void {
  if (depth > deepest) throw new RangeError('bags in bags in bags');
  for (const safeBag of sequenceMembers(onlyElement(derFromBer(ber)))) {
    const [type, holder, attributes] = sequenceMembers(safeBag);
    const value = contentOf(holder, constructedTag(0));
    const names = namesIn(attributes);
    switch (objectIdentifier(type)) {
      case bag.key:
        contents.keys.push({ pkcs8: value, ...names });
        break;
      case bag.shroudedKey: {
        const [algorithm, shrouded] = sequenceMembers(firstElement(value));
        contents.hasEncrypted = true;
        const pkcs8 = decipher(algorithm, contentOf(shrouded, derTag.octetString));
        // One in 256 wrong passwords leaves bytes that look padded.
        if (!isOneSequence(pkcs8)) throw new RangeError('no private key');
        contents.keys.push({ pkcs8, ...names });
        break;
      }
      case bag.certificate: {
        const [kind, certificate] = sequenceMembers(firstElement(value));
        if (objectIdentifier(kind) !== x509Certificate) break;
        const octets = firstElement(contentOf(certificate, constructedTag(0)));
        contents.certificates.push({ der: contentOf(octets, derTag.octetString), ...names });
        break;
      }
      case bag.safeContents:
        readSafe(value, decipher, contents, depth + 1);
        break;
      // Revocation lists and secrets are nobody's certificate or key.
    }
  }
}

function namesIn(attributes: DerElement | undefined): BagNames {
  let names: BagNames = { alias: '', localKeyId: '' };
  for (const attribute of attributes === undefined ? [] : setMembers(attributes)) {
    const [type, values] = sequenceMembers(attribute);
    const oid = objectIdentifier(type);
    if (oid !== friendlyName && oid !== localKeyId) continue;
    const [value] = setMembers(values);
    if (value === undefined) continue;
    names =
      oid === friendlyName ? { ...names, alias: textOf(value) ?? '' } : { ...names, localKeyId: hexOf(value.content) };
  }
  return names;
}

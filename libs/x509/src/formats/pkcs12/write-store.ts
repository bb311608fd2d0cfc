import { constructedTag, primitiveTag } from '../../der/der-elements.js';
import { der, derIdentifier, derInteger, derOctets, derSequence } from '../../der/der-writer.js';
import { data, encryptedData } from './identifiers.js';
import { encipher, type Sealing } from './write-encryption.js';
import { macData } from './write-mac.js';

/** The bags that stand together in one safe, and what the safe is closed with: undefined leaves it open. */
export interface Safe {
  readonly bags: readonly Uint8Array[];
  readonly sealing: Sealing | undefined;
}

/**
 * PFX (RFC 7292 section 4) of these safes, all closed with one password.
 * @param mac undefined: nothing tells whether the store was altered
 */
export async function pkcs12Store(
  safes: readonly Safe[],
  password: string,
  mac: Pick<Sealing, 'salt' | 'rounds'> | undefined,
): Promise<Uint8Array> {
  const contents = await Promise.all(safes.map((safe) => contentInfo(safe, password)));
  const authenticated = derSequence(...contents);
  const rest = mac === undefined ? [] : [await macData(authenticated, password, mac)];
  return derSequence(derInteger(3), dataContent(authenticated), ...rest);
}

async function contentInfo({ bags, sealing }: Safe, password: string): Promise<Uint8Array> {
  const contents = derSequence(...bags);
  if (sealing === undefined) return dataContent(contents);
  const { algorithm, content } = await encipher(contents, password, sealing);
  const encrypted = derSequence(derIdentifier(data), algorithm, der(primitiveTag(0), content));
  return derSequence(derIdentifier(encryptedData), der(constructedTag(0), derSequence(derInteger(0), encrypted)));
}

function dataContent(content: Uint8Array): Uint8Array {
  return derSequence(derIdentifier(data), der(constructedTag(0), derOctets(content)));
}

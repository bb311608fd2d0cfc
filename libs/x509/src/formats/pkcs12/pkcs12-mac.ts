import { createHmac, timingSafeEqual } from 'node:crypto';
import { contentOf, derTag, sequenceMembers, type DerElement } from '../../der/der-elements.js';
import { objectIdentifier, smallInteger } from '../../der/der-values.js';
import { hmacSha256, sha256 } from './identifiers.js';
import { pbkdf2Key, UnknownEncryptionError } from './password-based-encryption.js';
import { pkcs12Key, purpose } from './pkcs12-key.js';
import type { Pkcs12Password } from './pkcs12-password.js';
import type { RoundBudget } from './round-budget.js';

const pbmac1 = '1.2.840.113549.1.5.14';
const hashes: Readonly<Record<string, readonly [name: string, length: number]>> = {
  '1.2.840.113549.2.5': ['md5', 16],
  '1.3.14.3.2.26': ['sha1', 20],
  '2.16.840.1.101.3.4.2.4': ['sha224', 28],
  [sha256]: ['sha256', 32],
  '2.16.840.1.101.3.4.2.2': ['sha384', 48],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
  '1.3.6.1.4.1.1722.12.2.1.16': ['blake2b512', 64],
};
const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.8': 'sha224',
  [hmacSha256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/**
 * Is this the password that the store was closed with, and nothing in it altered since? (RFC 7292 section 4, RFC 9579)
 * @param macData MacData
 * @throws UnknownEncryptionError, RangeError, DomainError TOO_LARGE
 */
export function isMacRight(
  macData: DerElement,
  content: Uint8Array,
  password: Pkcs12Password,
  budget: RoundBudget,
): boolean {
  const [digestInfo, salt, count] = sequenceMembers(macData);
  const [algorithm, digest] = sequenceMembers(digestInfo);
  const [type, parameters] = sequenceMembers(algorithm);
  const oid = objectIdentifier(type);
  const expected =
    oid === pbmac1
      ? pbmac1Of(parameters, content, password, budget)
      : classicMacOf(oid, { salt, count }, content, password, budget);
  const written = contentOf(digest, derTag.octetString);
  return written.length === expected.length && timingSafeEqual(written, expected);
}

function classicMacOf(
  oid: string,
  { salt, count }: { readonly salt: DerElement | undefined; readonly count: DerElement | undefined },
  content: Uint8Array,
  { wide }: Pkcs12Password,
  budget: RoundBudget,
): Buffer {
  const [hash, length] = hashes[oid] ?? [];
  if (hash === undefined || length === undefined) throw new UnknownEncryptionError('MAC');
  const rounds = count === undefined ? 1 : smallInteger(count);
  budget.spend(rounds);
  const key = pkcs12Key(hash, purpose.mac, {
    wide,
    salt: contentOf(salt, derTag.octetString),
    rounds: rounds ?? 0,
    length,
  });
  return createHmac(hash, key).update(content).digest();
}

/** RFC 9579 section 4: the MAC's key has the length that the derivation's parameters name, and they have to. */
function pbmac1Of(
  parameters: DerElement | undefined,
  content: Uint8Array,
  password: Pkcs12Password,
  budget: RoundBudget,
): Buffer {
  const [derivation, scheme] = sequenceMembers(parameters);
  const hash = hmacs[objectIdentifier(sequenceMembers(scheme)[0])];
  if (hash === undefined) throw new UnknownEncryptionError('MAC');
  const [, derivationParameters] = sequenceMembers(derivation);
  const [, , length] = sequenceMembers(derivationParameters);
  const keyLength = length?.tag === derTag.integer ? smallInteger(length) : undefined;
  // Less than 20 bytes are too few (RFC 9579 section 8); no hash wants more than 128.
  if (keyLength === undefined || keyLength < 20 || keyLength > 128) throw new RangeError('a MAC with no key length');
  return createHmac(hash, pbkdf2Key(derivation, password, budget, keyLength))
    .update(content)
    .digest();
}

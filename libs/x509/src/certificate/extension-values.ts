import {
  allElementsIn,
  constructedTag,
  contentOf,
  derTag,
  onlyElement,
  primitiveTag,
  sequenceMembers,
} from '../der/der-elements.js';
import { booleanValue, hexOf, objectIdentifier, setBits, smallInteger } from '../der/der-values.js';
import { extendedKeyUsageName } from './algorithm-names.js';
import type { CertificateFacts } from './facts.js';
import { generalNames, urlsIn } from './general-name.js';

/** RFC 5280 section 4.2.1.3, by the number of the bit. */
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

// Each takes the bytes in an extension and throws a RangeError for what they shouldn't be.

export const subjectAlternativeNames = (value: Uint8Array) => generalNames(onlyElement(value));

export const keyUsages = (value: Uint8Array): readonly string[] =>
  setBits(onlyElement(value)).flatMap((bit) => usages[bit] ?? []);

export const extendedKeyUsages = (value: Uint8Array): readonly string[] => {
  const members = sequenceMembers(onlyElement(value));
  if (members.length === 0) throw new RangeError('an extended key usage that names none');
  return members.map((member) => extendedKeyUsageName(objectIdentifier(member)));
};

export const basicConstraints = (value: Uint8Array): CertificateFacts['basicConstraints'] => {
  const members = [...sequenceMembers(onlyElement(value))];
  const ca = members[0]?.tag === derTag.boolean && booleanValue(members[0]);
  if (members[0]?.tag === derTag.boolean) members.shift();
  const [length, rest] = members;
  if (rest !== undefined) throw new RangeError('basic constraints with more in them than belongs there');
  if (length === undefined) return { ca, pathLength: undefined };
  const pathLength = smallInteger(length);
  if (pathLength === undefined) throw new RangeError('a path length that is none');
  // A number that no chain reaches, in the range that the contract has for it.
  return { ca, pathLength: Math.min(pathLength, 2 ** 31 - 1) };
};

export const subjectKeyIdentifier = (value: Uint8Array): string =>
  hexOf(contentOf(onlyElement(value), derTag.octetString));

export const authorityKeyIdentifier = (value: Uint8Array): string => {
  const identifier = sequenceMembers(onlyElement(value)).find(({ tag }) => tag === primitiveTag(0));
  return identifier === undefined ? '' : hexOf(identifier.content);
};

/** RFC 5280 section 4.2.1.13: points, each with a name, each with the full names that count here. */
export const crlUrls = (value: Uint8Array): readonly string[] =>
  sequenceMembers(onlyElement(value))
    .flatMap((point) => sequenceMembers(point).filter(({ tag }) => tag === constructedTag(0)))
    .flatMap(({ content }) => allElementsIn(content).filter(({ tag }) => tag === constructedTag(0)))
    .flatMap(({ content }) => urlsIn(content));

/** RFC 5280 section 4.2.2.1. */
export const accessUrls = (
  value: Uint8Array,
): { readonly ocsp: readonly string[]; readonly caIssuers: readonly string[] } => {
  const ocsp: string[] = [];
  const caIssuers: string[] = [];
  for (const description of sequenceMembers(onlyElement(value))) {
    const [method, location] = sequenceMembers(description);
    const urls = urlsIn(location?.bytes ?? new Uint8Array());
    switch (objectIdentifier(method)) {
      case '1.3.6.1.5.5.7.48.1':
        ocsp.push(...urls);
        break;
      case '1.3.6.1.5.5.7.48.2':
        caIssuers.push(...urls);
        break;
    }
  }
  return { ocsp, caIssuers };
};

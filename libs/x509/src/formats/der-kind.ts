import { derTag, elementsIn, firstElement } from '../der/der-elements.js';
import type { OtherFormat } from './other-formats.js';

export type KeyForm = 'pkcs8' | 'encrypted pkcs8' | 'pkcs1' | 'sec1';

export type DerKind =
  | { readonly kind: 'certificate' }
  | { readonly kind: 'key'; readonly form: KeyForm }
  | { readonly kind: 'pkcs7' | 'pkcs12' }
  | { readonly kind: 'other'; readonly format: OtherFormat };

const key = (form: KeyForm): DerKind => ({ kind: 'key', form });
const pkcs7: DerKind = { kind: 'pkcs7' };
const pkcs12: DerKind = { kind: 'pkcs12' };
const other = (format: OtherFormat): DerKind => ({ kind: 'other', format });

const { integer, sequence, octetString, objectIdentifier, bitString, utcTime, generalizedTime } = derTag;
const attributes = 0xa0;

/**
 * A value tells what it is by its first members (RFC 5280, 5958, 8017 appendix A, 5915, 2986, 2315, 7292). What begins
 * like nothing that is known here counts as a certificate: its reader says what is wrong with it.
 */
export function derKind(der: Uint8Array): DerKind {
  if (hasIndefiniteLength(der)) return indefiniteKind(der);
  const members = beginningOf(der, 3);
  const begins = beginsWith(tagsOf(members));
  if (begins(integer, integer)) return key('pkcs1');
  if (begins(integer, octetString)) return key('sec1');
  if (begins(integer, sequence, octetString)) return key('pkcs8');
  if (begins(integer, sequence)) return pkcs12;
  if (begins(objectIdentifier)) return pkcs7;
  if (begins(sequence, octetString)) return key('encrypted pkcs8');
  if (begins(sequence, bitString)) return other('PUBLIC KEY');
  const [first] = members;
  return begins(sequence, sequence, bitString) && first !== undefined
    ? signedKind(first.bytes)
    : { kind: 'certificate' };
}

/** Certificates, requests and revocation lists are all something, an algorithm and a signature. */
function signedKind(toBeSigned: Uint8Array): DerKind {
  const tags = tagsOf(beginningOf(toBeSigned, 4));
  const begins = beginsWith(tags);
  if (begins(integer, sequence, sequence, attributes)) return other('CSR');
  if (begins(integer, sequence, sequence) && tags.length === 3) return other('CSR');
  for (const time of [utcTime, generalizedTime]) {
    if (begins(integer, sequence, sequence, time) || begins(sequence, sequence, time)) return other('CRL');
  }
  return { kind: 'certificate' };
}

/** As stores and bundles may have it, and keys and certificates not (X.690 section 8.1.3.6). */
function hasIndefiniteLength(der: Uint8Array): boolean {
  return der[0] === sequence && der[1] === 0x80;
}

function indefiniteKind(der: Uint8Array): DerKind {
  if (der[2] === integer) return pkcs12;
  return der[2] === objectIdentifier ? pkcs7 : { kind: 'certificate' };
}

function beginningOf(der: Uint8Array, count: number) {
  const found = [];
  try {
    for (const element of elementsIn(firstElement(der).content).take(count)) found.push(element);
  } catch {
    // Cut off, or no DER: what was there before that tells enough.
  }
  return found;
}

function tagsOf(elements: readonly { readonly tag: number }[]): readonly number[] {
  return elements.map(({ tag }) => tag);
}

function beginsWith(tags: readonly number[]) {
  return (...expected: readonly number[]) => expected.every((tag, index) => tags[index] === tag);
}

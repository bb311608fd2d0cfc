import { constructedTag, firstElement, sequenceMembers } from '../der/der-elements.js';
import { objectIdentifier } from '../der/der-values.js';

/** Signature algorithms by OID, named as in the standards that define them. */
const signatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.3.14.3.2.29': 'sha1WithRSASignature',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '2.16.840.1.101.3.4.3.2': 'dsa-with-SHA256',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

const extendedUsages: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
};

const rsassaPss = '1.2.840.113549.1.1.10';

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'SHA1',
  '2.16.840.1.101.3.4.2.4': 'SHA224',
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
};

/**
 * @param oid dotted
 * @param parameters DER; RSASSA-PSS has its hash there (RFC 4055 section 3.1)
 * @throws RangeError for parameters of RSASSA-PSS that can't be read
 */
export function signatureAlgorithmName(oid: string, parameters: Uint8Array | undefined): string {
  if (oid === rsassaPss) return `rsassaPss-with-${pssHash(parameters)}`;
  return signatures[oid] ?? oid;
}

function pssHash(parameters: Uint8Array | undefined): string {
  const first = parameters === undefined ? undefined : sequenceMembers(firstElement(parameters))[0];
  if (first?.tag !== constructedTag(0)) return 'SHA1';
  const [type] = sequenceMembers(firstElement(first.content));
  const oid = objectIdentifier(type);
  return hashes[oid] ?? oid;
}

export function extendedKeyUsageName(oid: string): string {
  return extendedUsages[oid] ?? oid;
}

/** Collisions are within reach, so a signature with one of these proves nothing. */
export function isWeakSignature(name: string): boolean {
  return /md2|md5|sha1$|sha1With/i.test(name);
}

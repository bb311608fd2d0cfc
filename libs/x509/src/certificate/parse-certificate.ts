import { AsnConvert, type OctetString } from '@peculiar/asn1-schema';
import {
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CRLDistributionPoints,
  ExtendedKeyUsage,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_pe_authorityInfoAccess,
  KeyUsage,
  SubjectAlternativeName as SubjectAlternativeNames,
  SubjectKeyIdentifier,
  type GeneralName,
} from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { extendedKeyUsageName, signatureAlgorithmName } from './algorithm-names.js';
import { certificateFrame, type CertificateFrame } from './certificate-frame.js';
import { certificateTime } from './certificate-time.js';
import { commonNameOf, distinguishedNameText } from './distinguished-name.js';
import type { CertificateFacts, ParsedCertificate, SubjectAlternativeName } from './facts.js';
import { keyFactsOf } from './key-facts.js';

const sctList = '1.3.6.1.4.1.11129.2.4.2';
const ocsp = '1.3.6.1.5.5.7.48.1';
const caIssuers = '1.3.6.1.5.5.7.48.2';
/** As they are written: one less than they are called. */
const versions: ReadonlySet<number> = new Set([0, 1, 2]);

/**
 * Reads one certificate. Written in JavaScript throughout: crafted bytes can make it throw, not take the process down,
 * as they have done with readers in native code (CVE-2023-30588).
 * @throws Error of any kind for bytes that are no certificate
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const frame = certificateFrame(der);
  return { der, facts: factsOf(der, frame, AsnConvert.parse(der, Certificate)) };
}

function factsOf(
  der: Uint8Array,
  frame: CertificateFrame,
  { tbsCertificate: tbs, signatureAlgorithm: { algorithm, parameters } }: Certificate,
): CertificateFacts {
  if (!versions.has(tbs.version)) throw new RangeError('no version of RFC 5280');
  const extensions = new Map(listOf(tbs.extensions).map(({ extnID, extnValue }) => [extnID, extnValue]));
  const extension = <Value>(oid: string, type: new () => Value): Value | undefined => {
    const value = extensions.get(oid);
    return value === undefined ? undefined : AsnConvert.parse(valueBytes(value), type);
  };
  const basicConstraints = extension(id_ce_basicConstraints, BasicConstraints);
  const access = listOf(extension(id_pe_authorityInfoAccess, AuthorityInfoAccessSyntax));
  const urlsOf = (method: string) =>
    access.filter(({ accessMethod }) => accessMethod === method).flatMap(({ accessLocation }) => urlOf(accessLocation));
  const authorityKey = extension(id_ce_authorityKeyIdentifier, AuthorityKeyIdentifier)?.keyIdentifier;
  return {
    version: tbs.version + 1,
    serialNumber: hex(tbs.serialNumber),
    subject: distinguishedNameText(tbs.subject),
    issuer: distinguishedNameText(tbs.issuer),
    commonName: commonNameOf(tbs.subject),
    notBefore: certificateTime(frame.notBefore),
    notAfter: certificateTime(frame.notAfter),
    subjectAlternativeNames: listOf(extension(id_ce_subjectAltName, SubjectAlternativeNames)).map(nameOf),
    key: keyFactsOf(tbs.subjectPublicKeyInfo),
    signatureAlgorithm: signatureAlgorithmName(algorithm, parameters ? new Uint8Array(parameters) : undefined),
    keyUsages: extension(id_ce_keyUsage, KeyUsage)?.toJSON() ?? [],
    extendedKeyUsages: listOf(extension(id_ce_extKeyUsage, ExtendedKeyUsage)).map(extendedKeyUsageName),
    basicConstraints:
      basicConstraints === undefined
        ? undefined
        : { ca: basicConstraints.cA, pathLength: basicConstraints.pathLenConstraint },
    subjectKeyIdentifier: hexOfOctets(extension(id_ce_subjectKeyIdentifier, SubjectKeyIdentifier)),
    authorityKeyIdentifier: hexOfOctets(authorityKey),
    crlUrls: listOf(extension(id_ce_cRLDistributionPoints, CRLDistributionPoints)).flatMap(({ distributionPoint }) =>
      (distributionPoint?.fullName ?? []).flatMap(urlOf),
    ),
    ocspUrls: urlsOf(ocsp),
    caIssuerUrls: urlsOf(caIssuers),
    hasScts: extensions.has(sctList),
    sha1: digest('sha1', der),
    sha256: digest('sha256', der),
    spkiSha256: digest('sha256', frame.publicKeyInfo),
  };
}

/** The schema's lists are arrays of their own classes, and absent when the certificate has none. */
function listOf<Item>(list: Iterable<Item> | undefined): readonly Item[] {
  return list === undefined ? [] : [...list];
}

function nameOf(name: GeneralName): SubjectAlternativeName {
  if (name.dNSName !== undefined) return { kind: 'DNS', value: name.dNSName, typeOid: '' };
  if (name.iPAddress !== undefined) return { kind: 'IP', value: name.iPAddress, typeOid: '' };
  if (name.uniformResourceIdentifier !== undefined) {
    return { kind: 'URI', value: name.uniformResourceIdentifier, typeOid: '' };
  }
  if (name.rfc822Name !== undefined) return { kind: 'EMAIL', value: name.rfc822Name, typeOid: '' };
  if (name.directoryName !== undefined) {
    return { kind: 'OTHER', value: distinguishedNameText(name.directoryName), typeOid: '' };
  }
  if (name.otherName !== undefined) {
    return { kind: 'OTHER', value: hex(name.otherName.value), typeOid: name.otherName.typeId };
  }
  return { kind: 'OTHER', value: name.registeredID ?? '', typeOid: '' };
}

function urlOf({ uniformResourceIdentifier }: GeneralName): readonly string[] {
  return uniformResourceIdentifier === undefined ? [] : [uniformResourceIdentifier];
}

function valueBytes(value: OctetString): ArrayBuffer {
  return value.buffer;
}

function hexOfOctets(octets: OctetString | undefined): string {
  return octets === undefined ? '' : hex(octets.buffer);
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex');
}

function digest(algorithm: 'sha1' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

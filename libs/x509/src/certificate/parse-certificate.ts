import { hash } from 'node:crypto';
import { sequenceMembers, type DerElement } from '../der/der-elements.js';
import { hexOf, integerBytes, objectIdentifier, smallInteger } from '../der/der-values.js';
import { signatureAlgorithmName } from './algorithm-names.js';
import { certificateFrame, type CertificateFrame } from './certificate-frame.js';
import { certificateTime } from './certificate-time.js';
import { commonNameOf, distinguishedName, distinguishedNameText } from './distinguished-name.js';
import { extensionOid, extensionsIn, type Extension } from './extension.js';
import * as read from './extension-values.js';
import type { CertificateFacts, ParsedCertificate } from './facts.js';
import { keyFactsOf } from './key-facts.js';

/**
 * Reads one certificate. Written in JavaScript throughout: crafted bytes can make it throw, not take the process down,
 * as they have done with readers in native code (CVE-2023-30588).
 * @throws RangeError for bytes that are no certificate
 */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  return { der, facts: factsOf(der, certificateFrame(der)) };
}

function factsOf(der: Uint8Array, frame: CertificateFrame): CertificateFacts {
  const subject = distinguishedName(frame.subject);
  const subjectText = distinguishedNameText(subject);
  const extensions = new ExtensionReader(extensionsIn(frame.extensions));
  const access = extensions.read(extensionOid.authorityInfoAccess, read.accessUrls);
  return {
    version: versionOf(frame.version),
    serialNumber: hexOf(integerBytes(frame.serialNumber)),
    subject: subjectText,
    issuer: sameBytes(frame.subject, frame.issuer)
      ? subjectText
      : distinguishedNameText(distinguishedName(frame.issuer)),
    commonName: commonNameOf(subject),
    notBefore: certificateTime(frame.notBefore),
    notAfter: certificateTime(frame.notAfter),
    subjectAlternativeNames: extensions.read(extensionOid.subjectAltName, read.subjectAlternativeNames) ?? [],
    key: keyFactsOf(frame.publicKeyInfo),
    signatureAlgorithm: algorithmName(frame.signatureAlgorithm),
    keyUsages: extensions.read(extensionOid.keyUsage, read.keyUsages) ?? [],
    extendedKeyUsages: extensions.read(extensionOid.extKeyUsage, read.extendedKeyUsages) ?? [],
    basicConstraints: extensions.read(extensionOid.basicConstraints, read.basicConstraints),
    subjectKeyIdentifier: extensions.read(extensionOid.subjectKeyIdentifier, read.subjectKeyIdentifier) ?? '',
    authorityKeyIdentifier: extensions.read(extensionOid.authorityKeyIdentifier, read.authorityKeyIdentifier) ?? '',
    crlUrls: extensions.read(extensionOid.cRLDistributionPoints, read.crlUrls) ?? [],
    ocspUrls: access?.ocsp ?? [],
    caIssuerUrls: access?.caIssuers ?? [],
    hasScts: extensions.has(extensionOid.signedCertificateTimestamps),
    sha1: hash('sha1', der),
    sha256: hash('sha256', der),
    spkiSha256: hash('sha256', frame.publicKeyInfo.bytes),
    unreadableExtensions: extensions.unreadable,
  };
}

/** A certificate is more than its worst extension: what can't be read is named, and counts as not there. */
class ExtensionReader {
  readonly unreadable: string[] = [];

  constructor(private readonly extensions: ReadonlyMap<string, Extension>) {}

  has(oid: string): boolean {
    return this.extensions.has(oid);
  }

  read<Value>(oid: string, valueOf: (bytes: Uint8Array) => Value): Value | undefined {
    const extension = this.extensions.get(oid);
    if (extension === undefined) return undefined;
    try {
      return valueOf(extension.value);
    } catch {
      this.unreadable.push(oid);
      return undefined;
    }
  }
}

function versionOf(element: DerElement | undefined): number {
  const written = element === undefined ? 0 : smallInteger(element);
  if (written === undefined || written > 2) throw new RangeError('no version of RFC 5280');
  return written + 1;
}

function algorithmName(identifier: DerElement): string {
  const [oid, parameters] = sequenceMembers(identifier);
  return signatureAlgorithmName(objectIdentifier(oid), parameters?.bytes);
}

function sameBytes(one: DerElement, other: DerElement): boolean {
  return Buffer.compare(one.bytes, other.bytes) === 0;
}

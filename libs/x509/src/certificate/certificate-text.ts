import { sequenceMembers, type DerElement } from '../der/der-elements.js';
import { hexOf } from '../der/der-values.js';
import { certificateFrame } from './certificate-frame.js';
import { extensionName, extensionsIn, extensionOid, type Extension } from './extension.js';
import type { CertificateFacts, SubjectAlternativeName } from './facts.js';
import { parseCertificate } from './parse-certificate.js';

/**
 * A readable dump of everything in a certificate, in the manner of `openssl x509 -text`. Signs that can't be seen, or
 * that turn the text around, are written as their numbers.
 * @throws RangeError for bytes that are no certificate
 */
export function certificateText(der: Uint8Array): string {
  const { facts } = parseCertificate(der);
  const frame = certificateFrame(der);
  const lines = [
    'Certificate:',
    '    Data:',
    `        Version: ${facts.version}`,
    '        Serial Number:',
    `            ${spaced(facts.serialNumber)}`,
    `        Signature Algorithm: ${facts.signatureAlgorithm}`,
    `        Issuer: ${visible(facts.issuer)}`,
    '        Validity',
    `            Not Before: ${timeText(facts.notBefore)}`,
    `            Not After : ${timeText(facts.notAfter)}`,
    `        Subject: ${visible(facts.subject)}`,
    '        Subject Public Key Info:',
    ...publicKeyLines(facts, frame.publicKeyInfo),
    ...extensionLines(facts, extensionsIn(frame.extensions)),
    `    Signature Algorithm: ${facts.signatureAlgorithm}`,
    '    Signature Value:',
    ...hexLines(bitsOf(frame.signature), 8),
    '    Fingerprints:',
    `        SHA-1: ${spaced(facts.sha1)}`,
    `        SHA-256: ${spaced(facts.sha256)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function publicKeyLines({ key }: CertificateFacts, info: DerElement): readonly string[] {
  const [, bits] = sequenceMembers(info);
  return [
    `            Public Key Algorithm: ${key.algorithm}`,
    ...(key.size === 0 ? [] : [`                Public-Key: (${key.size} bit)`]),
    ...(key.curve === '' ? [] : [`                Curve: ${key.curve}`]),
    '                Public Key:',
    ...hexLines(bitsOf(bits), 20),
  ];
}

function extensionLines(facts: CertificateFacts, extensions: ReadonlyMap<string, Extension>): readonly string[] {
  if (extensions.size === 0) return [];
  return [
    '        X509v3 extensions:',
    ...[...extensions.values()].flatMap((extension) => [
      `            ${extensionName(extension.oid)}:${extension.isCritical ? ' critical' : ''}`,
      ...valueLines(facts, extension).map((line) => `                ${line}`),
    ]),
  ];
}

/** In words where the facts have it, else in bytes. */
function valueLines(facts: CertificateFacts, { oid, value }: Extension): readonly string[] {
  if (facts.unreadableExtensions.includes(oid)) return ['(cannot be read)', ...hexLines(value, 0)];
  switch (oid) {
    case extensionOid.subjectAltName:
      return [facts.subjectAlternativeNames.map(nameText).join(', ')];
    case extensionOid.keyUsage:
      return [facts.keyUsages.join(', ')];
    case extensionOid.extKeyUsage:
      return [facts.extendedKeyUsages.join(', ')];
    case extensionOid.basicConstraints: {
      const { ca = false, pathLength } = facts.basicConstraints ?? {};
      return [`CA:${ca ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`];
    }
    case extensionOid.subjectKeyIdentifier:
      return [spaced(facts.subjectKeyIdentifier)];
    case extensionOid.authorityKeyIdentifier:
      return facts.authorityKeyIdentifier === '' ? hexLines(value, 0) : [spaced(facts.authorityKeyIdentifier)];
    case extensionOid.cRLDistributionPoints:
      return facts.crlUrls.length === 0 ? hexLines(value, 0) : facts.crlUrls.map((url) => `URI:${visible(url)}`);
    case extensionOid.authorityInfoAccess:
      return [
        ...facts.ocspUrls.map((url) => `OCSP - URI:${visible(url)}`),
        ...facts.caIssuerUrls.map((url) => `CA Issuers - URI:${visible(url)}`),
      ];
    default:
      return hexLines(value, 0);
  }
}

function nameText({ kind, value, typeOid }: SubjectAlternativeName): string {
  return `${kind}${typeOid === '' ? '' : ` ${typeOid}`}:${visible(value)}`;
}

/** Whatever it is: what is read is shown, and judged elsewhere. */
function bitsOf(element: DerElement | undefined): Uint8Array {
  return element?.content.subarray(1) ?? new Uint8Array();
}

function timeText(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}

function spaced(hex: string): string {
  return hex.match(/../g)?.join(':') ?? '';
}

/** Lines of 18 bytes, as OpenSSL has them. */
function hexLines(bytes: Uint8Array, indent: number): readonly string[] {
  const lines = hexOf(bytes).match(/.{1,36}/g) ?? [];
  return lines.map((line) => `${' '.repeat(indent)}${spaced(line)}`);
}

/** Control signs and those that reorder text (Unicode categories Cc, Cf, Zl, Zp), as they are written in code. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

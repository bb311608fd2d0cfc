import { DomainError, isHostName } from '@certkeep/domain';
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { commonNameOf, distinguishedName, distinguishedNameText } from '../certificate/distinguished-name.js';
import { extensionOid, extensionsIn } from '../certificate/extension.js';
import { subjectAlternativeNames } from '../certificate/extension-values.js';
import type { SubjectAlternativeName } from '../certificate/facts.js';
import { ipAddressText } from '../certificate/ip-address.js';
import { onlyElement, primitiveTag } from '../der/der-elements.js';
import { der, derSequence } from '../der/der-writer.js';
import { subjectName } from './subject-name.js';

/** Whom a certificate is asked for. */
export interface RequestedNames {
  /** DER of a Name. */
  readonly subject: Uint8Array;
  /** RFC 4514 text. */
  readonly subjectText: string;
  readonly commonName: string | undefined;
  /** A-labels. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** DER of GeneralNames; undefined for none. */
  readonly alternativeNames: Uint8Array | undefined;
}

const mostNames = 250;

/**
 * Reads names as people write them: the subject by RFC 4514, host names in any script.
 * @throws DomainError FIELD_INVALID, also where nothing names the certificate
 */
export function readRequestedNames(written: {
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}): RequestedNames {
  const subject = subjectName(written.subject, 'subject.subject');
  const parsed = distinguishedName(onlyElement(subject));
  const commonName = commonNameOf(parsed);
  const dnsNames = [...new Set(written.dnsNames.map(hostName))];
  const addresses = new Map(written.ipAddresses.map(addressBytes).map((bytes) => [ipAddressText(bytes), bytes]));
  if (commonName === undefined && dnsNames.length === 0 && addresses.size === 0) {
    throw invalid(
      'subject.subject',
      'Nothing names the certificate. Enter a common name, a DNS name or an IP address.',
    );
  }
  if (dnsNames.length + addresses.size > mostNames) {
    throw invalid('subject.dns_names', `There are more than ${mostNames} names. Ask for several certificates.`);
  }
  const names = [
    ...dnsNames.map((name) => der(primitiveTag(2), Buffer.from(name))),
    ...[...addresses.values()].map((bytes) => der(primitiveTag(7), bytes)),
  ];
  return {
    subject,
    subjectText: distinguishedNameText(parsed),
    commonName,
    dnsNames,
    ipAddresses: [...addresses.keys()],
    alternativeNames: names.length === 0 ? undefined : derSequence(...names),
  };
}

/** A certificate's own names, byte for byte: those of other kinds too. @param leaf DER */
export function requestedNamesOf(leaf: Uint8Array): RequestedNames {
  const { subject, extensions } = certificateFrame(leaf);
  const parsed = distinguishedName(subject);
  const alternativeNames = extensionsIn(extensions).get(extensionOid.subjectAltName)?.value;
  const names = readable(alternativeNames);
  const valuesOf = (wanted: SubjectAlternativeName['kind']) =>
    names.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return {
    subject: subject.bytes,
    subjectText: distinguishedNameText(parsed),
    commonName: commonNameOf(parsed),
    dnsNames: valuesOf('DNS'),
    ipAddresses: valuesOf('IP'),
    alternativeNames: names.length === 0 ? undefined : alternativeNames,
  };
}

/** Names that can't be read are not asked for again. */
function readable(alternativeNames: Uint8Array | undefined): readonly SubjectAlternativeName[] {
  if (alternativeNames === undefined) return [];
  try {
    return subjectAlternativeNames(alternativeNames);
  } catch {
    return [];
  }
}

function hostName(written: string): string {
  const trimmed = written.trim();
  const isWildcard = trimmed.startsWith('*.');
  const ascii = domainToASCII(isWildcard ? trimmed.slice(2) : trimmed).replace(/\.$/, '');
  // What is beside a host in a URL would be passed over in silence.
  if (isHostName(ascii) && !/[\s/?#@:\\%]/.test(trimmed)) return isWildcard ? `*.${ascii}` : ascii;
  const advice =
    isIP(trimmed) === 0 ? 'Write one like api.example.org or *.example.org.' : 'Enter it as an IP address.';
  throw invalid('subject.dns_names', `“${[...trimmed].slice(0, 80).join('')}” is no DNS name. ${advice}`);
}

function addressBytes(written: string): Uint8Array {
  const trimmed = written.trim();
  // An address with a zone is one on one machine alone.
  if (isIP(trimmed) !== 0 && !trimmed.includes('%')) return Uint8Array.from(ipaddr.parse(trimmed).toByteArray());
  throw invalid(
    'subject.ip_addresses',
    `“${[...trimmed].slice(0, 80).join('')}” is no IP address. Write one like 192.0.2.1 or 2001:db8::1.`,
  );
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

import { contentOf, derTag, firstElement, sequenceMembers, type DerElement } from '../der/der-elements.js';
import { booleanValue, objectIdentifier } from '../der/der-values.js';

/** One extension (RFC 5280 section 4.2), its value not looked into. */
export interface Extension {
  /** Dotted. */
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

/** Named as RFC 5280, RFC 6962 and RFC 7633 name them. */
export const extensionOid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
} as const;

const namesByOid: ReadonlyMap<string, string> = new Map(Object.entries(extensionOid).map(([name, oid]) => [oid, name]));

/** @returns as in `keyUsage`; the OID of one that has no name here */
export function extensionName(oid: string): string {
  return namesByOid.get(oid) ?? oid;
}

/**
 * @param holder the [3] that holds them in a certificate; undefined when it has none
 * @throws RangeError for what can't be read, and for one that is there twice (RFC 5280 section 4.2)
 */
export function extensionsIn(holder: DerElement | undefined): ReadonlyMap<string, Extension> {
  const extensions = new Map<string, Extension>();
  if (holder === undefined) return extensions;
  for (const element of sequenceMembers(firstElement(holder.content))) {
    const extension = extensionOf(element);
    if (extensions.has(extension.oid)) throw new RangeError('an extension that is there twice');
    extensions.set(extension.oid, extension);
  }
  return extensions;
}

function extensionOf(element: DerElement): Extension {
  const [id, second, third] = sequenceMembers(element);
  const hasFlag = second?.tag === derTag.boolean;
  return {
    oid: objectIdentifier(id),
    isCritical: hasFlag && booleanValue(second),
    value: contentOf(hasFlag ? third : second, derTag.octetString),
  };
}

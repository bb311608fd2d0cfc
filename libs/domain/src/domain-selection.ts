import { definitionFor } from './definition-choice.js';
import { isExpired, type Validity } from './certificate-status.js';
import type { Reason } from './domain-error.js';
import { coveringNames, namesThatCover, type PresentedNames } from './host-name.js';
import type { CertificateId, DefinitionId, EnvironmentId } from './ids.js';
import { nameKey } from './name-key.js';

export interface DomainDefinition {
  readonly id: DefinitionId;
  /** None: the certificate's default definition. */
  readonly environmentIds: readonly EnvironmentId[];
  readonly hasKey: boolean;
  readonly names: PresentedNames;
  readonly validity: Validity;
}

/** A certificate that could serve a custom domain. */
export interface DomainCandidate {
  readonly id: CertificateId;
  readonly name: string;
  readonly definitions: readonly DomainDefinition[];
}

export interface DomainQuestion {
  /** A-labels in lower case. */
  readonly host: string;
  readonly environmentId: EnvironmentId;
  /** The moment that is asked for. */
  readonly at: Date;
}

export type DomainRefusalReason = Extract<
  Reason,
  'NO_DEFINITION_FOR_ENVIRONMENT' | 'NO_PRIVATE_KEY' | 'DOMAIN_NOT_COVERED' | 'CERTIFICATE_EXPIRED' | 'FIELD_INVALID'
>;

export interface DomainRefusal {
  readonly reason: DomainRefusalReason;
  /** What is in the way, and what to do. */
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface DomainSelection {
  /** The definition that serves, or would if it could. Undefined: the certificate has none for the environment. */
  readonly definition: DomainDefinition | undefined;
  /** Of its names the one that covers the host: the exact one before a wildcard. */
  readonly coveringName: string | undefined;
  /** Absent when it may serve. */
  readonly refusal: DomainRefusal | undefined;
}

/**
 * Whether a certificate may serve a host in an environment: its definition for the environment, else its default one,
 * must have a private key, cover the host (RFC 9525 section 6.3), and be valid at the moment that is asked for.
 */
export function selectForDomain(question: DomainQuestion, { name, definitions }: DomainCandidate): DomainSelection {
  const definition = definitionFor(definitions, question.environmentId);
  const coveringName = definition && nameThatCovers(definition.names, question.host);
  return { definition, coveringName, refusal: refusalOf(question, name, definition, coveringName) };
}

function nameThatCovers(names: PresentedNames, host: string): string | undefined {
  const presented = coveringNames(names);
  return namesThatCover(host).find((name) => presented.includes(name));
}

function refusalOf(
  { host, at }: DomainQuestion,
  name: string,
  definition: DomainDefinition | undefined,
  coveringName: string | undefined,
): DomainRefusal | undefined {
  if (definition === undefined) {
    return {
      reason: 'NO_DEFINITION_FOR_ENVIRONMENT',
      message: `“${name}” has no definition for this environment and no default one. Add one of them, or choose another certificate.`,
      metadata: { host },
    };
  }
  if (!definition.hasKey) {
    return {
      reason: 'NO_PRIVATE_KEY',
      message: `“${name}” has no private key here, so it can't serve ${host}. Replace its material with its key, or choose another certificate.`,
      metadata: { host },
    };
  }
  if (coveringName === undefined) {
    return {
      reason: 'DOMAIN_NOT_COVERED',
      message: `“${name}” does not cover ${host} here. Choose a certificate with this name, or with a wildcard in place of its first label.`,
      metadata: { host, covered: coveringNames(definition.names).slice(0, 10).join(', ') },
    };
  }
  const { notBefore, notAfter } = definition.validity;
  if (isExpired(notAfter, at)) {
    return {
      reason: 'CERTIFICATE_EXPIRED',
      message: `“${name}” expired on ${dateOf(notAfter)}, so it can't serve ${host}. Renew it, or choose a valid one.`,
      metadata: { host, not_after: notAfter.toISOString() },
    };
  }
  if (at.getTime() < notBefore.getTime()) {
    return {
      reason: 'FIELD_INVALID',
      message: `“${name}” is not valid before ${dateOf(notBefore)}, so it can't serve ${host} yet. Wait until then, or choose a valid one.`,
      metadata: { host, not_before: notBefore.toISOString() },
    };
  }
  return undefined;
}

/**
 * Where a certificate stands among those for a host: texts in whose order the best comes first. Those that may serve
 * come before those that may not. Then the exact name before a wildcard, since it was made for this host; a definition
 * for the environment before a default one, since somebody assigned it there; the later end, since it lasts longest;
 * and the name, so that the order is always the same.
 */
export function rankForDomain(
  { environmentId, host }: DomainQuestion,
  { name }: DomainCandidate,
  { definition, coveringName, refusal }: DomainSelection,
): string {
  const named = coveringName === host ? 'exact' : coveringName === undefined ? 'none' : 'wildcard';
  return [
    refusal === undefined ? 0 : 1,
    ['exact', 'wildcard', 'none'].indexOf(named),
    definition?.environmentIds.includes(environmentId) === true ? 0 : 1,
    String(latest - (definition?.validity.notAfter.getTime() ?? 0)).padStart(16, '0'),
    nameKey(name),
  ].join(' ');
}

/** The last moment that a certificate can tell (RFC 5280 section 4.1.2.5): the end of the year 9999. */
const latest = Date.UTC(10_000, 0);

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

import { mostOfNameKey, nameKey } from './name-key.js';
import { invalid, parseText } from './text-rules.js';

export type CertificateName = string & { readonly __text: 'certificate_name' };

/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export function parseCertificateName(text: string, field: string): CertificateName {
  return parseText(text, field, { what: 'The name', least: 1, most: 128, hasKey: true }) as CertificateName;
}

/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseAlias = named('The alias');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseNodeName = named('The node’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseEnvironmentName = named('The environment’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseJwkName = named('The JWK’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseApplicationName = named('The application’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseServiceAccountName = named('The service account’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseTokenName = named('The token’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseCompanyName = named('The company’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseDisplayName = named('The display name');

function named(what: string): (text: string, field: string) => string {
  return (text, field) => parseText(text, field, { what, least: 1, most: 128, hasKey: true });
}

/** 1 to 255 characters, without control characters (RFC 7517 section 4.5 leaves its form open). @throws DomainError FIELD_INVALID */
export function parseKid(text: string, field: string): string {
  return parseText(text, field, { what: 'The key id', least: 1, most: 255 });
}

/** At most 1,024 characters; lines are allowed. @throws DomainError FIELD_INVALID */
export function parseDescription(text: string, field: string): string {
  return parseText(text, field, { what: 'The description', least: 0, most: 1024, multiline: true });
}

/** 1 to 64 letters, digits and `. _ - + @`, as people sign in with. @throws DomainError FIELD_INVALID */
export function parseUserName(text: string, field: string): string {
  const name = parseText(text, field, { what: 'The user name', least: 1, most: 64, hasKey: true });
  if (/^[\p{L}\p{N}._@+-]+$/u.test(name)) return name;
  throw invalid(field, 'The user name can have letters, digits and . _ - + @ alone. Remove other signs and spaces.');
}

/** 12 to 128 characters, any of them. Not trimmed. @throws DomainError FIELD_INVALID */
export function parsePassword(text: string, field: string): string {
  const { length } = [...text];
  if (length >= 12 && length <= 128) return text;
  throw invalid(field, `A password has 12 to 128 characters, and this one has ${length}.`);
}

/** A company's short name: 1 to 63 lower-case letters, digits and inner hyphens. @throws DomainError FIELD_INVALID */
export function parseCompanySlug(text: string, field: string): string {
  const slug = text.trim().toLowerCase();
  if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) return slug;
  throw invalid(
    field,
    'A short name begins with a letter, ends with a letter or digit, and has letters, digits and hyphens alone, 63 at most.',
  );
}

/** At most 32 labels; keys 1 to 63 characters, values at most 255. @throws DomainError FIELD_INVALID */
export function parseLabels(labels: Readonly<Record<string, string>>, field: string): Readonly<Record<string, string>> {
  const entries = Object.entries(labels);
  if (entries.length > 32) throw invalid(field, `There are ${entries.length} labels. Keep 32 at most.`);
  const parsed = new Map(
    entries.map(([key, value]) => [
      parseText(key, field, { what: 'A label’s key', least: 1, most: 63 }),
      parseText(value, field, { what: 'A label’s value', least: 0, most: 255 }),
    ]),
  );
  if (parsed.size < entries.length) throw invalid(field, 'Two labels have the same key. Keep one of them.');
  return Object.fromEntries(parsed);
}

/**
 * A name for a certificate that was given none: its common name, else its first SAN, else its fingerprint's beginning.
 * What can't stand in a name is left out, so that this never fails.
 */
export function certificateNameFrom({
  commonName,
  subjectAlternativeNames,
  sha256,
}: {
  readonly commonName: string | undefined;
  readonly subjectAlternativeNames: readonly { readonly value: string }[];
  readonly sha256: string;
}): CertificateName {
  for (const candidate of [commonName, ...subjectAlternativeNames.slice(0, 5).map(({ value }) => value)]) {
    const cleaned = [
      ...(candidate ?? '')
        .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
        .normalize('NFC')
        .trim(),
    ];
    if (cleaned.length > 0) return shortened(cleaned) as CertificateName;
  }
  return `certificate ${sha256.slice(0, 16)}` as CertificateName;
}

function shortened(characters: readonly string[]): string {
  const name = characters.slice(0, 128).join('').trim();
  if ([...nameKey(name)].length <= mostOfNameKey) return name;
  // Each of these is written out in a key, so fewer of them are a name.
  return characters.slice(0, 28).join('').trim();
}

/** What a node's software calls itself, as in `certkeep-node-client/0.1.0`; empty for nothing. @throws DomainError FIELD_INVALID */
export function parseClientName(text: string, field: string): string {
  return parseText(text, field, { what: 'The name of the software', least: 0, most: 128 });
}

/** Why something could not be applied, as a node tells it. @throws DomainError FIELD_INVALID */
export function parseFailureMessage(text: string, field: string): string {
  return parseText(text, field, { what: 'The reason of the failure', least: 1, most: 1024, multiline: true });
}

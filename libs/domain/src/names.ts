import { invalid, parseText } from './text-rules.js';

export type CertificateName = string & { readonly __text: 'certificate_name' };

/**
 * The form in which names are compared, sorted and searched: one for names that differ in case or in the way their
 * letters are composed. The application makes it, since SQLite's own lower() knows ASCII alone.
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export function parseCertificateName(text: string, field: string): CertificateName {
  return parseText(text, field, { what: 'The name', least: 1, most: 128 }) as CertificateName;
}

/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseAlias = named('The alias');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseNodeName = named('The node’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseServiceAccountName = named('The service account’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseTokenName = named('The token’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseCompanyName = named('The company’s name');
/** 1 to 128 characters. @throws DomainError FIELD_INVALID */
export const parseDisplayName = named('The display name');

function named(what: string): (text: string, field: string) => string {
  return (text, field) => parseText(text, field, { what, least: 1, most: 128 });
}

/** At most 1,024 characters; lines are allowed. @throws DomainError FIELD_INVALID */
export function parseDescription(text: string, field: string): string {
  return parseText(text, field, { what: 'The description', least: 0, most: 1024, multiline: true });
}

/** 1 to 64 letters, digits and `. _ - + @`, as people sign in with. @throws DomainError FIELD_INVALID */
export function parseUserName(text: string, field: string): string {
  const name = parseText(text, field, { what: 'The user name', least: 1, most: 64 });
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
  return Object.fromEntries(
    entries.map(([key, value]) => [
      parseText(key, field, { what: 'A label’s key', least: 1, most: 63 }),
      parseText(value, field, { what: 'A label’s value', least: 0, most: 255 }),
    ]),
  );
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
    if (cleaned.length > 0) return cleaned.slice(0, 128).join('').trim() as CertificateName;
  }
  return `certificate ${sha256.slice(0, 16)}` as CertificateName;
}

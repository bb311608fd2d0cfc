/** Files of what the API_MANAGER environments trust. */
export interface TruststoreFilesConfig {
  readonly folder: string;
  readonly password: string;
  readonly formats: readonly TruststoreFileFormat[];
}

export type TruststoreFileFormat = 'PKCS12' | 'JKS' | 'PEM';

/** @throws RangeError with a sentence */
export function parsePassword(password: string): string {
  if ([...password].length >= 6) return password;
  throw new RangeError('the password is too short. Java’s tools want 6 characters or more.');
}

/** As in `pkcs12,jks,pem`. @throws RangeError with a sentence */
export function parseFormats(text: string): readonly TruststoreFileFormat[] {
  return [...new Set(text.split(',').map(formatOf))];
}

function formatOf(name: string): TruststoreFileFormat {
  const format = name.trim().toUpperCase();
  if (format === 'PKCS12' || format === 'JKS' || format === 'PEM') return format;
  throw new RangeError(`“${name.trim()}” is no format of a truststore file. Use pkcs12, jks and pem.`);
}

import { DomainError } from '@certkeep/domain';
import { writeJksTruststore, writePemTruststore, writePkcs12Truststore, writeZipTruststore } from '@certkeep/x509';
import { createHash } from 'node:crypto';
import type { Truststore } from './truststore.js';

export const truststoreFormats = ['PEM', 'PKCS12', 'JKS', 'ZIP'] as const;
export type TruststoreFormat = (typeof truststoreFormats)[number];

/** A truststore as a file. */
export interface TruststoreFile {
  readonly revision: number;
  /** Of this file: another one for another format or password. */
  readonly etag: string;
  readonly content: Uint8Array;
  readonly fileName: string;
  readonly mediaType: string;
}

/** The password that Java's tools take for granted. It guards a truststore's integrity, and keeps nothing secret. */
export const usualPassword = 'changeit';

const endings: Readonly<Record<TruststoreFormat, string>> = { PEM: 'pem', PKCS12: 'p12', JKS: 'jks', ZIP: 'zip' };
const mediaTypes: Readonly<Record<TruststoreFormat, string>> = {
  PEM: 'application/x-pem-file',
  PKCS12: 'application/x-pkcs12',
  JKS: 'application/x-java-keystore',
  ZIP: 'application/zip',
};

/** Files of one truststore that are kept: formats times the passwords that callers use. */
const mostKept = 8;

/** Truststores as files, each made once for all who ask, until the truststore changes. */
export class TruststoreFiles {
  private readonly made = new WeakMap<Truststore, Map<string, Promise<TruststoreFile>>>();

  /** @param password empty: the usual one @throws DomainError FIELD_INVALID for a password that Java's tools refuse */
  of(truststore: Truststore, format: TruststoreFormat, password: string): Promise<TruststoreFile> {
    const parsed = parseTruststorePassword(password);
    const etag = this.etagOf(truststore, format, password);
    const files = this.made.get(truststore) ?? new Map<string, Promise<TruststoreFile>>();
    this.made.set(truststore, files);
    const known = files.get(etag);
    if (known !== undefined) return known;
    const making = make(truststore, format, parsed).then((content) => ({
      revision: truststore.revision,
      etag,
      content,
      fileName: fileNameOf(truststore.environmentName, format),
      mediaType: mediaTypes[format],
    }));
    making.catch(() => files.delete(etag));
    const [oldest] = files.keys();
    if (files.size >= mostKept && oldest !== undefined) files.delete(oldest);
    files.set(etag, making);
    return making;
  }

  /** What a file would have, without making it. */
  etagOf({ etag }: Truststore, format: TruststoreFormat, password: string): string {
    // A ZIP and PEM have none, so that theirs changes nothing.
    const used = format === 'PEM' || format === 'ZIP' ? '' : parseTruststorePassword(password);
    const digest = createHash('sha256').update(`${etag}\0${format}\0${used}`).digest('base64url');
    return `"${digest.slice(0, 22)}"`;
  }
}

/** @param password empty: the usual one @throws DomainError FIELD_INVALID for one that Java's tools refuse */
export function parseTruststorePassword(password: string): string {
  if (password === '') return usualPassword;
  const { length } = [...password];
  if (length >= 6 && length <= 128) return password;
  throw new DomainError(
    'FIELD_INVALID',
    `The password has ${length} characters, and Java’s tools want 6 at least. Use 6 to 128, or none for “${usualPassword}”.`,
    { field: 'password' },
  );
}

async function make({ entries }: Truststore, format: TruststoreFormat, password: string): Promise<Uint8Array> {
  switch (format) {
    case 'PEM':
      return writePemTruststore(entries);
    case 'PKCS12':
      return writePkcs12Truststore(entries, password);
    case 'JKS':
      return writeJksTruststore(entries, password);
    case 'ZIP':
      return writeZipTruststore(entries);
  }
}

function fileNameOf(environment: string, format: TruststoreFormat): string {
  const plain = environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `truststore${plain === '' ? '' : `-${plain}`}.${endings[format]}`;
}

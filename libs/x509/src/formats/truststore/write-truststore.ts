import type { TruststoreEntry } from './truststore-entry.js';
import { writeJksTruststore } from './write-jks-truststore.js';
import { writePemTruststore } from './write-pem-truststore.js';
import { writePkcs12Truststore } from './write-pkcs12-truststore.js';
import { writeZipTruststore } from './write-zip-truststore.js';

/** A truststore to write. PEM and ZIP have no password. */
export type TruststoreFile = { readonly entries: readonly TruststoreEntry[] } & (
  { readonly format: 'PKCS12' | 'JKS'; readonly password: string } | { readonly format: 'PEM' | 'ZIP' }
);

/** The truststore in its form; the same entries and password give the same bytes. @throws RangeError as its writer does */
export async function writeTruststore(file: TruststoreFile): Promise<Uint8Array> {
  switch (file.format) {
    case 'PKCS12':
      return writePkcs12Truststore(file.entries, file.password);
    case 'JKS':
      return writeJksTruststore(file.entries, file.password);
    case 'PEM':
      return writePemTruststore(file.entries);
    case 'ZIP':
      return writeZipTruststore(file.entries);
  }
}

import { createTestCa } from '@certkeep/testing';
import type { TruststoreEntry } from '@certkeep/x509';

const digits = 6;

/**
 * Certificates with a subject and a serial number each and one key: what a store makes of them takes as long as of real
 * ones, and they are made at once. Nothing that is measured here looks at their signatures.
 */
export async function manyCertificates(count: number): Promise<readonly TruststoreEntry[]> {
  const ca = await createTestCa();
  const commonName = 'authority '.padEnd('authority '.length + digits, '0');
  const { certificateDer } = await ca.issue({ commonName, dnsNames: ['authority.example'] });
  const serial = serialPlace(certificateDer);
  const subject = Buffer.from(certificateDer).indexOf(commonName);
  return Array.from({ length: count }, (_, index) => {
    const der = Buffer.from(certificateDer);
    const alias = `authority ${String(index).padStart(digits, '0')}`;
    der.writeUInt32BE(index, serial);
    der.write(alias, subject);
    return { alias, der };
  });
}

/** Where the last four bytes of the serial number are: after the version, which is there in every certificate of today. */
function serialPlace(der: Uint8Array): number {
  const before = Buffer.from([0xa0, 3, 2, 1, 2, 2]);
  const lengthAt = Buffer.from(der).indexOf(before) + before.length;
  const length = der[lengthAt] ?? 0;
  if (lengthAt < before.length || length < 8) throw new Error('a certificate without a serial number to change');
  return lengthAt + 1 + length - 4;
}

import { generateSigningKey, selfSignedClient } from '@certkeep/x509';
import type { MaterialOrigin } from '../certificate/read-material.js';

const day = 24 * 60 * 60 * 1000;
/** Long enough that it never expires soon while it is replaced once a day or oftener. */
const lifetime = 30 * day;
/** Clocks of other machines may be behind: 5 minutes. */
const leeway = 5 * 60 * 1000;

/** A key of its own each time, and a certificate that nobody but itself vouches for. */
export async function canaryMaterial(commonName: string, now: Date): Promise<MaterialOrigin> {
  const pkcs8 = await generateSigningKey('EC_P256');
  const leaf = selfSignedClient({
    pkcs8,
    subject: `CN=${commonName}`,
    notBefore: new Date(now.getTime() - leeway),
    notAfter: new Date(now.getTime() + lifetime),
  });
  return {
    kind: 'files',
    files: [
      { name: 'canary.crt', content: leaf },
      { name: 'canary.key', content: pkcs8 },
    ],
  };
}

import 'reflect-metadata';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

const day = 24 * 60 * 60 * 1000;

/** Many CAs, which differ in their names and share a key. @returns PEM of each, named `CA 0`, `CA 1`, … */
export async function manyCas(count: number): Promise<readonly string[]> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made: string[] = [];
  for (let index = 0; index < count; index++) {
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: `CN=CA ${index}`,
      keys,
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 365 * day),
      signingAlgorithm: algorithm,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    made.push(`${certificate.toString('pem')}\n`);
  }
  return made;
}

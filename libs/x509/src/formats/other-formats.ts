import { refusal } from '../intake/intake-errors.js';

/** What people bring that is neither a certificate nor a key to take in, and what helps. */
export type OtherFormat = 'JCEKS' | 'CSR' | 'CRL' | 'PUBLIC KEY' | 'ATTRIBUTE CERTIFICATE';

const advice: Readonly<Record<OtherFormat, string>> = {
  JCEKS:
    'is a Java keystore (JCEKS). Convert it to PKCS#12: keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore FILE.p12 -deststoretype PKCS12',
  CSR: 'is a certificate signing request, not a certificate. Choose the certificate that the authority made from it.',
  CRL: 'is a revocation list, not a certificate. Choose a certificate.',
  'PUBLIC KEY': 'is a public key alone. Choose the certificate that holds it.',
  'ATTRIBUTE CERTIFICATE': 'is an attribute certificate (RFC 5755), which has no public key. Choose a certificate.',
};

const byPemLabel: Readonly<Record<string, OtherFormat>> = {
  'CERTIFICATE REQUEST': 'CSR',
  'NEW CERTIFICATE REQUEST': 'CSR',
  'X509 CRL': 'CRL',
  'PUBLIC KEY': 'PUBLIC KEY',
  'RSA PUBLIC KEY': 'PUBLIC KEY',
  'ATTRIBUTE CERTIFICATE': 'ATTRIBUTE CERTIFICATE',
};

/** @param origin as in `“name”` */
export function otherFormatRefusal(origin: string, format: OtherFormat): Error {
  return refusal('MATERIAL_UNREADABLE', `${origin} ${advice[format]}`, { format });
}

export function otherFormatOfLabel(label: string): OtherFormat | undefined {
  return Object.hasOwn(byPemLabel, label) ? byPemLabel[label] : undefined;
}

/** A keystore that holds Java objects, which are not brought to life here. */
export function isJceks(content: Uint8Array): boolean {
  return Buffer.from(content.subarray(0, 4)).toString('hex') === 'cececece';
}

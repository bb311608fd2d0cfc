import { refusal } from '../intake/intake-errors.js';

/** What people bring that is neither a certificate nor a key to take in, and what helps. */
export type OtherFormat = 'PKCS#12' | 'PKCS#7' | 'JKS' | 'JCEKS' | 'CSR' | 'CRL' | 'PUBLIC KEY' | 'TRUSTED CERTIFICATE';

const advice: Readonly<Record<OtherFormat, string>> = {
  'PKCS#12': 'is a PKCS#12 store, which is not read yet. Convert it to PEM: openssl pkcs12 -in FILE -out all.pem',
  'PKCS#7':
    'is a PKCS#7 bundle, which is not read yet. Convert it to PEM: openssl pkcs7 -in FILE -print_certs -out all.pem',
  JKS: 'is a Java keystore (JKS). Convert it to PEM: keytool -importkeystore to PKCS#12, then openssl pkcs12 -in FILE -out all.pem',
  JCEKS:
    'is a Java keystore (JCEKS). Convert it to PEM: keytool -importkeystore to PKCS#12, then openssl pkcs12 -in FILE -out all.pem',
  CSR: 'is a certificate signing request, not a certificate. Choose the certificate that the authority made from it.',
  CRL: 'is a revocation list, not a certificate. Choose a certificate.',
  'PUBLIC KEY': 'is a public key alone. Choose the certificate that holds it.',
  'TRUSTED CERTIFICATE':
    'is in the form TRUSTED CERTIFICATE of OpenSSL, which is not read yet. Convert it to PEM: openssl x509 -in FILE -out certificate.pem',
};

const byPemLabel: Readonly<Record<string, OtherFormat>> = {
  PKCS7: 'PKCS#7',
  'PKCS #7 SIGNED DATA': 'PKCS#7',
  CMS: 'PKCS#7',
  PKCS12: 'PKCS#12',
  'CERTIFICATE REQUEST': 'CSR',
  'NEW CERTIFICATE REQUEST': 'CSR',
  'X509 CRL': 'CRL',
  'PUBLIC KEY': 'PUBLIC KEY',
  'RSA PUBLIC KEY': 'PUBLIC KEY',
  'TRUSTED CERTIFICATE': 'TRUSTED CERTIFICATE',
};

/** @param origin as in `“name”` */
export function otherFormatRefusal(origin: string, format: OtherFormat): Error {
  return refusal('MATERIAL_UNREADABLE', `${origin} ${advice[format]}`, { format });
}

export function otherFormatOfLabel(label: string): OtherFormat | undefined {
  return Object.hasOwn(byPemLabel, label) ? byPemLabel[label] : undefined;
}

/** Java's own stores begin with a number of their own. */
export function javaStore(content: Uint8Array): OtherFormat | undefined {
  switch (Buffer.from(content.subarray(0, 4)).toString('hex')) {
    case 'feedfeed':
      return 'JKS';
    case 'cececece':
      return 'JCEKS';
    default:
      return undefined;
  }
}

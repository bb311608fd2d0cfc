import { encipheredKey } from './pkcs12/write-encryption.js';
import { sealingOf } from './pkcs12/write-pkcs12.js';
import { pemText } from './pem-blocks.js';

/** What OWASP asks for with PBKDF2 and HMAC-SHA256; nobody who reads such a key has a lower limit. */
export const encryptedKeyRounds = 600_000;

/** PEM of an encrypted private key (RFC 5958 section 3): PBES2 with AES-256-CBC, salt and initialization vector by chance. */
export async function encryptedKeyPem(
  pkcs8: Uint8Array,
  password: string,
  { rounds = encryptedKeyRounds }: { readonly rounds?: number } = {},
): Promise<string> {
  return pemText('ENCRYPTED PRIVATE KEY', await encipheredKey(pkcs8, password, sealingOf(rounds)));
}

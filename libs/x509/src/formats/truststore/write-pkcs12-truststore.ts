import { createHash, hkdfSync } from 'node:crypto';
import { certificateBag, friendlyNameAttribute, trustedAttribute } from '../pkcs12/write-bags.js';
import { pkcs12Store } from '../pkcs12/write-store.js';
import { javaAliases } from './java-aliases.js';
import { inOrder, type TruststoreEntry } from './truststore-entry.js';

/** As Java's keytool and its readers have it. More would guard nothing: what is in here is no secret. */
const rounds = 10_000;

/**
 * A PKCS#12 truststore (RFC 7292): Java lists each entry as `trustedCertEntry` under its alias, for OpenSSL it is a store
 * of certificates. Enciphered with AES-256-CBC and closed with HMAC-SHA256, as keytool does, though what it holds is
 * public: others expect it, and the MAC shows that nothing was altered.
 *
 * The same entries and password give the same bytes, so that a truststore that has not changed is not written anew.
 * Salts and initialization vector therefore come from the entries instead of from chance. That is right for a
 * truststore alone: an initialization vector has to differ where something else is enciphered with the same key, and
 * here something else has another salt, and with it another key; what an onlooker may learn from equal bytes is that
 * equal certificates are trusted. Nothing with a private key may be written like this.
 *
 * @param password in ASCII for Java, which takes no other for PKCS#12. Empty: neither enciphered nor closed, which Java opens with no password and OpenSSL as well. Java
 *   takes an empty `trustStorePassword` for none, and would leave out what is enciphered.
 */
export async function writePkcs12Truststore(
  entries: readonly TruststoreEntry[],
  password: string,
): Promise<Uint8Array> {
  const ordered = inOrder(entries);
  const aliases = javaAliases(ordered);
  const bags = ordered.map(({ der }, index) =>
    certificateBag(der, [friendlyNameAttribute(aliases[index] ?? ''), trustedAttribute]),
  );
  if (password === '') return pkcs12Store([{ bags, sealing: undefined }], password, undefined);
  const derived = fromContent(bags);
  const sealing = { salt: derived('salt of the safe', 20), iv: derived('initialization vector', 16), rounds };
  return pkcs12Store([{ bags, sealing }], password, { salt: derived('salt of the MAC', 20), rounds });
}

/** Bytes that follow from the bags, and look like chance (RFC 5869). */
function fromContent(bags: readonly Uint8Array[]): (what: string, length: number) => Uint8Array {
  const digest = createHash('sha256');
  for (const bag of bags) digest.update(bag);
  const content = digest.digest();
  return (what, length) => new Uint8Array(hkdfSync('sha256', content, '', `truststore: ${what}`, length));
}

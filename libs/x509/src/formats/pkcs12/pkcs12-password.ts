/** A password in the two forms that PKCS#12 derives keys from. */
export interface Pkcs12Password {
  /** UTF-16 with two zero bytes at its end (RFC 7292 appendix B.1). */
  readonly wide: Uint8Array;
  /** UTF-8, for PBKDF2 (RFC 8018). */
  readonly narrow: Uint8Array;
}

/**
 * Every way to write the password down. Of an empty one there are two, since programs don't agree: the end alone, and
 * nothing at all.
 */
export function waysToWrite(passphrase: string): readonly Pkcs12Password[] {
  const narrow = Buffer.from(passphrase, 'utf8');
  const wide = wideForm(passphrase);
  return passphrase === ''
    ? [
        { wide, narrow },
        { wide: new Uint8Array(), narrow },
      ]
    : [{ wide, narrow }];
}

/** UTF-16 with two zero bytes at its end, which an empty one has too. */
export function wideForm(passphrase: string): Uint8Array {
  return Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
}

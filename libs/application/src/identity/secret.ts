import { hash, randomBytes } from 'node:crypto';

/**
 * A new bearer secret: 256 random bits, with a prefix that secret scanners can look for.
 * @param prefix what it is for: `cks` a session, `ckt` a token, `ckn` a node's token, `cku` a setup link
 */
export function makeSecret(prefix: 'cks' | 'ckt' | 'ckn' | 'cku'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/**
 * What is stored of a secret. A plain hash is enough, since nobody can guess 256 random bits;
 * and it needs no salt, so that a look-up finds it.
 */
export function hashOfSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Blank, oversize or foreign texts are refused before any look-up. */
export function looksLikeSecret(text: string): boolean {
  return /^ck[sntu]_[A-Za-z0-9_-]{43}$/.test(text);
}

import { codeOf } from './error-code.js';

/** Why a client would not go on, by Node's and OpenSSL's codes. */
const sentences: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed, so nobody vouches for it.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The chain leads to a root that Certkeep does not trust.',
  UNABLE_TO_GET_ISSUER_CERT: 'An issuer in the chain is missing.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'The chain leads to an issuer that Certkeep does not know.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The server sends its certificate without the issuer, and Certkeep does not know it.',
  CERT_HAS_EXPIRED: 'A certificate of the chain has expired.',
  CERT_NOT_YET_VALID: 'A certificate of the chain is not valid yet.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate does not cover the host name.',
  INVALID_PURPOSE: 'The certificate is not meant for servers.',
  CERT_SIGNATURE_FAILURE: 'A signature in the chain is wrong.',
  PATH_LENGTH_EXCEEDED: 'The chain is longer than one of its authorities allows.',
  CA_MD_TOO_WEAK: 'A signature in the chain is too weak.',
  EE_KEY_TOO_SMALL: 'The certificate’s key is too small.',
  CA_KEY_TOO_SMALL: 'The key of an authority in the chain is too small.',
  HOSTNAME_MISMATCH: 'The certificate does not cover the host name.',
};

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** @param error as tls.TLSSocket has it in `authorizationError` @returns its code; empty when there is none */
export function verificationCode(error: unknown): string {
  return typeof error === 'string' ? error : codeOf(error);
}

/** @param code as `verificationCode` gives it */
export function isUntrusted(code: string): boolean {
  return untrusted.has(code);
}

/** @param code as tls.TLSSocket has it in `authorizationError` @returns for people */
export function verificationErrorText(code: string): string {
  return `${sentences[code] ?? 'The chain does not verify.'} (${code})`;
}

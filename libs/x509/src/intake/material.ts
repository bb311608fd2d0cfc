import type { KeyFacts, ParsedCertificate } from '../certificate/facts.js';

/** Bytes that somebody brings, in whatever form. */
export type BroughtMaterial =
  | { readonly kind: 'files'; readonly files: readonly MaterialFile[]; readonly passphrase?: string }
  | {
      readonly kind: 'paste';
      readonly text: string;
      readonly encoding?: 'BASE64' | 'BASE64PEM';
      readonly passphrase?: string;
    };

/** Bytes to be understood: brought by somebody, or sent by a server in its handshake, the leaf first. */
export type MaterialInput =
  BroughtMaterial | { readonly kind: 'presented'; readonly certificates: readonly Uint8Array[] };

export interface MaterialFile {
  /** For messages alone: what a file is, its bytes tell. */
  readonly name: string;
  readonly content: Uint8Array;
}

export interface PrivateKeyMaterial {
  /** PKCS#8 DER, not encrypted (RFC 5958). */
  readonly pkcs8: Uint8Array;
  readonly facts: KeyFacts;
  readonly wasEncrypted: boolean;
}

/** Worth knowing, and no obstacle. */
export interface Warning {
  readonly code:
    | 'CHAIN_INCOMPLETE'
    | 'STRANGER_IN_CHAIN'
    | 'ALTERNATIVE_IN_CHAIN'
    | 'DUPLICATE_IN_CHAIN'
    | 'EXTENSION_UNREADABLE'
    | 'TRUST_ONLY'
    | 'WEAK_KEY'
    | 'WEAK_SIGNATURE';
  readonly message: string;
}

/** What was understood of material. */
export interface Inspection {
  readonly leaf: ParsedCertificate;
  /** The leaf's issuer first. */
  readonly chain: readonly ParsedCertificate[];
  readonly privateKey: PrivateKeyMaterial | undefined;
  readonly warnings: readonly Warning[];
  readonly sources: readonly { readonly name: string; readonly format: string }[];
}

/** How much is read, at the most. Counted before anything is parsed. */
export interface IntakeLimits {
  /** Of one upload. */
  readonly bytes: number;
  /** Of one certificate's DER. */
  readonly certificateBytes: number;
  readonly certificates: number;
  /** Private keys of one upload. */
  readonly keys: number;
  /** Rounds of key derivation that somebody else has chosen, all together: past it, opening a key would take too long. */
  readonly derivationRounds: number;
}

/** A leaf with 10,000 names still passes (300 kB); nothing larger has been seen that was meant. */
export const defaultLimits: IntakeLimits = {
  bytes: 1024 * 1024,
  certificateBytes: 512 * 1024,
  certificates: 64,
  keys: 64,
  derivationRounds: 2_000_000,
};

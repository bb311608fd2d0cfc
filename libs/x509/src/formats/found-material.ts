import type { FoundKey } from '../key/read-private-key.js';
import type { RoundBudget } from './pkcs12/round-budget.js';

/** Everything that was found in the material, in the order it stands there. */
export interface FoundMaterial {
  readonly certificates: readonly FoundCertificate[];
  readonly keys: readonly FoundKey[];
  readonly sources: readonly { readonly name: string; readonly format: string }[];
}

export interface FoundCertificate {
  /** The file or paste that it stands in, for messages. */
  readonly origin: string;
  readonly der: Uint8Array;
}

/** Some bytes, what they are called, and what it takes to open them. */
export interface Source {
  /** The file's name; empty for a paste. */
  readonly name: string;
  /** For messages: `“name”`, `the pasted text`. */
  readonly origin: string;
  readonly passphrase: string | undefined;
  readonly budget: RoundBudget;
}

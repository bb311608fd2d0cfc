import type { FoundKey } from '../key/read-private-key.js';

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

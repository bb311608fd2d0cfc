import type { BroughtMaterial, TrustedEntry, Watched } from '@certkeep/x509';

/** Reads what strangers send to be trusted, out of harm's way. */
export interface TrustReader {
  /** @throws DomainError the intake's reasons; RATE_LIMITED while too many wait; the signal's reason */
  trustedEntries(input: BroughtMaterial, watched?: Watched): Promise<readonly TrustedEntry[]>;
}

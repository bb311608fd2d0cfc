import type { Inspection, MaterialFile, MaterialInput, SortedFiles } from '@certkeep/x509';

/** Reads bytes that strangers have sent, out of harm's way. */
export interface MaterialReader {
  /** @throws DomainError the intake's reasons; RATE_LIMITED while too many wait */
  inspect(input: MaterialInput): Promise<Inspection>;
  /** Sorts many files into certificates; a bad file is told, not thrown. @throws DomainError TOO_LARGE, RATE_LIMITED */
  sort(files: readonly MaterialFile[], passphrase: string | undefined): Promise<SortedFiles>;
}

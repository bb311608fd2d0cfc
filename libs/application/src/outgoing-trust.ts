import type { CompanyId } from '@certkeep/domain';

/**
 * Where what the outgoing connections trust is kept: each company's its own, so that none decides what another's
 * connections believe. Whoever connects outwards takes it from there, for each new connection.
 */
export interface TrustHolder {
  /** From now on; connections that are open stay. @param certificates DER */
  replace(company: CompanyId, certificates: readonly Uint8Array[]): void;
}

import { isExpired } from './certificate-status.js';
import { DomainError } from './domain-error.js';

/** What decides whether a node can sign in with a certificate. */
export interface ClientCertificateTraits {
  readonly notBefore: Date;
  /** The last second of validity. */
  readonly notAfter: Date;
  readonly isCa: boolean;
  /** As in `clientAuth`; empty when the certificate says nothing of what its key is for (RFC 5280 section 4.2.1.12). */
  readonly extendedKeyUsages: readonly string[];
}

/** Certificates that one node may sign in with: enough to change the one in use without a gap, on several hosts. */
export const mostClientCertificates = 10;

const second = 1000;
const forClients: ReadonlySet<string> = new Set(['clientAuth', 'anyExtendedKeyUsage']);

/**
 * Refuses what a node can't sign in with now. Who issued it doesn't matter: it is known by its fingerprint.
 * @param field of the request, for the refusal
 * @throws DomainError CERTIFICATE_EXPIRED, FIELD_INVALID
 */
export function refuseUnfitClientCertificate(
  { notBefore, notAfter, isCa, extendedKeyUsages }: ClientCertificateTraits,
  { now, field }: { readonly now: Date; readonly field: string },
): void {
  if (isExpired(notAfter, now)) {
    throw new DomainError(
      'CERTIFICATE_EXPIRED',
      `This certificate expired on ${dayOf(notAfter)}. Add one that is valid.`,
      { field, metadata: { not_after: notAfter.toISOString() } },
    );
  }
  if (now < notBefore) {
    throw new DomainError(
      'FIELD_INVALID',
      `This certificate is valid only from ${notBefore.toISOString()} on. Add it then, or look at the clock of the host that made it.`,
      { field, metadata: { not_before: notBefore.toISOString() } },
    );
  }
  if (isCa) {
    throw new DomainError(
      'FIELD_INVALID',
      'This is the certificate of a CA, and whom it issues certificates to is not looked at here. Add the node’s own; one that is self-signed says CA:FALSE in its basic constraints.',
      { field },
    );
  }
  if (extendedKeyUsages.length > 0 && !extendedKeyUsages.some((usage) => forClients.has(usage))) {
    const usages = extendedKeyUsages.join(', ');
    throw new DomainError(
      'FIELD_INVALID',
      `This certificate is for ${usages}, and not for clients. Add one whose extended key usage has clientAuth, or that has none.`,
      { field, metadata: { extended_key_usages: usages } },
    );
  }
}

/** From when on a client certificate works no longer: its last second is over then. */
export function clientCertificateEnd(notAfter: Date): Date {
  return new Date(notAfter.getTime() + second);
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

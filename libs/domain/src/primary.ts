import { isExpired } from './certificate-status.js';
import { DomainError } from './domain-error.js';

/**
 * Refuses as primary what no API node could present.
 * @throws DomainError NO_PRIVATE_KEY, CERTIFICATE_EXPIRED
 */
export function refuseUnlessPresentable(
  { name, hasKey, notAfter }: { readonly name: string; readonly hasKey: boolean; readonly notAfter: Date },
  now: Date,
): void {
  if (!hasKey) {
    throw new DomainError(
      'NO_PRIVATE_KEY',
      `“${name}” has no private key, so it can't be the primary certificate. Upload it with its key, or choose another.`,
      { field: 'primary' },
    );
  }
  if (isExpired(notAfter, now)) {
    throw new DomainError(
      'CERTIFICATE_EXPIRED',
      `“${name}” expired on ${notAfter.toISOString().slice(0, 10)}, so it can't be the primary certificate. Choose a valid one.`,
      { field: 'primary', metadata: { not_after: notAfter.toISOString() } },
    );
  }
}

import { isExpired } from '@certkeep/domain';
import { refusal } from './intake-errors.js';
import type { Inspection } from './material.js';
import { keyWeakness, signatureWeakness } from '../certificate/weakness.js';

/** When, and how strictly. */
export interface Judgement {
  readonly now: Date;
  readonly allowExpired: boolean;
  /** Its private key is here, whether it came along or waited. Default: it came along. */
  readonly hasKey?: boolean;
}

/**
 * Refuses what may not be stored. Without a private key weakness is no obstacle but a warning of the inspection: old
 * roots are trust anchors still.
 * @throws DomainError CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE
 */
export function judgeMaterial(
  { leaf: { facts }, privateKey }: Inspection,
  { now, allowExpired, hasKey = privateKey !== undefined }: Judgement,
): void {
  const { notAfter, key, signatureAlgorithm } = facts;
  if (!allowExpired && isExpired(notAfter, now)) {
    throw refusal(
      'CERTIFICATE_EXPIRED',
      `This certificate expired on ${notAfter.toISOString().slice(0, 10)}. Upload a valid one, or allow expired ones on purpose.`,
      { not_after: notAfter.toISOString() },
    );
  }
  if (!hasKey) return;
  const weakKey = keyWeakness(key);
  if (weakKey !== undefined) {
    throw refusal('WEAK_KEY', `${weakKey} Request a certificate with a stronger key.`, {
      ...key,
      size: String(key.size),
    });
  }
  const weakSignature = signatureWeakness(facts);
  if (weakSignature !== undefined) {
    throw refusal('WEAK_SIGNATURE', `${weakSignature} Have it signed with SHA-256 or better.`, {
      signature_algorithm: signatureAlgorithm,
    });
  }
}

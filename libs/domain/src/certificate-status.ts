/** What the clock says about a certificate's validity window. Usage is a separate question. */
export type CertificateStatus = 'UPCOMING' | 'VALID' | 'EXPIRES_SOON' | 'EXPIRED';

export interface Validity {
  /** First second of validity. */
  readonly notBefore: Date;
  /** Last second of validity: the whole of it is inside. */
  readonly notAfter: Date;
}

const second = 1000;
const day = 24 * 60 * 60 * second;

/**
 * From when on a certificate counts as expiring soon: the warning window before its end, or a third of its lifetime
 * when that is shorter, so that a certificate for a day is not "expiring soon" all its life.
 * @param warningWindowDays the company's setting, 1 to 365
 */
export function warningTime({ notBefore, notAfter }: Validity, warningWindowDays: number): Date {
  const third = (notAfter.getTime() - notBefore.getTime()) / 3;
  return new Date(notAfter.getTime() - Math.min(warningWindowDays * day, third));
}

/**
 * @see RFC 5280 section 4.1.2.5: both ends of the window are inclusive, and times have whole seconds;
 * so the last second is valid until it is over
 */
export function statusAt(now: Date, validity: Validity, warningWindowDays: number): CertificateStatus {
  const time = now.getTime();
  if (time < validity.notBefore.getTime()) return 'UPCOMING';
  if (time >= validity.notAfter.getTime() + second) return 'EXPIRED';
  return time >= warningTime(validity, warningWindowDays).getTime() ? 'EXPIRES_SOON' : 'VALID';
}

/** True from the second after the last one on. */
export function isExpired(notAfter: Date, now: Date): boolean {
  return now.getTime() >= notAfter.getTime() + second;
}

const severity: readonly CertificateStatus[] = ['EXPIRED', 'EXPIRES_SOON', 'UPCOMING', 'VALID'];

/** The status of something that has several: the one that most needs looking at. VALID for none. */
export function worstStatus(statuses: readonly CertificateStatus[]): CertificateStatus {
  return severity.find((status) => statuses.includes(status)) ?? 'VALID';
}

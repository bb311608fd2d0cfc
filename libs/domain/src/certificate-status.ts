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
  const third = Math.max(0, notAfter.getTime() - notBefore.getTime()) / 3;
  return new Date(notAfter.getTime() - Math.min(warningWindowDays * day, third));
}

/**
 * @see RFC 5280 section 4.1.2.5: both ends of the window are inclusive, and times have whole seconds;
 * so the last second is valid until it is over
 */
export function statusAt(now: Date, validity: Validity, warningWindowDays: number): CertificateStatus {
  const time = now.getTime();
  if (isExpired(validity.notAfter, now)) return 'EXPIRED';
  if (time < validity.notBefore.getTime()) return 'UPCOMING';
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

/** The moments at which the status of something with one or more validities changes, each no later than the next. */
export interface StatusTimes {
  /** Before it: UPCOMING. */
  readonly startTime: Date;
  /** From it on: EXPIRES_SOON. */
  readonly warnTime: Date;
  /** The last second before EXPIRED: the earliest `notAfter`. */
  readonly expireTime: Date;
}

/**
 * When the worst of several statuses changes: what a database can compare with the clock.
 * @param validities at least one
 * @param warningWindowDays the company's setting, 1 to 365
 */
export function statusTimes(validities: readonly Validity[], warningWindowDays: number): StatusTimes {
  const warn = Math.min(...validities.map((validity) => warningTime(validity, warningWindowDays).getTime()));
  const start = Math.max(...validities.map(({ notBefore }) => notBefore.getTime()));
  const expire = Math.min(...validities.map(({ notAfter }) => notAfter.getTime()));
  return { startTime: new Date(Math.min(start, warn)), warnTime: new Date(warn), expireTime: new Date(expire) };
}

/** The last moment that the database calls expired at `now`: an `expireTime` up to it has passed. */
export function lastExpired(now: Date): Date {
  return new Date(now.getTime() - second);
}

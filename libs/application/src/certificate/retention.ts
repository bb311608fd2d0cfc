/** How long a deleted certificate can be restored: 30 days, in milliseconds. */
const retention = 30 * 24 * 60 * 60 * 1000;

/** When a certificate that was deleted then is gone for good. */
export function purgeTimeOf(deleteTime: Date): Date {
  return new Date(deleteTime.getTime() + retention);
}

/** Certificates that were deleted up to this moment are gone for good now. */
export function lastPurged(now: Date): Date {
  return new Date(now.getTime() - retention);
}

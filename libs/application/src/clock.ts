/** The time, passed in: a test never sleeps to see a status change. */
export interface Clock {
  now(): Date;
}

/** Makes UUIDv7 ids (RFC 9562 section 5.7). */
export type MakeId = () => string;

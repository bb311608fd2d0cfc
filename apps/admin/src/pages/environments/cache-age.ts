/** Seconds of each unit, the longest first. */
const units = { days: 86_400, hours: 3600, minutes: 60 } as const;
export type CacheAgeUnit = keyof typeof units;
export const cacheAgeUnits = Object.keys(units) as CacheAgeUnit[];

/** A duration as people enter it. */
export interface TypedAge {
  /** Empty: without limit. */
  readonly amount: string;
  readonly unit: CacheAgeUnit;
}

/** In the longest unit that says it without a fraction. @param seconds undefined for no limit */
export function typedAge(seconds: number | undefined): TypedAge {
  if (seconds === undefined) return { amount: '', unit: 'days' };
  const unit = cacheAgeUnits.find((one) => seconds % units[one] === 0);
  return unit === undefined
    ? { amount: String(Math.ceil(seconds / 60)), unit: 'minutes' }
    : { amount: String(seconds / units[unit]), unit };
}

/** @returns seconds; undefined for no limit, NaN for what is no whole number */
export function secondsOf({ amount, unit }: TypedAge): number | undefined {
  const text = amount.trim();
  if (text === '') return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) * units[unit] : Number.NaN;
}

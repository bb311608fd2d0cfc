const wholeDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** The last millisecond of a day in the reader's time zone. */
export function endOfDay(day: string): Date {
  // Without a zone, a date with a time is local (ECMAScript's date time string format).
  return new Date(`${day}T23:59:59.999`);
}

/** The moment that a list is asked for; undefined when it is now, or the day has passed since the address was made. */
export function momentOf(asOf: string, now: Date): Date | undefined {
  if (asOf === '') return undefined;
  const end = endOfDay(asOf);
  return end.getTime() > now.getTime() ? end : undefined;
}

/** The reader's day, as in "2027-01-15". */
export function dayOf(date: Date): string {
  const padded = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
}

/** As in "15 Jan 2027". */
export function dayWords(day: string): string {
  return wholeDay.format(endOfDay(day));
}

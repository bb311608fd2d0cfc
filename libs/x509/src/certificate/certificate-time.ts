import { derTag, type DerElement } from '../der/der-elements.js';

/**
 * Where the calendar of google.protobuf.Timestamp begins. Some certificates have been valid since the year 0; that they
 * are shown as valid since the year 1 changes no status.
 */
const earliest = new Date('0001-01-01T00:00:00.000Z');

/**
 * One end of a validity, read as RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2 want it written: to the second, in UTC.
 * Other spellings are refused rather than guessed, since a status is computed from this.
 * @throws RangeError for another spelling, and for a day that isn't in the calendar
 */
export function certificateTime({ tag, content }: DerElement): Date {
  const digits = digitsOf(tag, Buffer.from(content).toString('latin1'));
  const [year, month, day, hour, minute, second] = [digits.slice(0, 4), ...(digits.slice(4).match(/../g) ?? [])];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new RangeError('no time of the calendar');
  return time < earliest ? new Date(earliest) : time;
}

/** @returns YYYYMMDDHHMMSS */
function digitsOf(tag: number, text: string): string {
  if (tag === derTag.generalizedTime && /^\d{14}Z$/.test(text)) return text.slice(0, -1);
  // Years from 50 on are of the last century.
  if (tag === derTag.utcTime && /^\d{12}Z$/.test(text)) return `${text < '50' ? '20' : '19'}${text.slice(0, -1)}`;
  throw new RangeError('no time in the form of RFC 5280');
}

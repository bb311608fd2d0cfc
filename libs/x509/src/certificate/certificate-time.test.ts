import { describe, expect, it } from 'vitest';
import { certificateTime } from './certificate-time.js';
import { derTag } from '../der/der-elements.js';

const time = (tag: number, text: string) => {
  const content = new TextEncoder().encode(text);
  return certificateTime({ tag, content, bytes: content });
};
const { utcTime, generalizedTime, octetString } = derTag;

describe('a time in a certificate', () => {
  it.each([
    [utcTime, '261121041009Z', '2026-11-21T04:10:09.000Z'],
    [utcTime, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [utcTime, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [generalizedTime, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [generalizedTime, '99991231235959Z', '9999-12-31T23:59:59.000Z'],
    [utcTime, '240229000000Z', '2024-02-29T00:00:00.000Z'],
    [generalizedTime, '00000101000000Z', '0001-01-01T00:00:00.000Z'],
    [generalizedTime, '00010101000001Z', '0001-01-01T00:00:01.000Z'],
  ])('of tag %i that says %s is %s', (tag, text, iso) => {
    expect(time(tag, text).toISOString()).toBe(iso);
  });

  it.each([
    ['without seconds', utcTime, '2611210410Z'],
    ['in another zone', utcTime, '261121041009+0100'],
    ['with a fraction', generalizedTime, '20261121041009.5Z'],
    ['on no day of the calendar', utcTime, '250229000000Z'],
    ['in a thirteenth month', utcTime, '261301000000Z'],
    ['in a sixty-first second', utcTime, '261121041060Z'],
    ['in the form of the other tag', utcTime, '20261121041009Z'],
    ['of another tag', octetString, '261121041009Z'],
    ['of nothing', utcTime, ''],
  ])('%s is refused', (_what, tag, text) => {
    expect(() => time(tag, text)).toThrow(RangeError);
  });
});

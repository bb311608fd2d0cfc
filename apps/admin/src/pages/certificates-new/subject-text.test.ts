import { describe, expect, it } from 'vitest';
import { attributeOf, listOf, subjectText } from './subject-text.js';

const nothing = { CN: '', OU: '', O: '', L: '', ST: '', C: '' };

describe('a subject that was filled in', () => {
  it('is RFC 4514 text, the most specific part first, without what is empty', () => {
    expect(subjectText({ ...nothing, C: 'DE', CN: ' api.example.org ', O: 'Example' })).toBe(
      'CN=api.example.org,O=Example,C=DE',
    );
    expect(subjectText(nothing)).toBe('');
  });

  it('has its signs escaped, so that a value stays one value', () => {
    expect(subjectText({ ...nothing, CN: '#1', O: 'Ex, "Inc" + <C>; \\' })).toBe(
      String.raw`CN=\#1,O=Ex\, \"Inc\" \+ \<C\>\; \\`,
    );
  });

  it.each([
    ['The country (C) has 7 characters', 'C'],
    ['OU in the subject holds control characters', 'OU'],
    ['Nothing names the certificate', 'CN'],
  ])('is wrong where “%s” says so', (message, attribute) => {
    expect(attributeOf(message)).toBe(attribute);
  });
});

it('names are listed as people do', () => {
  expect(listOf(' a.example, b.example\nc.example;;d.example ')).toEqual([
    'a.example',
    'b.example',
    'c.example',
    'd.example',
  ]);
});

import { expect, it } from 'vitest';
import { formsOf, passphraseProblems } from './export-forms.js';

it('forms with a private key are offered to those who may take it alone', () => {
  expect(formsOf({ withKey: false }).filter(({ withKey }) => withKey)).toEqual([]);
  expect(formsOf({ withKey: true }).filter(({ withKey }) => withKey)).toHaveLength(2);
});

it.each([
  ['', '', 'passphrase'],
  ['eleven char', 'eleven char', 'passphrase'],
  ['élévèn çhär', 'élévèn çhär', 'passphrase'],
  ['twelve chars', 'twelve chars', undefined],
  ['twelve chars', 'Twelve chars', 'repeated'],
  ['twelve chars', '', 'repeated'],
  ['x'.repeat(1024), 'x'.repeat(1024), undefined],
  ['x'.repeat(1025), 'x'.repeat(1025), 'passphrase'],
])('the passphrase %j, repeated as %j, is wrong in the field %s', (passphrase, repeated, field) => {
  expect(Object.keys(passphraseProblems(passphrase, repeated))).toEqual(field === undefined ? [] : [field]);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelsFrom, labelsText } from './typed-labels.js';

it.each([
  ['team=payments\n\n tier = 1 ', { team: 'payments', tier: '1' }],
  ['legacy', { legacy: '' }],
  ['url=https://a.example?x=1', { url: 'https://a.example?x=1' }],
  ['', {}],
])('%j is read as labels', (text, labels) => {
  expect(labelsFrom(text)).toEqual(labels);
});

it('what is shown is read as the same labels', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
  const value = fc.stringMatching(/^[a-z0-9=. ]{0,10}$/).map((text) => text.trim());
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (labels) => {
      expect(labelsFrom(labelsText(labels))).toEqual(labels);
    }),
  );
});

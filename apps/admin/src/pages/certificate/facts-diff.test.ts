import { create } from '@bufbuild/protobuf';
import { CertificateFactsSchema } from '@certkeep/contracts/connect';
import { expect, it } from 'vitest';
import { factChanges } from './facts-diff.js';

const facts = (names: readonly string[], serialNumber = '01') =>
  create(CertificateFactsSchema, {
    subject: 'CN=a',
    serialNumber,
    subjectAlternativeNames: names.map((value) => ({ value })),
    key: { algorithm: 'EC', size: 256, curve: 'P-256' },
  });

it('names that stand in another order are no change', () => {
  expect(factChanges(facts(['b', 'a']), facts(['a', 'b']))).toEqual([]);
});

it('a fact that differs is told with what it was and what it is', () => {
  expect(factChanges(facts(['a']), facts(['a', 'b'], '02'))).toEqual([
    { label: 'Names', before: 'a', after: 'a, b' },
    { label: 'Serial number', before: '01', after: '02' },
  ]);
});

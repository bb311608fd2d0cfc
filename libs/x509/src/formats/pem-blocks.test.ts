import { describe, expect, it } from 'vitest';
import { certificatePem, readPemText } from './pem-blocks.js';

const block = (label: string, body = 'AQID') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const labelsOf = (text: string) => readPemText(text).blocks.map(({ label }) => label);

describe('the blocks in a text', () => {
  it('are found between other texts, in their order', () => {
    expect(labelsOf(`Bag Attributes\n${block('CERTIFICATE')}subject=x\r\n${block('PRIVATE KEY')}bye`)).toEqual([
      'CERTIFICATE',
      'PRIVATE KEY',
    ]);
  });

  it.each([
    ['lines of any length', 'A\nQI\n\nD'],
    ['CRLF', 'AQ\r\nID'],
    ['indentation', '   AQ\n   ID'],
  ])('have the same body with %s', (_what, body) => {
    expect([...(readPemText(block('CERTIFICATE', body)).blocks[0]?.body ?? [])]).toEqual([1, 2, 3]);
  });

  it('have their headers apart from their body', () => {
    const headers = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n';
    const [encrypted] = readPemText(block('RSA PRIVATE KEY', `${headers}AQID`)).blocks;
    expect(encrypted?.isLegacyEncrypted).toBe(true);
    expect([...(encrypted?.body ?? [])]).toEqual([1, 2, 3]);
    expect(readPemText(block('RSA PRIVATE KEY', 'Comment: ENCRYPTED\n\nAQID')).blocks[0]?.isLegacyEncrypted).toBe(
      false,
    );
  });

  it('that begin and do not end are told, and take nothing of the next one with them', () => {
    const { blocks, unfinished } = readPemText(`-----BEGIN CERTIFICATE-----\nAQID\n${block('CERTIFICATE', 'BAUG')}`);
    expect(blocks.map(({ body }) => [...body])).toEqual([[4, 5, 6]]);
    expect(unfinished).toEqual(['CERTIFICATE']);
  });

  it('are not made of a beginning and an end that differ', () => {
    expect(readPemText('-----BEGIN A-----\nAQID\n-----END B-----\n')).toEqual({ blocks: [], unfinished: ['A'] });
  });

  it.each([
    ['beginnings of one label', () => '-----BEGIN A-----'.repeat(60_000)],
    [
      'beginnings of as many labels',
      () => Array.from({ length: 45_000 }, (_, index) => `-----BEGIN A${index}-----`).join(''),
    ],
    ['one long header', () => block('RSA PRIVATE KEY', `${'Proc-Type:'.repeat(100_000)}\n\nAQID`)],
  ])('are looked for once, also in a text of %s', { timeout: 5000 }, (_what, text) => {
    expect(readPemText(text()).blocks.length).toBeLessThanOrEqual(1);
  });
});

it('a certificate’s PEM has lines of 64', () => {
  const pem = certificatePem(new Uint8Array(100));
  expect(Math.max(...pem.split('\n').map(({ length }) => length))).toBe(64);
  expect(readPemText(pem).blocks[0]?.body).toHaveLength(100);
});

import { describe, expect, it } from 'vitest';
import { completedUrl, pastedOf, takesText } from './pasted.js';

const clipboard = (text: string, files: readonly File[] = []) =>
  ({ files, getData: () => text }) as unknown as DataTransfer;

describe('what is pasted', () => {
  it.each([
    ['https://api.example.org', { kind: 'server', url: 'https://api.example.org' }],
    [' LDAPS://ldap.example.org:1636\n', { kind: 'server', url: 'LDAPS://ldap.example.org:1636' }],
    ['text\n-----BEGIN CERTIFICATE-----\nMII', { kind: 'text', text: 'text\n-----BEGIN CERTIFICATE-----\nMII' }],
    [`MII${'A'.repeat(90)}==`, { kind: 'text', text: `MII${'A'.repeat(90)}==` }],
    ['http://api.example.org', undefined],
    ['Monday at ten', undefined],
    ['', undefined],
  ])('is worked out: %j', (text, pasted) => {
    expect(pastedOf(clipboard(text))).toEqual(pasted);
  });

  it('is files, whatever text comes with them', () => {
    const file = new File(['x'], 'a.pem');
    expect(pastedOf(clipboard('a.pem', [file]))).toEqual({ kind: 'files', files: [{ file, path: 'a.pem' }] });
  });
});

it.each([
  ['api.example.org', 'https://api.example.org'],
  ['api.example.org:8443', 'https://api.example.org:8443'],
  ['ldaps://ldap.example.org', 'ldaps://ldap.example.org'],
  ['http://api.example.org', 'http://api.example.org'],
  ['  ', ''],
])('the URL %j is completed to %j', (text, url) => {
  expect(completedUrl(text)).toBe(url);
});

it.each([
  ['<input>', true],
  ['<input type="password">', true],
  ['<textarea></textarea>', true],
  ['<input type="checkbox">', false],
  ['<input type="radio">', false],
  ['<button></button>', false],
  ['<div contenteditable="false"></div>', false],
])('%s takes what is pasted for itself: %s', (html, takes) => {
  document.body.innerHTML = html;
  expect(takesText(document.body.firstElementChild)).toBe(takes);
});

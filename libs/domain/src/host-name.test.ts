import { describe, expect, it } from 'vitest';
import { coversHost } from './host-name.js';

const covers = (dns: readonly string[], host: string, ip: readonly string[] = []) => coversHost({ dns, ip }, host);

describe('a host name', () => {
  it.each([
    ['example.com', 'example.com'],
    ['example.com', 'EXAMPLE.com.'],
    ['example.com.', 'example.com'],
    ['*.example.com', 'www.example.com'],
    ['*.example.com', 'www.example.com.'],
    ['_acme.example.com', '_acme.example.com'],
    ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de'],
  ])('is covered by %s: %s', (name, host) => {
    expect(covers(['other.example', name], host)).toBe(true);
  });

  it.each([
    ['example.com', 'www.example.com'],
    ['*.example.com', 'example.com'],
    ['*.example.com', 'a.b.example.com'],
    ['*.example.com', '*.example.com'],
    ['*.example.com', '.example.com'],
    ['w*.example.com', 'www.example.com'],
    ['www.*.com', 'www.example.com'],
    ['*', 'com'],
    ['*.com', 'example.com'],
    ['*.example.com', `${'a'.repeat(64)}.example.com`],
    ['*.example.com', '-bad.example.com'],
    ['10.0.0.1', '10.0.0.1'],
    ['', ''],
    ['exa\0mple.com', 'exa'],
  ])('is not covered by %s: %s', (name, host) => {
    expect(covers([name], host)).toBe(false);
  });
});

it('an address is covered by an address alone', () => {
  expect(covers([], '10.0.0.1', ['10.0.0.1'])).toBe(true);
  expect(covers([], '2001:DB8::1', ['2001:db8::1'])).toBe(true);
  expect(covers(['*.0.0.1'], '10.0.0.1', ['10.0.0.2'])).toBe(false);
});

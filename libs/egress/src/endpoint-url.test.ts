import { describe, expect, it } from 'vitest';
import { parseEndpointUrl } from './endpoint-url.js';

const parse = (text: string) => parseEndpointUrl(text, 'url');

describe('the URL of an endpoint', () => {
  it.each([
    ['https://api.example.org', 'https', 'api.example.org', 443],
    ['ldaps://ldap.example.org', 'ldaps', 'ldap.example.org', 636],
    [' HTTPS://API.Example.ORG./path?query#fragment ', 'https', 'api.example.org', 443],
    ['https://api.example.org:8443/', 'https', 'api.example.org', 8443],
    ['ldaps://ldap.example.org:443', 'ldaps', 'ldap.example.org', 443],
    ['ldaps://ldap.example.org/dc=test?userCertificate;binary', 'ldaps', 'ldap.example.org', 636],
    ['https://bücher.example', 'https', 'xn--bcher-kva.example', 443],
    ['https://[2001:DB8::1]:8443', 'https', '2001:db8::1', 8443],
    ['https://under_score.example', 'https', 'under_score.example', 443],
  ])('%s is read', (text, scheme, host, port) => {
    expect(parse(text)).toEqual({ scheme, host, port });
  });

  it.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '127.1',
    '127.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '１２７.0.0.1',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
  ])('means 127.0.0.1 when it says %s, with either scheme', (host) => {
    expect(parse(`https://${host}`).host).toBe('127.0.0.1');
    expect(parse(`ldaps://${host}`).host).toBe('127.0.0.1');
  });

  it.each([
    '',
    'api.example.org',
    'http://api.example.org',
    'ldap://api.example.org',
    'https:api.example.org',
    'https:///api.example.org',
    'https://',
    '//api.example.org',
    'https://user:secret@api.example.org',
    'https://api.example.org\\@evil.example',
    'https://ex ample.org',
    'https://api.example.org:0',
    'https://api.example.org:65536',
    'https://api.example.org:-1',
    'https://api.example.org%0d%0aHost:x',
    'https://api.example.org%00.evil.example',
    'https://[fe80::1%25lo]',
    'https://xn--/',
    'https://-api.example.org',
    `https://${'a'.repeat(64)}.example`,
    `https://${'a.'.repeat(1100)}example`,
    'file:///etc/passwd',
    'javascript:1',
  ])('is refused, and its field named: %s', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ reason: 'FIELD_INVALID', field: 'url' }) as Error);
    expect(() => parse(text)).toThrow(/^((?!secret).)*$/);
  });
});

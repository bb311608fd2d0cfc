import { describe, expect, it } from 'vitest';
import { parseEndpoint } from './endpoint.js';

describe('an endpoint', () => {
  it.each([
    ['https://certkeep.example.org', 'certkeep.example.org:8701', true],
    ['https://certkeep.example.org:443', 'certkeep.example.org:443', true],
    ['https://certkeep.example.org:9000/', 'certkeep.example.org:9000', true],
    ['https://[2001:db8::1]:8701', '[2001:db8::1]:8701', true],
    ['http://127.0.0.1:8701', '127.0.0.1:8701', false],
    ['http://localhost', 'localhost:8701', false],
    ['http://[::1]:80', '[::1]:80', false],
  ])('%s is taken', (text, target, tls) => {
    expect(parseEndpoint(text, false)).toMatchObject({ target, tls });
  });

  it.each([
    '',
    'certkeep:8701',
    'ftp://certkeep',
    'https://user@certkeep',
    'https://certkeep/api',
    'https://certkeep?a=b',
  ])('“%s” is refused with an example of what is meant', (text) => {
    expect(() => parseEndpoint(text, true)).toThrow(/such as https:/);
  });

  it('plain text beyond loopback is refused unless it is allowed', () => {
    expect(() => parseEndpoint('http://10.0.0.1:8701', false)).toThrow(/in the clear/);
    expect(parseEndpoint('http://10.0.0.1:8701', true).tls).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { typedHost } from './typed-host.js';

describe('a host name that is typed', () => {
  it.each([
    ['api.example.org', 'api.example.org'],
    ['API.Example.ORG.', 'api.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['https://api.example.org:8443/path', 'api.example.org'],
    ['ldaps://directory.example', 'directory.example'],
    ['*.example.org', undefined],
    ['192.0.2.1', undefined],
    ['two words', undefined],
    ['', undefined],
  ])('%j is %j', (text, host) => {
    expect(typedHost(text)).toBe(host);
  });
});

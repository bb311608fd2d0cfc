import type { CompanyId } from '@certkeep/domain';
import { DomainError } from '@certkeep/domain';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy, createEndpointProber } from '../src/index.js';
import { loopbackServers } from './loopback-servers.js';

const company = 'a company' as CompanyId;

const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../../shared/corpora');
const path = join(corpora, 'hostile/ssrf.json');
const isHere = existsSync(path);
const { literals, names, urls } = (
  isHere ? JSON.parse(readFileSync(path, 'utf8')) : { literals: [''], names: [''], urls: [''] }
) as Readonly<Record<'literals' | 'names' | 'urls', readonly string[]>>;

/** Answers as a resolver would that is on the attacker's side. */
const prober = createEndpointProber({
  policy: createAddressPolicy([]),
  resolve: () => Promise.resolve(['127.0.0.1']),
  timeLimit: 2000,
});
const reasonFor = async (url: string): Promise<string> => {
  try {
    await prober.probe(url, {
      company,
      field: 'url',
      signal: new AbortController().signal,
    });
    return 'let through';
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return error instanceof DomainError ? error.reason : '';
  }
};

/** Every connection that this process begins, whatever becomes of it. */
let begun = 0;
const count = () => (begun += 1);
const { raw, open, closeAll } = loopbackServers();
let port: number;
beforeAll(async () => {
  port = await raw(() => undefined);
  subscribe('net.client.socket', count);
});
afterAll(() => {
  unsubscribe('net.client.socket', count);
  closeAll();
});
afterEach(() => {
  expect({ begun, open: open() }).toEqual({ begun: 0, open: 0 });
});

describe.skipIf(!isHere)('a forbidden target is refused before a packet is sent', () => {
  it.each(literals.flatMap((host) => [`https://${host}`, `ldaps://${host}`]))('%s', async (url) => {
    // An address with a zone isn't understood at all.
    const reason = url.includes('%25') ? 'FIELD_INVALID' : 'ADDRESS_FORBIDDEN';
    expect(await reasonFor(url)).toBe(reason);
    // Where a server does listen, at least on 127.0.0.1.
    expect(await reasonFor(`${url}:${port}`)).toBe(reason);
  });

  it.each(names.flatMap((host) => [`https://${host}`, `ldaps://${host}`]))('%s', async (url) => {
    expect(await reasonFor(url)).toBe('ADDRESS_FORBIDDEN');
    expect(await reasonFor(`${url}:${port}`)).toBe('ADDRESS_FORBIDDEN');
  });

  it.each(urls)('%s', async (url) => {
    expect(await reasonFor(url)).toMatch(/^(ADDRESS_FORBIDDEN|FIELD_INVALID)$/);
  });
});

it('a connection that is permitted is noticed, so that none before was overlooked', async () => {
  const permitting = createEndpointProber({ policy: createAddressPolicy(['127.0.0.1']), timeLimit: 100 });
  const attempt = permitting.probe(`https://127.0.0.1:${port}`, {
    company,
    field: 'url',
    signal: new AbortController().signal,
  });
  await expect(attempt).rejects.toThrow();
  expect(begun).toBe(1);
  begun = 0;
  await expect.poll(open).toBe(0);
});

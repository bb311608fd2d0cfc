import { DomainError } from '@certkeep/domain';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy, createEndpointProber } from '../src/index.js';

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
    await prober.probe(url, 'url', new AbortController().signal);
    return 'let through';
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return error instanceof DomainError ? error.reason : '';
  }
};

describe.skipIf(!isHere)('a forbidden target is refused before a packet is sent', () => {
  it.each(literals.flatMap((host) => [`https://${host}`, `ldaps://${host}`]))('%s', async (url) => {
    // An address with a zone isn't understood at all.
    expect(await reasonFor(url)).toBe(url.includes('%25') ? 'FIELD_INVALID' : 'ADDRESS_FORBIDDEN');
  });

  it.each(names.flatMap((host) => [`https://${host}`, `ldaps://${host}`]))('%s', async (url) => {
    expect(await reasonFor(url)).toBe('ADDRESS_FORBIDDEN');
  });

  it.each(urls)('%s', async (url) => {
    expect(await reasonFor(url)).toMatch(/^(ADDRESS_FORBIDDEN|FIELD_INVALID)$/);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { describe, expect, it } from 'vitest';
import { coversHost } from '../src/host-name.js';

interface SuiteCase {
  readonly id: string;
  readonly names: { readonly dns: readonly string[] | null; readonly ip: readonly string[] | null } | null;
  readonly host: string;
  readonly expected: boolean;
  readonly kind: string;
  readonly strict: boolean;
}

interface RuleCase {
  readonly san_dns: readonly string[];
  readonly host: string;
  readonly covered: boolean;
}

const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../../shared/corpora');
const isHere = existsSync(join(corpora, 'hostname-rules.json'));
const read = (file: string): unknown => JSON.parse(readFileSync(join(corpora, file), 'utf8'));
const readable = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);

/** Where Certkeep answers otherwise, and why; the table in docs/corpora.md is made of these. */
const differences: Readonly<Record<string, string>> = {
  'go-26': 'A wildcard over a whole top-level domain covers what nobody owns alone',
  'go-28': 'A host name has no colon (RFC 1123 section 2.1)',
  'cpython-0': 'The common name is never looked at (RFC 9525 section 2)',
  'cpython-1': 'As above',
  'cpython-6': 'As above',
  'cpython-26': 'As above',
  'cpython-54': 'As above',
  'curl-12': 'An address is covered by an iPAddress alone (RFC 9525 section 6.5)',
  'curl-24': 'A label has at most 63 octets (RFC 1035 section 2.3.4); hostname-rules.json asks for it',
  'ossl-exc-*.www.example.com-.www.example.com': 'A host name does not begin with a dot (RFC 1035 section 2.3.1)',
  'ossl-exc-test.www.example.com-.www.example.com': 'As above',
  'limbo-webpki::san::public-suffix-multi-label-wildcard-san':
    'Not to certify a whole public suffix is a rule for public authorities; private ones have none',
  'limbo-webpki::san::public-suffix-private-namespace-wildcard-san': 'As above',
};

describe.skipIf(!isHere)(
  `host names that others have collected${isHere ? '' : ' (skipped: the corpora are not here)'}`,
  () => {
    it('are covered as RFC 9525 rules, each case', () => {
      const wrong = (read('hostname-rules.json') as readonly RuleCase[]).filter(
        ({ san_dns, host, covered }) => coversHost({ dns: san_dns, ip: [] }, asciiOf(host)) !== covered,
      );
      expect(wrong).toEqual([]);
    });

    it('are covered as Go, CPython, OpenSSL, curl and NSS cover them, but for the differences in docs/corpora.md', () => {
      const cases = (read('hostname-suites.json') as readonly SuiteCase[]).flatMap((one) =>
        one.kind === 'hostname' && one.names !== null ? [{ ...one, names: one.names }] : [],
      );
      const wrong = cases.filter(
        ({ names: { dns, ip }, host, expected }) =>
          coversHost({ dns: dns ?? [], ip: (ip ?? []).map(spelled) }, asciiOf(host)) !== expected,
      );
      expect(cases.length).toBeGreaterThan(200);
      const unknown = wrong.filter(({ id }) => differences[id] === undefined);
      expect(unknown.map(({ id, host }) => `${id} ${readable(host)}`)).toEqual([]);
      expect(Object.keys(differences).filter((id) => !wrong.some((one) => one.id === id))).toEqual([]);
    });

    it('the differences stand in docs/corpora.md with their reasons', () => {
      const docs = readFileSync(join(import.meta.dirname, '../../../docs/corpora.md'), 'utf8').replaceAll(/ +/g, ' ');
      const missing = Object.entries(differences).filter(([id, reason]) => !docs.includes(`| \`${id}\` | ${reason} |`));
      expect(missing).toEqual([]);
    });
  },
);

/** An iPAddress as Certkeep reads it from a certificate (RFC 5952). */
function spelled(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** U-labels become A-labels where hosts come in, before they are compared. */
function asciiOf(host: string): string {
  return /^[\x20-\x7e]*$/.test(host) ? host : domainToASCII(host);
}

import { createTestCa, type TestCa } from '@certkeep/testing';
import { describe, expect, it } from 'vitest';
import { isSelfSigned, orderChain } from './chain-order.js';
import type { ParsedCertificate } from '../certificate/facts.js';
import { parseCertificate } from '../certificate/parse-certificate.js';
import { readPemText } from '../formats/pem-blocks.js';

const parsed = (pem: string): ParsedCertificate =>
  parseCertificate(readPemText(pem).blocks[0]?.body ?? new Uint8Array());
const certificateOf = ({ certificatePem }: TestCa) => parsed(certificatePem);
const issue = async (ca: TestCa) => parsed((await ca.issue({ commonName: 'leaf' })).certificatePem);
/** The same without its key identifiers, as old certificates are: only the signature tells issuers of one name apart. */
const withoutIdentifiers = ({ der, facts }: ParsedCertificate): ParsedCertificate => ({
  der,
  facts: { ...facts, subjectKeyIdentifier: '', authorityKeyIdentifier: '' },
});

describe('a chain', () => {
  it('is in the same order, however the certificates come', async () => {
    const root = await createTestCa();
    const upper = await root.intermediate('upper');
    const lower = await upper.intermediate('lower');
    const leaf = await issue(lower);
    const [a, b, c] = [lower, upper, root].map(certificateOf) as [
      ParsedCertificate,
      ParsedCertificate,
      ParsedCertificate,
    ];
    for (const others of [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [b, c, a],
      [c, a, b],
      [c, b, a],
    ]) {
      expect(orderChain(leaf, others)).toEqual({ chain: [a, b, c], alternatives: [], strangers: [] });
    }
  });

  it.each(['EC-P256', 'EC-P384', 'RSA-2048', 'RSA-2048-SHA1', 'Ed25519'] as const)(
    'takes the issuer that signed, of two with one name and %s keys',
    async (algorithm) => {
      const [real, namesake] = await Promise.all([createTestCa('CA', algorithm), createTestCa('CA', algorithm)]);
      const leaf = withoutIdentifiers(await issue(real));
      const signer = withoutIdentifiers(certificateOf(real));
      const other = withoutIdentifiers(certificateOf(namesake));
      expect(orderChain(leaf, [other, signer])).toEqual({ chain: [signer], alternatives: [], strangers: [other] });
      expect(orderChain(leaf, [other])).toEqual({ chain: [], alternatives: [], strangers: [other] });
    },
  );

  it('does not take a namesake whose key is of another kind', async () => {
    const [real, namesake] = await Promise.all([createTestCa('CA'), createTestCa('CA', 'RSA-2048')]);
    const other = withoutIdentifiers(certificateOf(namesake));
    expect(orderChain(withoutIdentifiers(await issue(real)), [other]).chain).toEqual([]);
  });

  it('goes on above a CA that issued itself a certificate for its next key', async () => {
    const old = await createTestCa('CA');
    const next = await old.intermediate('CA');
    const leaf = await issue(next);
    const [bridge, root] = [certificateOf(next), certificateOf(old)];
    expect(isSelfSigned(bridge)).toBe(false);
    expect(isSelfSigned(root)).toBe(true);
    expect(orderChain(leaf, [root, bridge]).chain).toEqual([bridge, root]);
  });

  it('ends where nothing is above it, and at a self-signed leaf', async () => {
    const root = await createTestCa();
    const intermediate = await root.intermediate('intermediate');
    expect(orderChain(await issue(intermediate), [certificateOf(intermediate)]).chain).toHaveLength(1);
    expect(orderChain(certificateOf(root), [certificateOf(intermediate)]).chain).toEqual([]);
  });
});

import { generateKeyPairSync, hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSignedRevision,
  materialDigests,
  nodeSet,
  revisionStatement,
  signRevision,
  type SignedRevision,
} from './index.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const spki = publicKey.export({ type: 'spki', format: 'der' });

const revisionOf = (nodeId: string): SignedRevision => ({
  nodeId,
  revision: 42n,
  commitTime: new Date('2026-11-21T12:00:00.123Z'),
  maxCacheAge: { seconds: 3600n, nanos: 0 },
  certificateId: 'certificate',
  etag: '"version"',
  leaf: Buffer.from('leaf'),
  chain: [Buffer.from('issuer'), Buffer.from('next')],
  privateKey: Buffer.from('key'),
});

function signedOf(count: number) {
  const revisions = Array.from({ length: count }, (_, index) => revisionOf(`node-${index}`));
  const { root, nodes } = nodeSet(revisions.map(({ nodeId }) => nodeId));
  const digests = materialDigests(revisionOf(''));
  const signature = signRevision(revisionOf(''), digests, root, privateKey);
  return nodes.map(({ nodeId, path }) => ({
    ...revisionOf(nodeId),
    signature: Buffer.concat([signature, path]),
  }));
}

describe('the signature of what nodes present', () => {
  it('holds for every node of a set of any size', () => {
    for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 64, 100]) {
      for (const signed of signedOf(count)) expect(isSignedRevision(signed, spki)).toBe(true);
    }
  });

  it('is a plain Ed25519 signature of 64 bytes for a node alone', () => {
    expect(signedOf(1)[0]?.signature).toHaveLength(64);
  });

  it('does not hold for a node that is not of the set, by whatever way it comes to one of its hashes', () => {
    const [{ root, nodes }, others] = [nodeSet(['a', 'b', 'c']), ['', 'd', 'ab', 'b\u0000']];
    const revision = revisionOf('a');
    const begin = signRevision(revision, materialDigests(revision), root, privateKey);
    for (const nodeId of others) {
      for (const { path } of nodes) {
        expect(isSignedRevision({ ...revision, nodeId, signature: Buffer.concat([begin, path]) }, spki)).toBe(false);
      }
    }
  });

  const [signed = { ...revisionOf(''), signature: Buffer.of() }] = signedOf(5);
  const changes: Readonly<Record<string, Partial<SignedRevision & { signature: Buffer }>>> = {
    'of another node': { nodeId: 'node-1' },
    'of another revision': { revision: 43n },
    'committed at another time': { commitTime: new Date('2026-11-21T12:00:00.124Z') },
    'kept longer': { maxCacheAge: { seconds: 3601n, nanos: 0 } },
    'kept without limit': { maxCacheAge: undefined },
    'of another certificate': { certificateId: 'other' },
    'with another etag': { etag: '"other"' },
    'with another leaf': { leaf: Buffer.from('other') },
    'with a chain cut short': { chain: [Buffer.from('issuer')] },
    'with a chain divided elsewhere': { chain: [Buffer.from('issuernext')] },
    'with another key': { privateKey: Buffer.from('other') },
    'without a signature': { signature: Buffer.of() },
    'with a path cut short': { signature: signed.signature.subarray(0, -33) },
    'with a path cut in the middle of a step': { signature: signed.signature.subarray(0, -1) },
    'with a path that has no side': {
      signature: Buffer.concat([signed.signature.subarray(0, 64), Buffer.alloc(33, 7)]),
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`does not hold for a certificate ${what}`, () => {
      expect(isSignedRevision({ ...signed, ...change }, spki)).toBe(false);
    });
  }

  it('does not hold under another key, nor under one that is none', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(isSignedRevision(signed, other)).toBe(false);
    expect(isSignedRevision(signed, elliptic.export({ type: 'spki', format: 'der' }))).toBe(false);
    expect(isSignedRevision(signed, Buffer.from('nonsense'))).toBe(false);
  });

  it('does not hold once any byte of it is changed', () => {
    fc.assert(
      fc.property(fc.nat(signed.signature.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const signature = Buffer.from(signed.signature);
        signature[at] = (signature[at] ?? 0) ^ change;
        expect(isSignedRevision({ ...signed, signature }, spki)).toBe(false);
      }),
    );
  });

  it('is over these bytes, which clients in other languages make too', () => {
    const revision = { ...revisionOf('n'), certificateId: 'c', etag: 'e' };
    const { root } = nodeSet(['n']);
    const bytes = revisionStatement(revision, materialDigests(revision), root);
    const head = `0000001b${Buffer.from('certkeep.v1.NodeCertificate').toString('hex')}`;
    const nodes = `00000020${hash('sha256', Buffer.from('\u0000n'))}`;
    expect(bytes.toString('hex').startsWith(`${head}${nodes}00000008000000000000002a`)).toBe(true);
    expect(bytes).toHaveLength(4 * 10 + 27 + 32 + 3 * 8 + 1 + 1 + 3 * 32);
  });

  it('of two nodes is over the hash of their hashes', () => {
    const leaf = (id: string) => hash('sha256', Buffer.from(`\u0000${id}`), 'buffer');
    const joined = Buffer.concat([Buffer.of(1), leaf('n'), leaf('m')]);
    expect(nodeSet(['n', 'm']).root.toString('hex')).toBe(hash('sha256', joined));
  });
});

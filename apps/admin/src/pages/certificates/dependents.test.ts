import { create } from '@bufbuild/protobuf';
import { CertificateSchema } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { dependentsOf, environmentIdsOf, isTrustOnly } from './dependents.js';

describe('what a list tells of a certificate', () => {
  it('names what depends on it, and leaves out what doesn’t', () => {
    expect(dependentsOf({ dependents: undefined })).toEqual([]);
    const { dependents } = create(CertificateSchema, { dependents: { customDomains: 1200, nodes: 1 } });
    expect(dependentsOf({ dependents })).toEqual(['1,200 domains', '1 node']);
  });

  it('names each environment once, whichever definition is there', () => {
    const certificate = create(CertificateSchema, {
      definitions: [{ environmentIds: ['a', 'b'] }, { environmentIds: ['b'] }, {}],
    });
    expect(environmentIdsOf(certificate)).toEqual(['a', 'b']);
  });

  it('calls it trust only when no definition has a private key', () => {
    const of = (...hasKey: boolean[]) =>
      create(CertificateSchema, {
        definitions: hasKey.map((hasPrivateKey) => ({ currentVersion: { hasPrivateKey } })),
      });
    expect(isTrustOnly(of(false, false))).toBe(true);
    expect(isTrustOnly(of(false, true))).toBe(false);
  });
});

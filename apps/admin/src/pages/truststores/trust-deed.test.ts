import { create } from '@bufbuild/protobuf';
import { CertificateSchema, TrustAdviceSchema } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { trustDeedOf } from './trust-deed.js';

const advice = create(TrustAdviceSchema, { certificate: { sha256Fingerprint: 'aa' } });
const definition = (id: string, sha256Fingerprint: string, environmentIds: string[]) => ({
  id,
  environmentIds,
  currentVersion: { leaf: { sha256Fingerprint } },
});
const held = (...definitions: ReturnType<typeof definition>[]) => create(CertificateSchema, { id: 'c', definitions });

describe('what makes Certkeep trust a server', () => {
  it('is to import what is not here', () => {
    expect(trustDeedOf(advice, undefined)).toEqual({ kind: 'import', certificate: undefined });
  });

  it('is to assign the definition that has it', () => {
    const certificate = held(definition('other', 'bb', ['test']), definition('this', 'aa', ['production']));
    expect(trustDeedOf(advice, certificate)).toMatchObject({ kind: 'assign', definition: { id: 'this' } });
  });

  it('leaves a definition alone that holds wherever no other one does: assigned, it would hold there no more', () => {
    const certificate = held(definition('default', 'aa', []));
    expect(trustDeedOf(advice, certificate)).toEqual({ kind: 'import', certificate });
  });

  it('is to import what an older version of a certificate was', () => {
    const certificate = held(definition('renewed', 'bb', ['production']));
    expect(trustDeedOf(advice, certificate)).toEqual({ kind: 'import', certificate });
  });
});

import { create } from '@bufbuild/protobuf';
import { CertificateSchema, NodeSchema } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { NodeDraft, previewOf } from './node-draft.svelte.js';

const certificate = (id: string, ...definitions: { environmentIds: string[]; hasPrivateKey: boolean }[]) =>
  create(CertificateSchema, {
    id,
    name: id,
    definitions: definitions.map(({ environmentIds, hasPrivateKey }, index) => ({
      id: `${id}/${index}`,
      environmentIds,
      currentVersion: { hasPrivateKey },
    })),
  });
const primary = certificate('primary', { environmentIds: [], hasPrivateKey: true });
const chosen = certificate(
  'chosen',
  { environmentIds: [], hasPrivateKey: false },
  { environmentIds: ['test'], hasPrivateKey: true },
);

describe('what a node would present', () => {
  const on = { mtlsEnabled: true, environmentId: '' };
  it.each([
    ['the primary one, as nothing is chosen', on, undefined, 'primary/0'],
    ['the chosen one’s definition for its environment', { ...on, environmentId: 'test' }, chosen, 'chosen/1'],
    ['nothing, as the chosen one has no key there', { ...on, environmentId: 'production' }, chosen, 'NO_PRIVATE_KEY'],
    ['nothing, with mTLS off', { ...on, mtlsEnabled: false }, undefined, 'MTLS_DISABLED'],
  ])('is %s', (_, settings, byHand, expected) => {
    const selection = previewOf(settings, byHand, primary);
    expect(selection.kind === 'selected' ? selection.definitionId : selection.reason).toBe(expected);
  });

  it('is nothing while no certificate is primary', () => {
    expect(previewOf(on, undefined, undefined)).toMatchObject({ reason: 'NO_CERTIFICATE_SELECTED' });
  });
});

describe('an edited node', () => {
  it('sends the names of the fields that changed, and of none that was changed back', () => {
    const draft = new NodeDraft(create(NodeSchema, { name: 'gateway', environmentId: 'test', mtlsEnabled: true }));
    expect(draft.changedFields).toEqual([]);
    draft.environmentId = '';
    draft.mtlsEnabled = false;
    draft.name = 'gateway 2';
    draft.name = 'gateway';
    expect(draft.changedFields).toEqual(['environment_id', 'mtls_enabled']);
    expect(draft.settings).toEqual({ name: 'gateway', environmentId: '', mtlsEnabled: false, certificateId: '' });
  });
});

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeploymentSchema, DeploymentState, NodeSchema } from '@certkeep/contracts/connect';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { connectSnippets } from './connect-snippets.js';
import NodeRevisions from './node-revisions.svelte';

afterEach(cleanup);

const show = (deployment: MessageInitShape<typeof DeploymentSchema> | undefined, acknowledgedRevision = 0n) => {
  render(NodeRevisions, {
    node: create(NodeSchema, { id: 'n', name: 'gateway', acknowledgedRevision }),
    deployment: deployment && create(DeploymentSchema, { consumerKind: 'node', certificateId: 'c', ...deployment }),
    shouldHaveFingerprint: 'aa'.repeat(32),
    state: 'live',
  });
  return screen.getByRole('region', { name: 'Deployment' }).textContent.replaceAll(/\s+/g, ' ');
};

describe('a node’s revisions', () => {
  it('are told side by side while it is behind, with both fingerprints', () => {
    const text = show(
      {
        state: DeploymentState.PENDING,
        revision: 9n,
        reportedRevision: 7n,
        sha256Fingerprint: 'bb'.repeat(32),
        runningOnCacheSince: timestampFromDate(new Date('2026-11-01T10:00:00Z')),
      },
      7n,
    );
    expect(text).toMatch(/Should have Revision 9.*aaaa.*Has acknowledged Revision 7.*bbbb/);
    expect(text).toContain('It ran on what it had kept since 1 Nov 2026');
  });

  it('tell what to do about a failure, and what it still has', () => {
    const text = show(
      { state: DeploymentState.FAILED, revision: 9n, reportedRevision: 9n, failureMessage: 'No such file.' },
      7n,
    );
    expect(text).toMatch(/Failed No such file\..*Has acknowledged Revision 7.*Mend what the reason names/);
  });

  it('are none that it acknowledged while it has only failed', () => {
    const text = show({ state: DeploymentState.FAILED, reportedRevision: 9n, sha256Fingerprint: 'bb'.repeat(32) });
    expect(text).toMatch(/Has acknowledged Nothing yet/);
    expect(text).not.toContain('bbbb');
  });

  it('are none for a node that is to present nothing', () => {
    expect(show(undefined)).toContain('It is to present nothing, so nothing is deployed to it.');
  });
});

describe('how a node connects', () => {
  it('names the host of this page, and no token', () => {
    const plain = connectSnippets('http://127.0.0.1:8700');
    expect(plain.every(({ text }) => !/ckn|Bearer [^$]/.test(text))).toBe(true);
    expect(plain.find(({ id }) => id === 'curl')?.text).toContain('--http2-prior-knowledge');
    const sealed = connectSnippets('https://certkeep.example');
    expect(sealed.find(({ id }) => id === 'node')?.text).toContain("endpoint: 'https://certkeep.example:8701'");
    expect(sealed.find(({ id }) => id === 'curl')?.text).not.toContain('--http2-prior-knowledge');
  });
});

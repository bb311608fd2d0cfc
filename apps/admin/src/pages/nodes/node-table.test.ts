import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  CertificateStatus,
  DeploymentState,
  NodeSchema,
  SelectionReason,
  type Node,
} from '@certkeep/contracts/connect';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { filterOf, wantedStanding } from './node-filter.js';
import NodeTable from './node-table.svelte';

afterEach(cleanup);

const node = (more: MessageInitShape<typeof NodeSchema>) =>
  create(NodeSchema, { id: 'n', name: 'gateway', mtlsEnabled: true, ...more });
const textOf = (row: Node) => {
  render(NodeTable, { rows: [row], mayWrite: true, environmentNames: new Map([['test', 'Test']]) });
  return screen.getByRole('row', { name: /gateway/ }).textContent.replaceAll(/\s+/g, ' ');
};

describe('a node in the list', () => {
  const following = node({
    environmentId: 'test',
    watching: true,
    lastSeenTime: timestampFromDate(new Date(Date.now() - 5 * 60_000)),
    resolution: {
      certificateId: 'c',
      certificateName: 'Payments',
      chosenBy: SelectionReason.PRIMARY,
      status: CertificateStatus.EXPIRES_SOON,
      expireTime: timestampFromDate(new Date('2027-03-03T12:00:00Z')),
    },
    deployment: { state: DeploymentState.PENDING, certificateId: 'c', revision: 9n, reportedRevision: 7n },
  });

  it('tells what the primary certificate is for it now, and how that certificate stands', () => {
    expect(textOf(following)).toMatch(/Test.*Payments.*Primary, whichever it is.*Expires soon.*until/);
    expect(screen.getByRole('link', { name: 'Payments' }).getAttribute('href')).toBe('/certificates/c');
  });

  it('tells whether it watches, when it was last there, and how far it is behind', () => {
    const text = textOf(following);
    expect(text).toMatch(/Watching.*Seen 5 minutes ago/);
    expect(text).toMatch(/Pending.*Has revision 7, is to have 9/);
  });

  it('tells why nothing is served', () => {
    const off = node({
      mtlsEnabled: false,
      resolution: { problem: { message: 'mTLS is switched off for this node.' } },
    });
    expect(textOf(off)).toMatch(/mTLS off.*Not watching.*Seen never.*Nothing.*mTLS is switched off/);
  });
});

describe('the filter of the list', () => {
  it('takes the state from the URL, and no word that is none', () => {
    const values = { search: 'gate', environment: 'e', state: 'failed' };
    expect(wantedStanding(values)).toBe('failed');
    expect(wantedStanding({ ...values, state: 'sideways' })).toBeUndefined();
    expect(filterOf(values)).toEqual({ search: 'gate', environmentId: 'e' });
  });
});

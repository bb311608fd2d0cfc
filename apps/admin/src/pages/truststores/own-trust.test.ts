import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { GetTrustStateResponseSchema, TruststoreFormat } from '@certkeep/contracts/connect';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import OwnTrust from './own-trust.svelte';

afterEach(cleanup);

const time = timestampFromDate(new Date('2026-11-21T10:00:00Z'));

describe('what Certkeep itself trusts', () => {
  it('is current, and stands in files', () => {
    const state = create(GetTrustStateResponseSchema, {
      process: { entryCount: 146, loadTime: time },
      files: [{ format: TruststoreFormat.PKCS12, path: '/srv/trust/truststore.p12', entryCount: 146, writeTime: time }],
    });
    render(OwnTrust, { state });
    expect(screen.getByText('Current', { selector: 'summary *' }).closest('details')?.open).toBe(false);
    expect(screen.getByRole('region').textContent).toMatch(/Current\s*:\s*146 entries trusted since/);
    expect(screen.getByRole('listitem', { hidden: true }).textContent).toMatch(
      /PKCS#12 for Java\s*:\s*146 entries, written.*\.p12/s,
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says why it is not current, and why a file is not', () => {
    const state = create(GetTrustStateResponseSchema, {
      process: { entryCount: 146, loadTime: time, failureMessage: 'The database can’t be reached.' },
      files: [{ format: TruststoreFormat.JKS, path: '/srv/t.jks', failureMessage: 'The disk is full.' }],
    });
    render(OwnTrust, { state });
    expect(screen.getAllByText('Not current')).toHaveLength(2);
    expect(screen.getByText('Not current', { selector: 'summary *' }).closest('details')?.open).toBe(true);
    expect(screen.getByText(/not written since the start/)).toBeTruthy();
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent.trim())).toEqual([
      'The database can’t be reached.',
      'The disk is full.',
    ]);
  });

  it('says that nobody has named a folder for files', () => {
    render(OwnTrust, { state: create(GetTrustStateResponseSchema, { process: { entryCount: 1, loadTime: time } }) });
    expect(screen.getByText(/None are kept/)).toBeTruthy();
  });
});

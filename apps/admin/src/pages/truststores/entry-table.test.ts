import { create } from '@bufbuild/protobuf';
import {
  CertificateStatus,
  TruststoreEntrySchema,
  TruststoreOrigin,
  type TruststoreEntry,
} from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import EntryTable from './entry-table.svelte';

afterEach(cleanup);

type Told = Pick<TruststoreEntry, 'alias' | 'origin' | 'certificateId' | 'status'>;

const entry = (id: string, more: Partial<Told>) =>
  create(TruststoreEntrySchema, {
    id,
    alias: id,
    status: CertificateStatus.VALID,
    facts: { serialNumber: '0a1b', subject: `CN=${id}`, issuer: 'CN=Root' },
    ...more,
  });

describe('the entries of a truststore', () => {
  it('say what they are, and where they come from', () => {
    const rows = [
      entry('shop', { origin: TruststoreOrigin.ASSIGNED_CERTIFICATE, certificateId: 'c1' }),
      entry('partner', { origin: TruststoreOrigin.IMPORTED_CA, status: CertificateStatus.EXPIRED }),
    ];
    render(EntryTable, { rows });
    expect(screen.getByRole('row', { name: /shop CN=shop.*0a1b CN=Root.*Valid .*Assigned certificate/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /partner CN=partner.*Expired.*Imported CA/ })).toBeTruthy();
    const [link] = screen.getAllByRole('link', { name: 'Assigned certificate' });
    expect(link?.getAttribute('href')).toBe('/certificates/c1');
  });

  it('show signs that hide in an alias', () => {
    render(EntryTable, { rows: [entry('x', { alias: 'gro.knab\u202e' })] });
    expect(screen.getByText('U+202E')).toBeTruthy();
  });

  it('open with Enter and with their alias', async () => {
    const onopen = vi.fn();
    const rows = [entry('shop', {})];
    render(EntryTable, { rows, onopen });
    await fireEvent.keyDown(screen.getByRole('row', { name: /shop/ }), { key: 'Enter' });
    await fireEvent.click(screen.getByRole('button', { name: 'shop' }));
    expect(onopen.mock.calls).toEqual([rows, rows]);
  });
});

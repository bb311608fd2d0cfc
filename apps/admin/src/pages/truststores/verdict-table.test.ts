import { TrustedCaVerdict_Outcome as Outcome } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { VerdictRow } from './verdict-row.js';
import VerdictTable from './verdict-table.svelte';

afterEach(cleanup);

const row = (id: string, more: Partial<VerdictRow> = {}): VerdictRow => ({
  id,
  name: id,
  outcome: Outcome.ADDED,
  alias: id,
  subject: '',
  problem: '',
  warnings: [],
  ...more,
});

describe('verdicts on what is imported', () => {
  it('say what would become of each, under which alias, and why one is refused', () => {
    const rows = [
      row('old.pem', { outcome: Outcome.REFUSED, alias: '', problem: 'It ended on 1 May 2020.' }),
      row('root', { alias: 'root 2', warnings: ['It is no CA.'] }),
      row('known', { outcome: Outcome.UNCHANGED }),
    ];
    render(VerdictTable, { rows, done: false });
    expect(screen.getByRole('row', { name: /old\.pem Refused\s+It ended on 1 May 2020/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /root Is added ?as root 2 It is no CA/ })).toBeTruthy();
    expect(screen.getByRole('row', { name: /known Is here already$/ })).toBeTruthy();
  });

  it('say what became of each when it has happened', () => {
    render(VerdictTable, { rows: [row('root', { outcome: Outcome.UPDATED })], done: true });
    expect(screen.getByRole('row', { name: /root Updated$/ })).toBeTruthy();
  });

  it('of thousands are shown a hundred at a time', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => row(String(index)));
    const { container } = render(VerdictTable, { rows, done: false });
    expect(container.querySelectorAll('tbody tr')).toHaveLength(100);
    expect(screen.getByText('100 of 20,000')).toBeTruthy();
    await fireEvent.click(screen.getByText('Show more'));
    expect(container.querySelectorAll('tbody tr')).toHaveLength(200);
  });
});

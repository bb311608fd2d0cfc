import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CertificateStatus, SummarizeCertificatesResponseSchema } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import ExpiryTimeline from './expiry-timeline.svelte';
import { everything, formatListState } from './list-state.js';
import type { Facet } from './list-request.js';
import SummaryCards from './summary-cards.svelte';

afterEach(cleanup);

const monday = Date.parse('2027-01-04T00:00:00Z');
const summary = create(SummarizeCertificatesResponseSchema, {
  total: 1200n,
  inUse: 3n,
  notInUse: 1197n,
  valid: 1n,
  upcoming: 2n,
  expiresSoon: 4n,
  expired: 5n,
  timeline: [3n, 0n, 1n].map((count, index) => ({
    weekStart: timestampFromDate(new Date(monday + index * 7 * 86_400_000)),
    count,
  })),
});
const hrefOf = (facet: Facet) => formatListState({ ...everything, ...facet });

describe('the cards', () => {
  it('are links with a number and a word, and tell which of them is shown', () => {
    const shown = { ...everything, statuses: [CertificateStatus.EXPIRED] };
    render(SummaryCards, { summary, shown, hrefOf });
    const links = screen.getAllByRole('link');
    expect(links.map((link) => link.textContent.replace(/\s+/g, ' ').trim())).toEqual([
      '1,200 All',
      '3 In use',
      '1,197 Not in use',
      '4 Expires soon',
      '5 Expired',
      '2 Upcoming',
      '1 Valid',
    ]);
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '?',
      '?use=yes',
      '?use=no',
      '?status=expires-soon',
      '?status=expired',
      '?status=upcoming',
      '?status=valid',
    ]);
    expect(screen.getByRole('link', { current: true }).textContent).toContain('Expired');
  });
});

describe('the timeline', () => {
  it('is one stop for the Tab key, at the week that is shown; the arrows go from week to week', async () => {
    render(ExpiryTimeline, { summary, shown: { ...everything, week: '2027-01-11' }, hrefOf });
    const bars = screen.getAllByRole('link');
    expect(bars.map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1]);
    bars[1]?.focus();
    await fireEvent.keyDown(bars[1] as Element, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(bars[2]);
    expect(bars.map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    expect(screen.getByText('Week of 18 Jan 2027: 1 certificate ends')).toBeTruthy();
  });

  it('leads to a week, and from the week that is shown back to all', () => {
    render(ExpiryTimeline, { summary, shown: { ...everything, week: '2027-01-11' }, hrefOf });
    expect(screen.getAllByRole('link').map((bar) => bar.getAttribute('href'))).toEqual([
      '?week=2027-01-04',
      '?',
      '?week=2027-01-18',
    ]);
  });
});

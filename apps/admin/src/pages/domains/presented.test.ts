import { create } from '@bufbuild/protobuf';
import { ProbeDomainResponseSchema } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Presented from './presented.svelte';

afterEach(cleanup);

const shown = { host: 'api.example.org', oncheck: vi.fn(), ontrust: vi.fn() };
const done = (trusted: boolean) => ({
  state: 'done' as const,
  answer: create(ProbeDomainResponseSchema, {
    matches: true,
    expectedSha256Fingerprint: 'aa',
    verified: trusted,
    trustAdvice: trusted ? [] : [{ certificate: { subject: 'CN=Root' } }],
  }),
});

describe('what a domain’s server presents', () => {
  it('is as it should be, and can be something that Certkeep itself does not trust', async () => {
    const ontrust = vi.fn();
    render(Presented, { ...shown, probe: done(false), ontrust });
    expect(screen.getByText('As it should be')).toBeTruthy();
    expect(screen.getByText('Certkeep does not trust this server.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Why api.example.org is not trusted' }));
    expect(ontrust).toHaveBeenCalledOnce();
  });

  it('has no word of trust where nothing is missing', () => {
    render(Presented, { ...shown, probe: done(true) });
    expect(screen.queryByText(/does not trust/)).toBeNull();
  });
});

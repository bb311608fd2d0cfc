import { create } from '@bufbuild/protobuf';
import { EligibleCertificateSchema, type EligibleCertificate } from '@certkeep/contracts/connect';
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import CandidateList from './candidate-list.svelte';

afterEach(cleanup);

function candidate(name: string, coveringName: string, problem?: string): EligibleCertificate {
  return create(EligibleCertificateSchema, {
    certificate: { id: name, name, definitions: [{ id: `${name}-default` }] },
    definitionId: `${name}-default`,
    coveringName,
    ...(problem === undefined ? {} : { problem: { message: problem } }),
  });
}

const shown = {
  host: 'api.example.org',
  environmentId: 'test',
  chosen: '',
  name: 'group',
  none: 'None yet',
};

describe('certificates to choose from', () => {
  it('can be chosen when they qualify, and are told with the reason when they don’t', () => {
    const candidates = [
      candidate('exact', 'api.example.org'),
      candidate('wildcard', '*.example.org'),
      candidate('keyless', 'api.example.org', 'It has no private key.'),
    ];
    render(CandidateList, { ...shown, candidates });
    expect(screen.getAllByRole('radio')).toHaveLength(3);
    expect(screen.getByRole('radio', { name: /exact.*First because it names this host itself/s })).toBeTruthy();
    expect(screen.queryByRole('radio', { name: /keyless/ })).toBeNull();
    expect(screen.getByRole('listitem').textContent).toMatch(/keyless.*It has no private key/s);
  });

  it('keep the one that is there now, although it no longer qualifies', () => {
    render(CandidateList, { ...shown, chosen: 'old', candidates: [], current: { id: 'old', name: 'Old one' } });
    const kept = screen.getByRole<HTMLInputElement>('radio', { name: /Old one.*does not qualify/s });
    expect(kept.checked).toBe(true);
    expect(screen.getByText('No certificate qualifies for api.example.org.')).toBeTruthy();
  });
});

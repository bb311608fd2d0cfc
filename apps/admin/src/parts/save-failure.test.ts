import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import SaveFailure from './save-failure.svelte';

afterEach(cleanup);

const failure = { message: 'It is used.', reason: '', fields: {}, dependents: [], requestId: '', metadata: {} };

describe('a refusal to save', () => {
  it('says nothing where a field says it', () => {
    const atField = { ...failure, fields: { name: 'It is used.' } };
    render(SaveFailure, { failure: atField, fields: ['name'] });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('links what stands in the way, even where a field says why', () => {
    const dependents = [
      { kind: 'custom_domain', id: '1', name: 'a.example' },
      { kind: 'certificate', id: '2', name: 'Payments' },
      { kind: 'jwk', id: '3', name: 'signing' },
      { kind: 'application', id: '4', name: 'shop' },
    ];
    render(SaveFailure, { failure: { ...failure, fields: { name: 'x' }, dependents }, fields: ['name'] });
    expect(screen.getByRole('link', { name: 'a.example' }).getAttribute('href')).toBe('/domains?search=a.example');
    expect(screen.getByRole('link', { name: 'Payments' }).getAttribute('href')).toBe('/certificates/2');
    expect(screen.getByRole('link', { name: 'signing' }).getAttribute('href')).toBe('/jwks/3');
    expect(screen.queryByRole('link', { name: 'shop' })).toBeNull();
    expect(screen.getByText('shop')).toBeTruthy();
  });

  it('of a stale copy keeps what was typed, and goes on from the newer one', async () => {
    const onkeep = vi.fn();
    const stale = { ...failure, reason: 'ETAG_MISMATCH', metadata: { current_etag: '"7"' } };
    render(SaveFailure, { failure: stale, fields: [], onkeep });
    await fireEvent.click(screen.getByRole('button', { name: 'Keep what I typed and go on' }));
    expect(onkeep).toHaveBeenCalledWith('"7"');
  });
});

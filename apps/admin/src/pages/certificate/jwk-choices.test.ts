import { create } from '@bufbuild/protobuf';
import { JwkAction, JwkImpactSchema, type JwkImpact } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deedLabel, jwkQuestion, updateWords, type DeedWords } from './jwk-choices.js';
import JwkConnection from './jwk-connection.svelte';
import JwkImpactList from './jwk-impact-list.svelte';

afterEach(cleanup);

interface Effect {
  readonly algAfter?: string;
  readonly kidStays?: boolean;
  readonly problem?: { readonly message: string };
}

const impact = (name: string, more: Effect = {}): JwkImpact =>
  create(JwkImpactSchema, { jwk: { kind: 'jwk', id: `id-${name}`, name }, algAfter: 'ES256', ...more });
const stuck = impact('boxes', { algAfter: '', problem: { message: 'The JWK “boxes” can’t be updated: no such key.' } });

describe('the question about JWKs', () => {
  it.each([
    [1, 'This certificate is used in 1 JWK. What would you like to do?'],
    [3, 'This certificate is used in 3 JWKs. What would you like to do?'],
    [1200, 'This certificate is used in 1,200 JWKs. What would you like to do?'],
  ])('tells that there are %i', (count, question) => {
    expect(jwkQuestion(count)).toBe(question);
  });
});

describe('the button that does it', () => {
  const deletion: DeedWords = { change: 'delete', alone: 'Delete certificate', object: 'this certificate' };
  const rollback: DeedWords = { change: 'update', alone: 'Go back to version 2', joined: 'go back to version 2' };

  it.each([
    [deletion, JwkAction.UNSPECIFIED, 0, 'Delete certificate'],
    [deletion, JwkAction.DELETE, 3, 'Delete 3 JWKs and this certificate'],
    [deletion, JwkAction.DISCONNECT, 1, 'Disconnect 1 JWK and delete this certificate'],
    [rollback, JwkAction.UNSPECIFIED, 0, 'Go back to version 2'],
    [rollback, JwkAction.UPDATE, 1, 'Update 1 JWK and go back to version 2'],
    [rollback, JwkAction.DISCONNECT, 2, 'Disconnect 2 JWKs and go back to version 2'],
  ])('names all of the deed', (words, action, count, label) => {
    expect(deedLabel(words, action, count)).toBe(label);
  });
});

describe('what an update means for a JWK', () => {
  it.each([
    [impact('a'), 'algorithm ES256; it gets a new key ID, and the old key stays published for a while'],
    [impact('a', { kidStays: true }), 'algorithm ES256; its key ID stays, so the old key is published no more'],
    [stuck, 'The JWK “boxes” can’t be updated: no such key.'],
  ])('is told in words', (jwk, words) => {
    expect(updateWords(jwk)).toBe(words);
  });
});

describe('the JWK connection', () => {
  const labels = () => screen.getAllByRole('button').map(({ textContent }) => textContent.trim());

  it('offers on an update to update or to disconnect', async () => {
    const onchoose = vi.fn();
    render(JwkConnection, { change: 'update', jwks: [impact('a')], onchoose });
    expect(labels()).toEqual(['Update related JWKs', 'Update certificate only and disconnect']);
    await fireEvent.click(screen.getByRole('button', { name: 'Update related JWKs' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Update certificate only and disconnect' }));
    expect(onchoose.mock.calls).toEqual([[JwkAction.UPDATE], [JwkAction.DISCONNECT]]);
  });

  it('offers on a deletion to delete or to disconnect', async () => {
    const onchoose = vi.fn();
    render(JwkConnection, { change: 'delete', jwks: [stuck], onchoose });
    expect(labels()).toEqual(['Delete JWKs', 'Delete and disconnect']);
    await fireEvent.click(screen.getByRole('button', { name: 'Delete JWKs' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Delete and disconnect' }));
    expect(onchoose.mock.calls).toEqual([[JwkAction.DELETE], [JwkAction.DISCONNECT]]);
  });

  it('doesn’t offer an update that one of them can’t take, and says why', () => {
    render(JwkConnection, { change: 'update', jwks: [impact('a'), stuck], onchoose: vi.fn() });
    const update = screen.getByRole<HTMLButtonElement>('button', { name: 'Update related JWKs' });
    expect(update.disabled).toBe(true);
    const reason = document.getElementById(update.getAttribute('aria-describedby') ?? '');
    expect(reason?.textContent).toContain('can’t be updated');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /only and disconnect/ }).disabled).toBe(false);
  });
});

describe('the list of JWKs that are reached', () => {
  it('links each, and tells of an update only where one is possible', async () => {
    const { rerender } = render(JwkImpactList, { jwks: [impact('signing')], withUpdate: true });
    expect(screen.getByRole('link', { name: 'signing' }).getAttribute('href')).toBe('/jwks/id-signing');
    expect(screen.getByRole('listitem').textContent).toContain('algorithm ES256');
    await rerender({ withUpdate: false });
    expect(screen.getByRole('listitem').textContent).not.toContain('algorithm');
  });
});

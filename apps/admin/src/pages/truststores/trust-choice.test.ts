import { create } from '@bufbuild/protobuf';
import { CertificateSchema, TrustAdviceSchema } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import TrustChoice from './trust-choice.svelte';
import type { TrustDeed } from './trust-deed.js';

afterEach(cleanup);

const advice = (subject: string, sha256Fingerprint: string) =>
  create(TrustAdviceSchema, {
    certificate: { subject, sha256Fingerprint },
    environment: { kind: 'environment', id: 'own', name: 'API Manager' },
  });
const shown = {
  advice: [advice('CN=Root', 'aa'), advice('CN=server', 'bb')],
  chosenIndex: 0,
  deed: { kind: 'import', certificate: undefined } as TrustDeed,
  mayDo: true,
  busy: false,
  failure: undefined,
};

describe('the choice of what to trust', () => {
  it('tells an issuer from the server’s own certificate, each with its fingerprint', async () => {
    render(TrustChoice, { ...shown, ontrust: vi.fn() });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /CN=Root.*An issuer/s }).checked).toBe(true);
    expect(screen.getByText('aa')).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: /CN=server.*this server alone/s }));
    expect(screen.getByText('bb')).toBeTruthy();
  });

  it('is done by one button, that names where', async () => {
    const ontrust = vi.fn();
    render(TrustChoice, { ...shown, ontrust });
    await fireEvent.click(screen.getByRole('button', { name: 'Trust it in API Manager' }));
    expect(ontrust).toHaveBeenCalledOnce();
  });

  it('of what is here already assigns it, and links it', () => {
    const certificate = create(CertificateSchema, { id: 'c1', name: 'Partner', definitions: [{ id: 'd1' }] });
    const [definition] = certificate.definitions;
    if (definition === undefined) throw new Error('it has one');
    render(TrustChoice, { ...shown, deed: { kind: 'assign', certificate, definition }, ontrust: vi.fn() });
    expect(screen.getByRole('link', { name: 'Partner' }).getAttribute('href')).toBe('/certificates/c1');
    expect(screen.getByRole('button', { name: 'Assign it to API Manager' })).toBeTruthy();
  });

  it('is not for who may not change environments', () => {
    render(TrustChoice, { ...shown, mayDo: false, ontrust: vi.fn() });
    expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(true);
    expect(screen.getByText(/Who may change environments/)).toBeTruthy();
  });
});

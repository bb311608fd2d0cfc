import { create } from '@bufbuild/protobuf';
import { CertificateSchema, JwkKidKind, JwkUse, type Certificate } from '@certkeep/contracts/connect';
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import DefinitionChoice from './definition-choice.svelte';
import { JwkDraft } from './jwk-draft.svelte.js';
import KeyStep from './key-step.svelte';
import NameStep from './name-step.svelte';

afterEach(cleanup);

interface Described {
  readonly id: string;
  readonly environmentIds?: readonly string[];
  readonly algorithm?: string;
  readonly curve?: string;
  readonly hasPrivateKey?: boolean;
}

const certificate = (...definitions: readonly Described[]): Certificate =>
  create(CertificateSchema, {
    id: 'c',
    name: 'Payments',
    definitions: definitions.map(
      ({ id, environmentIds = [], algorithm = 'RSA', curve = '', hasPrivateKey = true }) => ({
        id,
        alias: id,
        environmentIds: [...environmentIds],
        currentVersion: { number: 2n, hasPrivateKey, leaf: { key: { algorithm, size: 2048, curve } } },
      }),
    ),
  });
const draftOf = (...definitions: readonly Described[]) => {
  const draft = new JwkDraft();
  draft.choose(certificate(...definitions));
  return draft;
};

describe('a JWK to be', () => {
  it('can’t be made from nothing', () => {
    expect(new JwkDraft().obstacle).toBe('Choose a certificate.');
  });

  it('is made from the definition of the environment, or else from the default one', () => {
    const draft = draftOf({ id: 'default' }, { id: 'production', environmentIds: ['p'] });
    expect(draft.definition?.id).toBe('default');
    draft.environmentId = 'p';
    expect(draft.request().definitionId).toBe('production');
    draft.environmentId = 'elsewhere';
    expect(draft.request().definitionId).toBe('default');
  });

  it('of a certificate without a default definition begins with an environment that it has', () => {
    const draft = draftOf({ id: 'production', environmentIds: ['p'] });
    expect(draft.environmentId).toBe('p');
    draft.environmentId = '';
    expect(draft.obstacle).toBe('The certificate has no definition there. Choose another environment.');
  });

  it('has an algorithm that its key can do, whatever was chosen before', () => {
    const draft = draftOf({ id: 'rsa' }, { id: 'ec', environmentIds: ['p'], algorithm: 'EC', curve: 'P-384' });
    draft.alg = 'PS512';
    expect(draft.alg).toBe('PS512');
    draft.environmentId = 'p';
    expect(draft.alg).toBe('ES384');
    draft.use = JwkUse.ENC;
    expect(draft.alg).toBe('ECDH-ES');
  });

  it('of a key that JOSE has no use for says so', () => {
    expect(draftOf({ id: 'odd', algorithm: '1.2.3' }).obstacle).toBe(
      'JOSE has no algorithm for this key and this use.',
    );
  });

  it('has a private half only where the key is', () => {
    expect(draftOf({ id: 'a' }).request().private).toBe(true);
    expect(draftOf({ id: 'a', hasPrivateKey: false }).request().private).toBe(false);
  });

  it('is called like its certificate until it gets a name, and needs one', () => {
    const draft = draftOf({ id: 'a' });
    expect(draft.request().name).toBe('Payments');
    draft.name = ' ';
    expect(draft.obstacle).toBe('Enter a name.');
  });

  it('needs the key ID that is to be typed, and sends none otherwise', () => {
    const draft = draftOf({ id: 'a' });
    draft.kidKind = JwkKidKind.TYPED;
    expect(draft.obstacle).toBe('Enter the key ID.');
    draft.kid = '2026-a';
    expect(draft.obstacle).toBeUndefined();
    expect(draft.request().kid).toBe('2026-a');
    draft.kidKind = JwkKidKind.THUMBPRINT;
    expect(draft.request().kid).toBe('');
  });
});

describe('the form for it', () => {
  it('says what is resolved, and why the private half can’t be had', () => {
    const draft = draftOf({ id: 'trusted', hasPrivateKey: false });
    render(DefinitionChoice, { draft, environments: [], errors: {} });
    expect(screen.getByText(/Definition “trusted”: version 2, RSA 2048, trust only/)).toBeTruthy();
    const half = screen.getByRole<HTMLInputElement>('radio', { name: /Private and public half.*trust only/ });
    expect(half.disabled).toBe(true);
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /Public half only/ }).checked).toBe(true);
  });

  it('offers the uses and algorithms that the key can do', () => {
    render(KeyStep, { draft: draftOf({ id: 'a', algorithm: 'Ed25519' }), errors: {} });
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /Encryption.*can’t encrypt/ }).disabled).toBe(true);
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['EdDSA']);
  });

  it('asks for a key ID only when it is typed, and shows what is wrong with it where it is chosen', async () => {
    const draft = draftOf({ id: 'a' });
    const { rerender } = render(KeyStep, { draft, errors: { 'jwk.kid': 'Another JWK has it.' } });
    expect(screen.queryByLabelText('Key ID, as typed')).toBeNull();
    expect(screen.getByRole('alert').textContent).toBe('Another JWK has it.');
    await fireEvent.click(screen.getByRole('radio', { name: /Typed here/ }));
    await rerender({ errors: { 'jwk.kid': 'Another JWK has it.' } });
    expect(screen.getByLabelText('Key ID, as typed').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows what is wrong with a name at its field', () => {
    render(NameStep, { draft: draftOf({ id: 'a' }), environments: [], errors: { 'jwk.name': 'It is taken.' } });
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('alert').textContent).toContain('It is taken.');
  });
});

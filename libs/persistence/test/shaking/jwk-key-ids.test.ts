import {
  createJwk,
  deleteJwk,
  replaceCertificate,
  replaceMaterial,
  updateJwk,
  type Call,
  type Certificate,
  type Jwk,
  type JwkSettings,
  type KidKind,
} from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everyJwk } from './jwk-deeds.js';
import { expectJwksHold } from './jwks-hold.js';
import { Lifecycle, noForce, still, unaware } from './lifecycle.js';

const hour = 60 * 60 * 1000;

// Time stands still here unless it is moved: all that happens, happens in one millisecond.
describeOnEachDatabase('the key ids of a company', (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
  });
  afterAll(() => life.close());

  const definitionOf = ({ definitions: [first] }: Certificate) => {
    if (first === undefined) throw new TypeError('a certificate has a definition');
    return first.id;
  };
  const jwkOf = (call: Call, certificate: Certificate, kidKind: KidKind, more: Partial<JwkSettings> = {}) => {
    const settings = { name: certificate.name, description: '', kid: '', kidKind, use: 'sig', algorithm: '' } as const;
    return createJwk(life.first)(call, {
      definitionId: definitionOf(certificate),
      settings: { ...settings, operations: [], environmentIds: [], ...more },
      isPrivate: true,
      validateOnly: false,
    });
  };
  const change = (call: Call, { id }: Pick<Jwk, 'id'>, edit: Partial<JwkSettings>) =>
    updateJwk(life.first)(call, { id, etag: '', edit });
  const replace = async (call: Call, certificate: Certificate) => {
    const cascade = { jwkAction: 'UPDATE', confirmName: certificate.name, planToken: '' } as const;
    const material = await life.material();
    const input = { definitionId: definitionOf(certificate), etag: '', material, allowExpired: false, force: noForce };
    await replaceMaterial(life.first)(call, { ...unaware, ...input, cascade }, still);
  };
  const replaceBy = (call: Call, { id, name }: Certificate, replacement: Certificate) =>
    replaceCertificate(life.first)(call, {
      ...unaware,
      id,
      replacementId: replacement.id,
      etag: '',
      cascade: { jwkAction: 'UPDATE', confirmName: name, planToken: '' },
    });
  const kidTaken = { reason: 'FIELD_INVALID', field: 'jwk.kid' };

  it('are one for each JWK: a cascade that would give two the same is refused, and changes nothing', async () => {
    const call = await life.company();
    const [replaced, replacement] = [await life.create(call, 'replaced'), await life.create(call, 'replacement')];
    await jwkOf(call, replaced, 'THUMBPRINT');
    await jwkOf(call, replacement, 'THUMBPRINT', { algorithm: 'ES256' });
    const before = await everyJwk(life.first, call);
    const refused = await replaceBy(call, replaced, replacement).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DomainError);
    expect(refused).toMatchObject({ reason: 'JWK_CHOICE_REQUIRED', field: 'cascade.jwk_action' });
    expect((refused as DomainError).message).toContain('replacement');
    expect((refused as DomainError).dependents).toEqual([expect.objectContaining({ name: 'replaced' })]);
    expect(await everyJwk(life.first, call)).toEqual(before);
    await expectJwksHold(life.first, call.caller.company);
  });

  it('made of the time differ, also when they are made in one moment', async () => {
    const call = await life.company();
    const [replaced, replacement] = [await life.create(call, 'replaced'), await life.create(call, 'replacement')];
    await jwkOf(call, replaced, 'TIME');
    await jwkOf(call, replaced, 'TIME', { name: 'second' });
    await replace(call, replaced);
    await replaceBy(call, replaced, replacement);
    await change(call, await jwkOf(call, replacement, 'THUMBPRINT', { name: 'third' }), { kidKind: 'TIME' });
    const jwks = await everyJwk(life.first, call);
    const kids = jwks.flatMap(({ kid, retired }) => [kid, ...retired.map((key) => key.kid)]);
    expect(new Set(kids).size).toBe(kids.length);
    expect(jwks.find(({ name }) => name === 'replaced')?.retired).toHaveLength(2);
    await expectJwksHold(life.first, call.caller.company);
  });

  it('are not given to another key while an earlier one is published under them', async () => {
    const call = await life.company();
    const [one, other] = [await life.create(call, 'one'), await life.create(call, 'other')];
    const first = await jwkOf(call, one, 'TYPED', { kid: 'k' });
    await change(call, first, { kidKind: 'TYPED', kid: 'l' });
    await expect(jwkOf(call, other, 'TYPED', { kid: 'k' })).rejects.toMatchObject({
      ...kidTaken,
      message: expect.stringContaining('still published') as unknown,
    });
    const second = await jwkOf(call, other, 'THUMBPRINT');
    await expect(change(call, second, { kidKind: 'TYPED', kid: 'k' })).rejects.toMatchObject(kidTaken);
    // Its own is free to go back to, with the same key.
    expect(await change(call, first, { kidKind: 'TYPED', kid: 'k' })).toMatchObject({
      kid: 'k',
      retired: [{ kid: 'l' }],
    });
    await replace(call, one);
    await expect(change(call, first, { kidKind: 'TYPED', kid: 'l' })).rejects.toMatchObject(kidTaken);
    life.clock.advance(25 * hour);
    expect((await change(call, second, { kidKind: 'TYPED', kid: 'l' })).kid).toBe('l');
    await expectJwksHold(life.first, call.caller.company);
  });

  it('are kept by a JWK that is changed otherwise', async () => {
    const call = await life.company();
    const certificate = await life.create(call, 'kept');
    const jwk = await jwkOf(call, certificate, 'TYPED', { kid: 'k' });
    await change(call, jwk, { kidKind: 'THUMBPRINT' });
    await change(call, jwk, { kidKind: 'TYPED', kid: 'k' });
    await replace(call, certificate);
    const { kid, retired } = await change(call, jwk, { name: 'renamed' });
    expect([kid, retired.map((key) => key.kid)]).toEqual(['k', [jwk.key.certificate.thumbprint]]);
    await deleteJwk(life.first)(call, { id: jwk.id, etag: '', validateOnly: false });
    await expectJwksHold(life.first, call.caller.company);
  });
});

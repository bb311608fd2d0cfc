import {
  AuditService,
  CertificateService,
  EnvironmentService,
  JwkAction,
  JwkKidKind,
  JwkService,
  JwkUse,
  Permission,
  type Certificate,
} from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, type IssuedCertificate, type TestCa } from '@certkeep/testing';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.js';
import { Running, type Credential } from './running.js';

const withKey = ({ certificatePem, privateKeyPem }: IssuedCertificate) => material(certificatePem, privateKeyPem);
const material = (...pem: readonly string[]) => ({
  source: { case: 'paste' as const, value: { text: pem.join('') } },
});

describeOnEachDatabase('JWKs', (database) => {
  let running: Running;
  let admin: Credential;
  let exporter: Credential;
  let ca: TestCa;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    exporter = await running.serviceOf(admin, 'signer', [Permission.CERTIFICATES_READ, Permission.KEYS_EXPORT]);
    ca = await createTestCa();
  });
  afterAll(() => running.stop());

  const certificates = () => running.client(CertificateService, admin);
  const jwks = () => running.client(JwkService, admin);
  const issue = (commonName: string, rest: object = {}) =>
    ca.issue({ commonName, dnsNames: [`${commonName}.example`], ...rest });
  const certificate = async (name = `c${randomUUID()}`, rest: object = {}): Promise<Certificate> => {
    const made = await certificates().createCertificate({ name, material: withKey(await issue(name, rest)) });
    if (made.certificate === undefined) throw new Error('nothing was made');
    return made.certificate;
  };
  const definitionOf = ({ definitions: [first] }: Certificate) => first?.id ?? '';
  const jwkOf = async (of: Certificate, rest: object = {}) => {
    const { jwk } = await jwks().createJwk({
      jwk: { name: `j${randomUUID()}`, definitionId: definitionOf(of), private: true, ...rest },
    });
    if (jwk === undefined) throw new Error('nothing was made');
    return jwk;
  };
  const read = async (id: string) => {
    const { jwk } = await jwks().getJwk({ id });
    if (jwk === undefined) throw new Error('it is gone');
    return jwk;
  };
  const published = async (environmentId = '') =>
    JSON.parse((await jwks().getJwks({ environmentId })).jwksJson) as JSONWebKeySet;
  const kids = async (environmentId = '') => (await published(environmentId)).keys.map(({ kid }) => kid);
  const signed = async (id: string) => {
    const { jwk, privateJwkJson } = await running.client(JwkService, exporter).getJwk({ id, includePrivate: true });
    const alg = jwk?.alg ?? '';
    return new SignJWT({})
      .setProtectedHeader({ alg, kid: jwk?.kid ?? '' })
      .sign(await importJWK(JSON.parse(privateJwkJson) as JWK, alg));
  };
  const verifies = async (token: string) => {
    const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(await published()));
    return protectedHeader.kid;
  };

  describe('making one', () => {
    it('takes the key of the definition, by default with its thumbprint as key id and its usual algorithm', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      expect(jwk).toMatchObject({ alg: 'ES256', use: JwkUse.SIG, kidKind: JwkKidKind.THUMBPRINT, kidIsFixed: false });
      expect(jwk).toMatchObject({ certificateId: of.id, certificateName: of.name, versionNumber: 1n, kty: 'EC' });
      expect(jwk.kid).toBe(jwk.thumbprint);
      const members = JSON.parse(jwk.publicJwkJson) as Record<string, unknown>;
      expect(Object.keys(members)).toEqual(['kty', 'use', 'alg', 'kid', 'crv', 'x', 'y', 'x5c', 'x5t', 'x5t#S256']);
      expect(await kids()).toContain(jwk.kid);
    });

    it('signs what its published half verifies', async () => {
      const jwk = await jwkOf(await certificate(undefined, { algorithm: 'RSA-2048' }), { alg: 'PS384' });
      expect(await verifies(await signed(jwk.id))).toBe(jwk.kid);
    });

    it('gives the key id that was asked for', async () => {
      const of = await certificate();
      const sha256 = of.definitions[0]?.currentVersion?.leaf?.sha256Fingerprint;
      expect((await jwkOf(of, { kidKind: JwkKidKind.CERTIFICATE_SHA256 })).kid).toBe(sha256);
      expect((await jwkOf(of, { kidKind: JwkKidKind.TIME })).kid).toMatch(/^\d{8}T\d{9}Z$/);
      const typed = await jwkOf(of, { kid: `typed ${of.id}` });
      expect(typed).toMatchObject({ kid: `typed ${of.id}`, kidKind: JwkKidKind.TYPED, kidIsFixed: true });
    });

    it('refuses what the key can’t do, what is taken, and a private half that isn’t there', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const definitionId = definitionOf(of);
      const trusted = await certificates().createCertificate({
        name: `t${randomUUID()}`,
        material: material((await issue('trusted')).certificatePem),
      });
      const trustOnly = trusted.certificate === undefined ? '' : definitionOf(trusted.certificate);
      const refused = async (wanted: object) => {
        const { reason, field } = await refusalOf(jwks().createJwk({ jwk: { name: 'x', definitionId, ...wanted } }));
        return [reason, field];
      };
      expect(await refused({ alg: 'RS256' })).toEqual(['FIELD_INVALID', 'jwk.alg']);
      expect(await refused({ keyOps: ['decrypt'] })).toEqual(['FIELD_INVALID', 'jwk.key_ops']);
      expect(await refused({})).toEqual(['FIELD_INVALID', 'jwk.kid']);
      expect(await refused({ kid: jwk.kid })).toEqual(['FIELD_INVALID', 'jwk.kid']);
      expect(await refused({ kid: 'new', name: jwk.name.toUpperCase() })).toEqual(['NAME_TAKEN', 'jwk.name']);
      expect(await refused({ kid: 'new', name: '' })).toEqual([undefined, undefined]);
      expect(await refused({ definitionId: randomUUID() })).toEqual(['NOT_FOUND', undefined]);
      expect(await refused({ definitionId: trustOnly, private: true })).toEqual(['NO_PRIVATE_KEY', 'jwk.private']);
      expect(await refused({ definitionId: trustOnly, name: `p${randomUUID()}` })).toEqual([undefined, undefined]);
    });
  });

  describe('the private half', () => {
    it('is for callers with keys:export alone, and its leaving is audited', async () => {
      const jwk = await jwkOf(await certificate());
      expect(await refusalOf(jwks().getJwk({ id: jwk.id, includePrivate: true }))).toMatchObject({
        reason: 'PERMISSION_MISSING',
      });
      const { privateJwkJson } = await running
        .client(JwkService, exporter)
        .getJwk({ id: jwk.id, includePrivate: true });
      expect(JSON.parse(privateJwkJson)).toMatchObject({ kid: jwk.kid, d: expect.any(String) as string });
      const { events } = await running.client(AuditService, admin).listEvents({ pageSize: 1 });
      expect(events[0]).toMatchObject({ action: 'jwk.private.export', targetId: jwk.id });
      expect(JSON.stringify(await published())).not.toContain('"d"');
    });
  });

  describe('a change of its certificate', () => {
    it('asks what becomes of it, lists it, and changes nothing until that is said', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const request = { definitionId: definitionOf(of), material: withKey(await issue(of.name)) };
      const refused = await refusalOf(certificates().replaceMaterial(request));
      expect(refused).toMatchObject({ reason: 'JWK_CHOICE_REQUIRED', field: 'cascade.jwk_action' });
      expect(refused.dependents).toEqual([`jwk ${jwk.name}`]);
      const wrongName = { ...request, cascade: { jwkAction: JwkAction.UPDATE, confirmName: 'x' } };
      expect((await refusalOf(certificates().replaceMaterial(wrongName))).reason).toBe('CONFIRMATION_MISMATCH');
      const wrongDeed = { ...request, cascade: { jwkAction: JwkAction.DELETE, confirmName: of.name } };
      expect((await refusalOf(certificates().replaceMaterial(wrongDeed))).reason).toBe('JWK_CHOICE_REQUIRED');
      expect(await read(jwk.id)).toEqual(jwk);
    });

    it('updates it: it keeps its id and name, and what was signed before still verifies', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const before = await signed(jwk.id);
      const cascade = { jwkAction: JwkAction.UPDATE, confirmName: of.name };
      const { impact } = await certificates().replaceMaterial({
        definitionId: definitionOf(of),
        material: withKey(await issue(of.name, { algorithm: 'RSA-2048' })),
        cascade,
      });
      expect(impact?.linkedJwks).toMatchObject([{ jwk: { id: jwk.id }, algAfter: 'RS256', kidStays: false }]);
      const updated = await read(jwk.id);
      expect(updated).toMatchObject({ name: jwk.name, versionNumber: 2n, alg: 'RS256', certificateId: of.id });
      expect(updated.kid).not.toBe(jwk.kid);
      expect(updated.retired.map(({ kid }) => kid)).toEqual([jwk.kid]);
      expect(await verifies(before)).toBe(jwk.kid);
      expect(await verifies(await signed(jwk.id))).toBe(updated.kid);
    });

    it('leaves it as it is when it is disconnected, also when the certificate goes back or is deleted', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const cascade = { jwkAction: JwkAction.DISCONNECT, confirmName: of.name };
      await certificates().replaceMaterial({
        definitionId: definitionOf(of),
        material: withKey(await issue(of.name)),
        cascade,
      });
      const left = await read(jwk.id);
      expect(left).toMatchObject({ kid: jwk.kid, definitionId: '', certificateId: '', versionNumber: 1n });
      await certificates().rollbackMaterial({ definitionId: definitionOf(of), versionNumber: 1n });
      await certificates().deleteCertificate({ id: of.id });
      expect(await verifies(await signed(jwk.id))).toBe(jwk.kid);
    });

    it('deletes it with its certificate when that was chosen', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const cascade = { jwkAction: JwkAction.DELETE, confirmName: of.name };
      const update = { ...cascade, jwkAction: JwkAction.UPDATE };
      expect((await refusalOf(certificates().deleteCertificate({ id: of.id, cascade: update }))).reason).toBe(
        'JWK_CHOICE_REQUIRED',
      );
      await certificates().deleteCertificate({ id: of.id, cascade });
      expect((await refusalOf(jwks().getJwk({ id: jwk.id }))).reason).toBe('NOT_FOUND');
      expect(await kids()).not.toContain(jwk.kid);
    });

    it('keeps a key id that was typed, and publishes one key under it', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of, { kid: `stays-${of.id}` });
      await certificates().replaceMaterial({
        definitionId: definitionOf(of),
        material: withKey(await issue(of.name)),
        cascade: { jwkAction: JwkAction.UPDATE, confirmName: of.name },
      });
      const updated = await read(jwk.id);
      expect(updated.kid).toBe(jwk.kid);
      expect(updated.thumbprint).not.toBe(jwk.thumbprint);
      expect((await kids()).filter((kid) => kid === jwk.kid)).toHaveLength(1);
      expect(await verifies(await signed(jwk.id))).toBe(jwk.kid);
    });

    it('is refused as an update where a private JWK would lose its key', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const request = { definitionId: definitionOf(of), material: material((await issue(of.name)).certificatePem) };
      const cascade = { jwkAction: JwkAction.UPDATE, confirmName: of.name };
      expect(await refusalOf(certificates().replaceMaterial({ ...request, cascade }))).toMatchObject({
        reason: 'JWK_CHOICE_REQUIRED',
        dependents: [`jwk ${jwk.name}`],
      });
      expect(await read(jwk.id)).toEqual(jwk);
      await certificates().replaceMaterial({
        ...request,
        cascade: { ...cascade, jwkAction: JwkAction.DISCONNECT },
      });
      expect(await read(jwk.id)).toMatchObject({ kid: jwk.kid, definitionId: '' });
    });

    it('moves it to the certificate that replaces its own', async () => {
      const [of, successor] = [await certificate(), await certificate()];
      const jwk = await jwkOf(of);
      const covers = await ca.issue({
        commonName: 'covers',
        dnsNames: [`${of.name}.example`, `${successor.name}.example`],
      });
      await certificates().replaceMaterial({ definitionId: definitionOf(successor), material: withKey(covers) });
      await certificates().replaceCertificate({
        id: of.id,
        replacementId: successor.id,
        cascade: { jwkAction: JwkAction.UPDATE, confirmName: of.name },
      });
      const moved = await read(jwk.id);
      expect(moved).toMatchObject({ certificateId: successor.id, definitionId: definitionOf(successor) });
      expect(moved.kid).not.toBe(jwk.kid);
      const { certificate: left } = await certificates().getCertificate({ id: of.id });
      expect(left?.inUse).toBe(false);
    });

    it('publishes it where its definition goes', async () => {
      const environments = running.client(EnvironmentService, admin);
      const ids: string[] = [];
      for (const name of ['one', 'two']) {
        const { environment } = await environments.createEnvironment({ environment: { name: name + randomUUID() } });
        ids.push(environment?.id ?? '');
      }
      const [one = '', two = ''] = ids;
      const name = `c${randomUUID()}`;
      const made = await certificates().createCertificate({
        name,
        material: withKey(await issue(name)),
        environmentIds: [one],
      });
      const id = made.certificate === undefined ? '' : definitionOf(made.certificate);
      const jwk = await jwkOf(await Promise.resolve(made.certificate as Certificate), { environmentIds: [one] });
      expect(await kids(one)).toEqual([jwk.kid]);
      const edit = { definition: { id, environmentIds: [two] }, updateMask: { paths: ['environment_ids'] } };
      expect((await refusalOf(certificates().updateDefinition(edit))).reason).toBe('JWK_CHOICE_REQUIRED');
      await certificates().updateDefinition({
        ...edit,
        cascade: { jwkAction: JwkAction.UPDATE, confirmName: name },
      });
      expect([await kids(one), await kids(two)]).toEqual([[], [jwk.kid]]);
      const refused = await refusalOf(environments.deleteEnvironment({ id: two }));
      expect(refused).toMatchObject({ reason: 'ENVIRONMENT_IN_USE' });
      expect(refused.dependents).toContain(`jwk ${jwk.name}`);
    });
  });

  describe('its own life', () => {
    it('keeps its link under another name, and its old key id for a while under another key id', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const before = await signed(jwk.id);
      const { jwk: renamed } = await jwks().updateJwk({
        jwk: { id: jwk.id, etag: jwk.etag, name: `r${jwk.name}`, kid: `k${jwk.kid}` },
        updateMask: { paths: ['name', 'kid'] },
      });
      expect(renamed).toMatchObject({ name: `r${jwk.name}`, kid: `k${jwk.kid}`, certificateId: of.id });
      expect(await verifies(before)).toBe(jwk.kid);
      const stale = { jwk: { id: jwk.id, etag: jwk.etag, name: 'x' }, updateMask: { paths: ['name'] } };
      expect((await refusalOf(jwks().updateJwk(stale))).reason).toBe('ETAG_MISMATCH');
    });

    it('takes a key id that was typed into what was read of it', async () => {
      const jwk = await jwkOf(await certificate());
      expect(jwk.kidKind).toBe(JwkKidKind.THUMBPRINT);
      const { jwk: typed } = await jwks().updateJwk({
        jwk: { ...jwk, kid: `typed ${jwk.kid}` },
        updateMask: { paths: ['kid'] },
      });
      expect(typed).toMatchObject({ kid: `typed ${jwk.kid}`, kidKind: JwkKidKind.TYPED, kidIsFixed: true });
      const { jwk: made } = await jwks().updateJwk({
        jwk: { ...jwk, etag: '', kid: '' },
        updateMask: { paths: ['kid'] },
      });
      expect(made).toMatchObject({ kid: jwk.kid, kidKind: JwkKidKind.THUMBPRINT });
    });

    it('is cut from its certificate by itself, which is then no longer in use', async () => {
      const of = await certificate();
      const jwk = await jwkOf(of);
      const inUse = async () => (await certificates().getCertificate({ id: of.id })).certificate;
      expect(await inUse()).toMatchObject({ inUse: true, dependents: { jwks: 1 } });
      await jwks().disconnectJwk({ id: jwk.id, etag: jwk.etag });
      expect(await inUse()).toMatchObject({ inUse: false, dependents: { jwks: 0 } });
      await jwks().deleteJwk({ id: jwk.id });
      expect(await kids()).not.toContain(jwk.kid);
    });

    it('is found by its source, link, end and certificate', async () => {
      const of = await certificate(undefined, { notAfter: new Date(Date.now() + 40 * 86_400_000) });
      const jwk = await jwkOf(of);
      const found = async (filter: object) => {
        const { jwks: rows } = await jwks().listJwks({ certificateId: of.id, ...filter });
        return rows.map(({ id }) => id);
      };
      expect(await found({ sources: [2] })).toEqual([jwk.id]);
      expect(await found({ sources: [1] })).toEqual([]);
      expect(await found({ connected: true })).toEqual([jwk.id]);
      expect(await found({ connected: false })).toEqual([]);
      expect(await found({ expiresInDays: 41 })).toEqual([jwk.id]);
      expect(await found({ expiresInDays: 39 })).toEqual([]);
      expect(await found({ search: jwk.kid.slice(3, 20) })).toEqual([jwk.id]);
      expect(await found({ search: 'nothing has this' })).toEqual([]);
      expect(await found({ orderBy: 'expire_time desc' })).toEqual([jwk.id]);
    });
  });
});

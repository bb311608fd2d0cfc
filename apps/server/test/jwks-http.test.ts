import { CertificateService, EnvironmentService, IdentityService, JwkService } from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase } from '@certkeep/testing';
import { JwksAddresses, JwksDocuments } from '@certkeep/application';
import { DatabaseChangeFeed, DatabaseCompanyDirectory, openDatabase, TypeOrmStore } from '@certkeep/persistence';
import { EnvelopeSealer, keyringFromText } from '@certkeep/sealing';
import Fastify from 'fastify';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addJwksRoutes } from '../src/http/jwks-routes.js';
import { Running, type Credential } from './running.js';
import { startWithTwoCompanies } from './two-companies.js';

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Every member's name in a JSON value, at any depth. */
function membersIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(membersIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...membersIn(inner)]);
}

/** A certificate with a private JWK, published in an environment. */
async function publish(running: Running, credential: Credential) {
  const name = `c${randomUUID()}`;
  const issued = await (await createTestCa()).issue({ commonName: name, algorithm: 'RSA-2048' });
  const { environment } = await running
    .client(EnvironmentService, credential)
    .createEnvironment({ environment: { name } });
  const { certificate } = await running.client(CertificateService, credential).createCertificate({
    name,
    material: { source: { case: 'paste', value: { text: issued.certificatePem + issued.privateKeyPem } } },
  });
  const environmentId = environment?.id ?? '';
  const { jwk } = await running.client(JwkService, credential).createJwk({
    jwk: {
      name,
      definitionId: certificate?.definitions[0]?.id ?? '',
      private: true,
      environmentIds: [environmentId],
    },
  });
  return { environmentId, id: jwk?.id ?? '', kid: jwk?.kid ?? '' };
}

describeOnEachDatabase('the JWK Sets over HTTP', (database) => {
  let running: Running;
  let admin: Credential;
  let made: Awaited<ReturnType<typeof publish>>;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    made = await publish(running, admin);
  });
  afterAll(() => running.stop());

  const ask = (path: string, init?: RequestInit) => fetch(running.serving.httpUrl + path, init);
  const wellKnown = '/.well-known/jwks.json';
  const kidsAt = async (path: string) => {
    const { keys } = (await (await ask(path)).json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };

  it('are JSON that any page may read, that caches ask about each time, and may keep while nobody answers', async () => {
    const answer = await ask(wellKnown);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/jwk-set+json; charset=utf-8',
      'cache-control': 'public, max-age=0, stale-if-error=86400',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'etag',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await kidsAt(wellKnown)).toEqual([made.kid]);
    expect(await kidsAt(`/environments/${made.environmentId}/jwks.json`)).toEqual([made.kid]);
  });

  it('hold no private member', async () => {
    const bodies = await Promise.all(
      [wellKnown, `/environments/${made.environmentId}/jwks.json`].map(async (path) => (await ask(path)).json()),
    );
    const members = membersIn(bodies);
    expect(members).toContain('n');
    expect(privateMembers.filter((name) => members.includes(name))).toEqual([]);
  });

  it.each([
    ['the tag itself', (tag: string) => tag, 304],
    ['the tag as a weak one', (tag: string) => `W/${tag}`, 304],
    ['the tag among others', (tag: string) => `"a", W/"b,c" , ${tag}`, 304],
    ['anything', () => '*', 304],
    ['another tag', () => '"another"', 200],
    ['the tag without its quotes', (tag: string) => tag.slice(1, -1), 200],
    ['nothing', () => '', 200],
  ])('answer If-None-Match with %s', async (_what, header, status) => {
    const tag = (await ask(wellKnown)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    const answer = await ask(wellKnown, { headers: { 'if-none-match': header(tag) } });
    expect([answer.status, answer.headers.get('etag')]).toEqual([status, tag]);
    expect((await answer.text()).length > 0).toBe(status === 200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('are described by HEAD as GET would send them', async () => {
    const [head, get] = [await ask(wellKnown, { method: 'HEAD' }), await ask(wellKnown)];
    const described = ['content-type', 'content-length', 'etag', 'cache-control'];
    expect(described.map((name) => head.headers.get(name))).toEqual(described.map((name) => get.headers.get(name)));
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(await get.text())));
    expect(await head.text()).toBe('');
  });

  it('let a page ask first', async () => {
    const answer = await ask(wellKnown, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toContain('GET');
    expect(answer.headers.get('access-control-allow-headers')).toContain('if-none-match');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    `/companies/${randomUUID()}/jwks.json`,
    `/environments/${randomUUID()}/jwks.json`,
    '/environments/x/jwks.json',
    `/companies/${encodeURIComponent("' OR 1=1 --")}/jwks.json`,
    `/environments/${'9'.repeat(36)}/jwks.json`,
    '/companies/%00/jwks.json',
    '/environments/../jwks.json',
  ])('are not found at %s, and no more is said', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect((await answer.text()).length).toBeLessThan(120);
  });

  it('are gone with their environment', async () => {
    const { environmentId, id } = await publish(running, admin);
    const path = `/environments/${environmentId}/jwks.json`;
    expect(await kidsAt(path)).toHaveLength(1);
    await running.client(JwkService, admin).deleteJwk({ id });
    expect(await kidsAt(path)).toEqual([]);
    await running.client(EnvironmentService, admin).deleteEnvironment({ id: environmentId });
    expect((await ask(path)).status).toBe(404);
  });
});

describeOnEachDatabase('the JWK Sets of two companies', (database) => {
  it('stand at addresses of their own, and neither at the well-known one', async () => {
    const { running, admin, stranger } = await startWithTwoCompanies((await database.fresh()).url);
    try {
      const { environmentId, kid } = await publish(running, admin);
      const ask = (path: string) => fetch(running.serving.httpUrl + path);
      const hint = await ask('/.well-known/jwks.json');
      expect([hint.status, await hint.text()]).toEqual([404, expect.stringContaining('/companies/<id>/jwks.json')]);
      expect(await (await ask(`/environments/${environmentId}/jwks.json`)).text()).toContain(kid);
      const setOf = async (credential: Credential) => {
        const { caller } = await running.client(IdentityService, credential).getCaller({});
        return (await ask(`/companies/${caller?.company?.id ?? ''}/jwks.json`)).text();
      };
      expect(await setOf(admin)).toContain(kid);
      expect(await setOf(stranger)).toBe('{"keys":[]}');
    } finally {
      await running.stop();
    }
  });
});

describeOnEachDatabase('the JWK Sets of a database that is away', (kind) => {
  it('are said to be so, without how it is known, and are asked for again later', async () => {
    const database = await openDatabase((await kind.fresh()).url);
    const clock = { now: () => new Date() };
    const feed = new DatabaseChangeFeed(database, () => undefined);
    const sealer = new EnvelopeSealer(keyringFromText(randomBytes(32).toString('base64')));
    const store = new TypeOrmStore({ database, feed, sealer, clock, makeId: randomUUID });
    const companies = new DatabaseCompanyDirectory(database, clock, randomUUID);
    const failures: unknown[] = [];
    const server = Fastify();
    addJwksRoutes(server, {
      documents: new JwksDocuments({ store, feed, clock }),
      addresses: new JwksAddresses({ companies, feed }),
      onFailure: (error) => failures.push(error),
    });
    await database.close();
    for (const url of ['/.well-known/jwks.json', `/environments/${randomUUID()}/jwks.json`]) {
      const answer = await server.inject({ url });
      expect(answer.statusCode).toBe(503);
      expect(answer.headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
      expect(answer.body).toBe('The keys can’t be read at the moment. Try again shortly.');
    }
    expect(failures).toHaveLength(2);
    await server.close();
  });
});

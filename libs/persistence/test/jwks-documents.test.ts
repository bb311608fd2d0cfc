import {
  createJwk,
  deleteEnvironment,
  JwksAddresses,
  JwksDocuments,
  replaceMaterial,
  type Call,
  type Certificate,
} from '@certkeep/application';
import type { EnvironmentId } from '@certkeep/domain';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lifecycle, noForce, still, unaware, type Replica } from './shaking/lifecycle.js';

const graceTime = 24 * 60 * 60 * 1000;

describeOnEachDatabase('the JWK Sets that are kept ready', (kind) => {
  let life: Lifecycle;
  beforeAll(async () => {
    life = await Lifecycle.on(kind);
  });
  afterAll(() => life.close());

  const definitionOf = ({ definitions: [first] }: Certificate) => {
    if (first === undefined) throw new TypeError('a certificate has a definition');
    return first.id;
  };
  const makeJwk = (replica: Replica, call: Call, certificate: Certificate) =>
    createJwk(replica)(call, {
      definitionId: definitionOf(certificate),
      settings: {
        name: certificate.name,
        description: '',
        kid: '',
        kidKind: 'THUMBPRINT',
        use: 'sig',
        algorithm: '',
        operations: [],
        environmentIds: [],
      },
      isPrivate: false,
      validateOnly: false,
    });
  const replace = async (replica: Replica, call: Call, certificate: Certificate) => {
    const cascade = { jwkAction: 'UPDATE', confirmName: certificate.name, planToken: '' } as const;
    const material = await life.material();
    const input = { definitionId: definitionOf(certificate), etag: '', material, allowExpired: false, force: noForce };
    await replaceMaterial(replica)(call, { ...unaware, ...input, cascade }, still);
  };
  const kidsOf = async (documents: JwksDocuments, call: Call) => {
    const { json } = await documents.documentFor(call.caller.company, undefined);
    return (JSON.parse(json) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };

  it('let a retired key go when its time is over, although nothing is changed', async () => {
    const call = await life.company();
    const certificate = await life.create(call, 'rotated');
    const { kid: first } = await makeJwk(life.first, call, certificate);
    await replace(life.first, call, certificate);
    const documents = new JwksDocuments(life.first);
    const [second, ...retired] = await kidsOf(documents, call);
    expect(retired).toEqual([first]);
    const { etag } = await documents.documentFor(call.caller.company, undefined);
    life.clock.advance(graceTime - 1);
    expect(await kidsOf(documents, call)).toEqual([second, first]);
    life.clock.advance(1);
    expect(await kidsOf(documents, call)).toEqual([second]);
    expect((await documents.documentFor(call.caller.company, undefined)).etag).not.toBe(etag);
  });

  it('are another process’s, too, once it has heard of the change', async () => {
    const call = await life.company();
    const certificate = await life.create(call, 'elsewhere');
    const { kid } = await makeJwk(life.first, call, certificate);
    const [here, there] = [life.replica(0), life.replica(1)];
    const documents = new JwksDocuments(there);
    expect(await kidsOf(documents, call)).toEqual([kid]);
    await replace(here, call, certificate);
    await there.feed.catchUp();
    expect((await kidsOf(documents, call)).slice(1)).toEqual([kid]);
  });

  it('are found by addresses that are there, and by no others', async () => {
    const addresses = new JwksAddresses(life.first);
    const [call, other] = [await life.company(), await life.company()];
    const environment = await life.environment(call, 'Passing');
    expect(await addresses.onlyCompany()).toBeUndefined();
    expect(await addresses.isCompany(other.caller.company)).toBe(true);
    expect(await addresses.companyOf(environment)).toBe(call.caller.company);
    expect(await addresses.companyOf(randomUUID() as EnvironmentId)).toBeUndefined();
    await deleteEnvironment(life.first)(call, { id: environment, etag: '', validateOnly: false });
    expect(await addresses.companyOf(environment)).toBeUndefined();
    const late = await life.company();
    await life.first.feed.catchUp();
    expect(await addresses.isCompany(late.caller.company)).toBe(true);
  });

  it('are served as they were while the database is away, and still without keys whose time is over', async () => {
    const away = await Lifecycle.on(kind);
    const call = await away.company();
    const certificate = await away.create(call, 'rotated');
    const { kid: first } = await makeJwk(away.first, call, certificate);
    await replace(away.first, call, certificate);
    const [addresses, documents] = [new JwksAddresses(away.first), new JwksDocuments(away.first)];
    expect(await addresses.onlyCompany()).toBe(call.caller.company);
    const before = await kidsOf(documents, call);
    expect(before).toContain(first);
    await away.close();
    expect(await kidsOf(documents, call)).toEqual(before);
    expect(await addresses.companyOf(randomUUID() as EnvironmentId)).toBeUndefined();
    away.clock.advance(graceTime);
    expect(await kidsOf(documents, call)).toEqual(before.slice(0, 1));
  });
});

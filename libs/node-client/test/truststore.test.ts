import { createTestCa, manyCas, startCertkeep, type Certkeep, type TestCa } from '@certkeep/testing';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type ConnectOptions, type NodeClient } from '../src/index.js';
import { certificateDispatcher } from '../src/undici.js';
import { next } from './events.js';
import { countContexts } from './count-contexts.js';
import { get } from './get.js';

/** Where nobody listens. */
const away = 'http://127.0.0.1:1';

describe('a node client that follows its environment’s truststore', () => {
  let certkeep: Certkeep;
  let ca: TestCa;
  let other: TestCa;
  let folder: string;
  let first: string;
  let server: Server;
  let url: string;
  let clients: NodeClient[] = [];

  beforeAll(async () => {
    [certkeep, ca, other] = await Promise.all([startCertkeep(), createTestCa('Trusted'), createTestCa('Other')]);
    first = await certkeep.addPrimary(await ca.issue({ commonName: 'one' }));
    await certkeep.addPrimary(await ca.issue({ commonName: 'two' }));
    const own = await ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    server = createServer({ cert: own.certificatePem, key: own.privateKeyPem }, (_, response) => {
      response.end('served');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${(server.address() as AddressInfo).port}`;
    folder = await mkdtemp(join(tmpdir(), 'certkeep-trust-'));
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    clients = [];
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await certkeep.stop();
    await rm(folder, { recursive: true });
  });

  /** An environment with a node in it. */
  const place = async () => {
    const { environment } = await certkeep.rpc('EnvironmentService/CreateEnvironment', {
      environment: { name: crypto.randomUUID() },
    });
    const environmentId = (environment as { readonly id: string }).id;
    return { environmentId, ...(await certkeep.createNode(crypto.randomUUID(), { environmentId })) };
  };
  const trust = (environmentId: string, text: string) => certkeep.importTrustedCas(environmentId, text);
  const distrust = async (environmentId: string) => {
    const { entries } = await certkeep.rpc('TruststoreService/ListEntries', { environmentId });
    for (const { id, etag } of entries as readonly { readonly id: string; readonly etag: string }[]) {
      await certkeep.rpc('TruststoreService/DeleteTrustedCa', { id, etag });
    }
  };
  const start = (token: string, options: Partial<ConnectOptions> = {}) => {
    const client = connect({ endpoint: certkeep.endpoint, token, truststore: true, ...options });
    clients.push(client);
    return client;
  };

  it('has its CAs by alias and as PEM, and is told of each change', async () => {
    const { environmentId, token } = await place();
    await trust(environmentId, ca.certificatePem);
    const client = start(token);
    const before = await client.trusted();
    expect([...before.entries.keys()]).toEqual(['Trusted']);
    expect(before.certificates).toEqual([ca.certificatePem]);
    const changed = next(client, 'truststore');
    await trust(environmentId, other.certificatePem);
    const [second, previous] = await changed;
    expect([...second.entries.keys()]).toEqual(['Other', 'Trusted']);
    expect(previous).toBe(before);
    expect(second.revision).toBeGreaterThan(before.revision);
    expect(client.truststore).toBe(second);
    expect(client.status.truststore).toEqual({ online: true, revision: second.revision, ignored: 0 });
  });

  it('verifies servers with it alone, by https.Agent and by fetch, at once after each change', async () => {
    const { environmentId, token } = await place();
    await trust(environmentId, other.certificatePem);
    const client = start(token);
    await client.ready();
    const agent = client.httpsAgent();
    const dispatcher = certificateDispatcher(client);
    const fetched = async () => (await fetch(url, { dispatcher } as object)).text();
    const refuse = async () => {
      await expect(get(url, agent)).rejects.toThrow(/issuer certificate/);
      await expect(fetched()).rejects.toThrow();
    };
    await refuse();
    const added = next(client, 'truststore');
    await trust(environmentId, ca.certificatePem);
    await added;
    expect(await Promise.all([get(url, agent), fetched()])).toEqual(['served', 'served']);
    const emptied = next(client, 'truststore', ({ isEmpty }) => isEmpty);
    await distrust(environmentId);
    await emptied;
    await refuse();
    expect(await get(url, client.httpsAgent({ ca: ca.certificatePem }))).toBe('served');
    agent.destroy();
    await dispatcher.close();
  });

  it('goes on trusting while Certkeep is away, also from a start: what is kept is sealed', async () => {
    const { environmentId, token } = await place();
    await trust(environmentId, ca.certificatePem);
    const directory = join(folder, 'kept');
    const client = start(token, { endpoint: [away, certkeep.endpoint], cache: { directory } });
    await client.ready();
    const agent = client.httpsAgent();
    const offline = next(client, 'offline');
    await certkeep.kill9();
    try {
      await offline;
      expect(await get(url, agent)).toBe('served');
      await client.close();
      const kinds = (await readdir(directory)).map((name) => name.split('.')[1]).sort();
      expect(kinds).toEqual(['mark', 'state', 'truststore', 'truststore-mark']);
      const later = start(token, { endpoint: away, cache: { directory } });
      await later.ready();
      expect(later.truststore?.certificates).toEqual([ca.certificatePem]);
      expect(await get(url, later.httpsAgent())).toBe('served');
    } finally {
      agent.destroy();
      await certkeep.start();
    }
  });

  it('leaves no trust behind in an environment that it is moved out of, watching or away', async () => {
    const [old, empty] = [await place(), await place()];
    const { id, token } = old;
    await trust(old.environmentId, ca.certificatePem);
    const move = (environmentId: string) =>
      certkeep.rpc('NodeService/UpdateNode', { node: { id, environmentId }, updateMask: 'environmentId' });
    const cache = { directory: join(folder, 'moved') };
    const client = start(token, { cache });
    const before = await client.trusted();
    expect(before.environmentId).toBe(old.environmentId);
    const emptied = next(client, 'truststore');
    await move(empty.environmentId);
    const [now] = await emptied;
    expect([now.isEmpty, now.environmentId]).toEqual([true, empty.environmentId]);
    expect(now.revision).toBeGreaterThan(before.revision);
    const back = next(client, 'truststore');
    await move(old.environmentId);
    await back;
    await client.close();

    await move(empty.environmentId);
    const later = start(token, { cache });
    await next(later, 'truststore', ({ isEmpty }) => isEmpty);
    expect(later.status.truststore?.ignored).toBe(0);
    await later.ready();
    await expect(get(url, later.httpsAgent())).rejects.toThrow(/issuer certificate/);
  });

  it('trusts nobody before one has come, and says why none comes', async () => {
    const { token } = await certkeep.createNode('nowhere');
    const client = start(token);
    const told = next(client, 'error');
    await next(client, 'change');
    expect((await told)[0].message).toMatch(/stands in no environment/);
    await expect(client.ready(1)).rejects.toMatchObject({ reason: 'NO_TRUSTSTORE' });
    await expect(get(url, client.httpsAgent())).rejects.toMatchObject({ reason: 'NO_TRUSTSTORE' });
  });

  it('makes one secure context for 1,000 CAs and a certificate, and one more for each change', async () => {
    const { environmentId, token } = await place();
    const crowd = await manyCas(1_000);
    await trust(environmentId, [...crowd, ca.certificatePem].join(''));
    const client = start(token);
    await client.ready();
    expect(client.truststore?.entries.size).toBe(1_001);
    const agent = client.httpsAgent({ keepAlive: false });
    await get(url, agent);
    const { made, end } = countContexts();
    const second = client.httpsAgent({ keepAlive: false });
    const dispatcher = certificateDispatcher(client);
    try {
      for (let round = 0; round < 5; round++) {
        await Promise.all([get(url, agent), get(url, second)]);
        await (await fetch(url, { dispatcher } as object)).text();
      }
      expect(made()).toBe(0);
      const changed = next(client, 'change');
      await certkeep.setPrimary(first);
      await changed;
      await Promise.all([get(url, agent), get(url, second)]);
      expect(made()).toBe(1);
      const trusted = next(client, 'truststore');
      await trust(environmentId, other.certificatePem);
      await trusted;
      await Promise.all([get(url, agent), get(url, second), fetch(url, { dispatcher } as object)]);
      expect(made()).toBe(2);
    } finally {
      end();
      agent.destroy();
      second.destroy();
      await dispatcher.destroy();
    }
  });
});

import {
  serialOf,
  startCertkeep,
  startMtlsServer,
  type Certkeep,
  type IssuedCertificate,
  type MtlsServer,
} from '@certkeep/testing';
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type NodeClient } from '../src/index.js';
import { certificateDispatcher } from '../src/undici.js';
import { next } from './events.js';
import { get } from './get.js';

const rotations = 20;
/** Milliseconds between two requests of one kind. */
const pace = 20;

describe('connections through a node client, to an nginx that demands client certificates', () => {
  let certkeep: Certkeep;
  let server: MtlsServer;
  let client: NodeClient;
  let issued: readonly IssuedCertificate[];
  const ids: string[] = [];

  beforeAll(async () => {
    [certkeep, server] = await Promise.all([startCertkeep(), startMtlsServer()]);
    issued = await Promise.all(
      Array.from({ length: 4 }, (_, index) => server.ca.issue({ commonName: `node ${index}` })),
    );
    for (const certificate of issued) ids.push(await certkeep.addPrimary(certificate));
    const { token } = await certkeep.createNode('runtime');
    client = connect({ endpoint: certkeep.endpoint, token });
    await client.ready();
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([certkeep.stop(), server.stop()]);
  });

  const change = async (index: number) => {
    const chosen = index % issued.length;
    const changed = next(client, 'change', ({ fingerprint }) => fingerprint === issued[chosen]?.sha256);
    await certkeep.setPrimary(ids[chosen] ?? '');
    await changed;
    return serialOf(issued[chosen] ?? server.ca);
  };

  it('no request fails while the primary certificate is rotated under load, by https.Agent and by fetch', async () => {
    const agent = client.httpsAgent({ ca: server.ca.certificatePem });
    const dispatcher = certificateDispatcher(client, {
      connect: { ca: server.ca.certificatePem, servername: 'localhost' },
    });
    const seen = new Set<string>();
    const failures: unknown[] = [];
    let requests = 0;
    let isOver = false;
    const load = async (send: () => Promise<string>) => {
      const under: Promise<unknown>[] = [];
      while (!isOver) {
        requests++;
        under.push(
          send().then(
            (serial) => seen.add(serial),
            (error: unknown) => failures.push(error),
          ),
        );
        await pause(pace);
      }
      await Promise.all(under);
    };
    const both = [
      load(() => get(server.nginx.url, agent)),
      load(async () => {
        const response = await fetch(server.nginx.url, { dispatcher } as object);
        return response.ok ? response.text() : Promise.reject(new Error(`status ${response.status}`));
      }),
    ];
    for (let rotation = 0; rotation < rotations; rotation++) {
      const serial = await change(rotation);
      expect(await get(server.nginx.url, agent)).toBe(serial);
      await pause(5 * pace);
    }
    isOver = true;
    await Promise.all(both);
    expect(failures).toEqual([]);
    expect(seen).toEqual(new Set(issued.map(serialOf)));
    expect(requests).toBeGreaterThan(2 * rotations);
    agent.destroy();
    await dispatcher.close();
  });

  it('a request under way finishes on its connection, which then takes no other', async () => {
    const old = await change(0);
    const agent = client.httpsAgent({ ca: server.ca.certificatePem });
    const before = await get(`${server.nginx.url}/connection`, agent);
    const large = new Promise<string>((resolve, reject) => {
      request(`${server.nginx.url}/large`, { agent, servername: 'localhost' }, (response) => {
        if (response.headers['x-serial'] !== old) reject(new Error(`${response.statusCode ?? 0}, not of ${old}`));
        change(1).then(async (serial) => {
          expect(await get(server.nginx.url, agent)).toBe(serial);
          let bytes = 0;
          response.on('data', (chunk: Buffer) => (bytes += chunk.length));
          response.on('end', () => {
            resolve(`${bytes} bytes`);
          });
        }, reject);
      })
        .on('error', reject)
        .end();
    });
    expect(await large).toBe('40000 bytes');
    expect(await get(`${server.nginx.url}/connection`, agent)).not.toBe(before);
    agent.destroy();
  });

  it('requests that wait for one of few connections are served all the same, and no connection is forgotten', async () => {
    const agent = client.httpsAgent({ ca: server.ca.certificatePem, maxSockets: 2 });
    for (let round = 0; round < 4; round++) {
      const waiting = Array.from({ length: 30 }, () => get(server.nginx.url, agent));
      const serial = await change(round);
      await Promise.all(waiting);
      expect(await get(server.nginx.url, agent)).toBe(serial);
    }
    await expect.poll(() => Object.values(agent.sockets).flat()).toEqual([]);
    expect(Object.values(agent.requests).flat()).toEqual([]);
    expect(Object.keys(agent.freeSockets).length).toBeLessThanOrEqual(1);
    agent.destroy();
  });

  it('an idle connection that was made with the old certificate is closed at the change', async () => {
    const agent = client.httpsAgent({ ca: server.ca.certificatePem });
    await get(server.nginx.url, agent);
    await get(server.nginx.url, agent);
    const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    expect(idle.map(({ destroyed }) => destroyed)).toEqual([false]);
    await change(2);
    expect(idle.map(({ destroyed }) => destroyed)).toEqual([true]);
    agent.destroy();
  });

  it('a TLS session of the old certificate is not resumed with the new one', async () => {
    const agent = client.httpsAgent({ ca: server.ca.certificatePem, keepAlive: false });
    for (let index = 0; index < issued.length; index++) {
      const serial = await change(index);
      expect(await get(server.nginx.url, agent)).toBe(serial);
      expect(await get(server.nginx.url, agent)).toBe(serial);
    }
    agent.destroy();
  });

  it('an agent and a dispatcher that are made later present the current certificate', async () => {
    const serial = await change(2);
    const agent = client.httpsAgent({ ca: server.ca.certificatePem });
    expect(await get(server.nginx.url, agent)).toBe(serial);
    agent.destroy();
  });

  it('a request that brings a CA of its own presents the same certificate', async () => {
    const serial = await change(3);
    const agent = client.httpsAgent();
    await expect(get(server.nginx.url, agent)).rejects.toThrow(/certificate/);
    expect(await get(server.nginx.url, agent, { ca: server.ca.certificatePem })).toBe(serial);
    agent.destroy();
  });

  it('an agent refuses a certificate of one’s own', () => {
    expect(() => client.httpsAgent({ cert: 'mine' })).toThrow(/cert is not for this agent/);
  });
});

import {
  serialOf,
  startCertkeep,
  startMtlsServer,
  startNginx,
  type Certkeep,
  type IssuedCertificate,
  type MtlsServer,
  type Nginx,
} from '@certkeep/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Material, type NodeClient } from '../src/index.js';
import { get } from './get.js';

interface NodeReport {
  readonly revision: string;
  readonly stage: string;
  readonly sha256Fingerprint?: string;
  readonly failureMessage?: string;
  readonly runningOnCacheSince?: string;
  readonly client?: string;
}

describe('what a node client reports', () => {
  let certkeep: Certkeep;
  let asking: MtlsServer;
  let indifferent: Nginx;
  let certificate: IssuedCertificate;
  let folder: string;
  const clients: NodeClient[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certkeep-reports-'));
    [certkeep, asking] = await Promise.all([startCertkeep(), startMtlsServer()]);
    const own = await asking.ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    await writeFile(join(folder, 'cert.pem'), own.certificatePem);
    await writeFile(join(folder, 'key.pem'), own.privateKeyPem);
    indifferent = await startNginx({ certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') });
    certificate = await asking.ca.issue({ commonName: 'node' });
    await certkeep.addPrimary(certificate);
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all([certkeep.stop(), asking.stop(), indifferent.stop()]);
    await rm(folder, { recursive: true });
  });

  const watch = (token: string, options: object = {}) => {
    const client = connect({ endpoint: certkeep.endpoint, token, ...options });
    clients.push(client);
    return client;
  };
  /** Oldest first. */
  const reportsOf = async (nodeId: string) => {
    const { reports = [] } = await certkeep.rpc('NodeService/ListNodeReports', { nodeId });
    return (reports as readonly NodeReport[])
      .map(({ stage, ...rest }) => ({ ...rest, stage: stage.replace('ACKNOWLEDGEMENT_STAGE_', '') }))
      .reverse();
  };
  const stagesOf = async (nodeId: string) => (await reportsOf(nodeId)).map(({ stage }) => stage);

  it('delivered and loaded, with the certificate and the software', async () => {
    const { id, token } = await certkeep.createNode('loads');
    const material = await watch(token, { software: 'my-runtime/1.2' }).ready();
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'LOADED']);
    const [, loaded] = await reportsOf(id);
    expect(loaded).toMatchObject({
      revision: String(material.revision),
      sha256Fingerprint: certificate.sha256,
      client: 'certkeep-node-client/0.1.0 my-runtime/1.2',
    });
  });

  it('used at the first handshake in which a server asked for it, not before, and once', async () => {
    const { id, token } = await certkeep.createNode('uses');
    const client = watch(token);
    await client.ready();
    const agent = client.httpsAgent({ ca: asking.ca.certificatePem, keepAlive: false });
    await get(indifferent.url, agent);
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'LOADED']);
    expect(await get(asking.nginx.url, agent)).toBe(serialOf(certificate));
    await get(asking.nginx.url, agent);
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'LOADED', 'USED']);
    agent.destroy();
  });

  it('since when it ran on its kept copy, once it is back', async () => {
    const { id, token } = await certkeep.createNode('came back');
    const client = watch(token, { cache: { directory: join(folder, 'cache') } });
    await client.ready();
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'LOADED']);
    await certkeep.kill9();
    const before = Date.now();
    await certkeep.start();
    await expect.poll(() => reportsOf(id), { timeout: 20_000 }).toHaveLength(3);
    const [, , back] = await reportsOf(id);
    expect(back?.stage).toBe('LOADED');
    expect(new Date(back?.runningOnCacheSince ?? 0).getTime()).toBeLessThanOrEqual(before);
  });

  it('what the caller says, when the caller says what is loaded', async () => {
    const { id, token } = await certkeep.createNode('by hand');
    const client = watch(token, { acknowledge: 'by-caller' });
    const { revision, fingerprint } = await client.ready();
    client.acknowledge({ stage: 'FAILED', revision, fingerprint, message: 'nginx -t says no' });
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'FAILED']);
    expect((await reportsOf(id))[1]?.failureMessage).toBe('nginx -t says no');

    const told = new Promise<Material>((resolve) => client.once('change', resolve));
    await certkeep.rpc('NodeService/RetryDeployments', { nodeId: id });
    const again = await told;
    expect(again.revision).toBeGreaterThan(revision);
    expect(again.fingerprint).toBe(fingerprint);
    client.acknowledge({ stage: 'LOADED', revision: again.revision, fingerprint });
    await expect.poll(() => stagesOf(id)).toEqual(['DELIVERED', 'FAILED', 'DELIVERED', 'LOADED']);
  });
});

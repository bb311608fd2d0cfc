import {
  createTestCa,
  selfSigned,
  startCertkeep,
  type Certkeep,
  type IssuedCertificate,
  type TestCa,
} from '@certkeep/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type NodeClient, type Tls } from '../src/index.js';
import { next } from './events.js';

const server = selfSigned('Certkeep');

describe('a node client that signs in with a certificate', () => {
  let certkeep: Certkeep;
  let ca: TestCa;
  let issued: IssuedCertificate[];
  let clients: NodeClient[] = [];
  const ids: string[] = [];
  beforeAll(async () => {
    [certkeep, ca] = await Promise.all([startCertkeep(undefined, server), createTestCa()]);
    issued = [await ca.issue({ commonName: 'first' }), await ca.issue({ commonName: 'second' })];
    for (const certificate of issued) ids.push(await certkeep.addPrimary(certificate));
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    clients = [];
  });
  afterAll(() => certkeep.stop());

  const tlsWith = ({ certificatePem, privateKeyPem }: IssuedCertificate) => ({
    ca: server.certificatePem,
    certificate: certificatePem,
    privateKey: privateKeyPem,
  });
  const connected = (tls: Tls, options: object = {}) => {
    const client = connect({ endpoint: certkeep.endpoint, tls, ...options });
    clients.push(client);
    return client;
  };
  const added = async (nodeId: string, { certificatePem }: IssuedCertificate): Promise<string> => {
    const request = { nodeId, material: Buffer.from(certificatePem).toString('base64') };
    const { clientCertificate } = await certkeep.rpc('NodeService/AddNodeClientCertificate', request);
    return (clientCertificate as { readonly id: string }).id;
  };

  it('has what it presents, is told of the next one, and starts from its copy while Certkeep is away', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'certkeep-node-'));
    const { id } = await certkeep.createNode('without a token');
    const certificate = await ca.issue({ commonName: 'node' });
    await added(id, certificate);
    await certkeep.setPrimary(ids[0] ?? '');
    const client = connected(tlsWith(certificate), { cache: { directory } });
    expect(await client.ready()).toMatchObject({ nodeId: id, fingerprint: issued[0]?.sha256 });
    const changed = next(client, 'change');
    await certkeep.setPrimary(ids[1] ?? '');
    expect((await changed)[0].fingerprint).toBe(issued[1]?.sha256);
    await client.close();
    await certkeep.kill9();
    const again = connected(tlsWith(certificate), { cache: { directory } });
    expect(await again.ready()).toMatchObject({ fingerprint: issued[1]?.sha256 });
    await again.close();
    const stranger = connected(tlsWith(await ca.issue({ commonName: 'stranger' })), { cache: { directory } });
    expect((await next(stranger, 'error'))[0].reason).toBe('CACHE_UNUSABLE');
    await certkeep.start();
    await rm(directory, { recursive: true });
  });

  it('takes its next certificate once the one before is removed, and says when that is none of its own', async () => {
    const { id } = await certkeep.createNode('renewed');
    const [one, two] = [await ca.issue({ commonName: 'one' }), await ca.issue({ commonName: 'two' })];
    const credentials = [await added(id, one), await added(id, two)];
    let shown = one;
    const client = connected(() => Promise.resolve(tlsWith(shown)));
    const { fingerprint } = await client.ready();
    shown = two;
    const online = next(client, 'online');
    await certkeep.rpc('NodeService/RemoveNodeClientCertificate', { id: credentials[0] });
    await online;
    const offline = next(client, 'offline');
    await certkeep.rpc('NodeService/RemoveNodeClientCertificate', { id: credentials[1] });
    expect((await offline)[0].error.reason).toBe('CREDENTIAL_REFUSED');
    expect(client.current?.fingerprint).toBe(fingerprint);
  });

  it('shows its certificate to https:// alone, and needs the key with it', () => {
    const tls = { certificate: server.certificatePem, privateKey: server.privateKeyPem };
    expect(() => connect({ endpoint: 'http://127.0.0.1:1', tls })).toThrow(/only to https/);
    expect(() => connect({ endpoint: 'https://localhost', tls: { certificate: 'x' } })).toThrow(/go together/);
  });
});

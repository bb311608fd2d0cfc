import { createTestCa, startCertkeep, type Certkeep, type IssuedCertificate } from '@certkeep/testing';
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, NodeClientError, type NodeClient } from '../src/index.js';
import { next } from './events.js';

describe('a node client that watches', () => {
  let certkeep: Certkeep;
  let first: IssuedCertificate;
  let second: IssuedCertificate;
  const clients: NodeClient[] = [];
  const ids: string[] = [];
  const watch = (token: string, options: object = {}) => {
    const client = connect({ endpoint: certkeep.endpoint, token, ...options });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    const ca = await createTestCa();
    certkeep = await startCertkeep();
    first = await ca.issue({ commonName: 'first' });
    second = await ca.issue({ commonName: 'second' });
    for (const certificate of [first, second]) ids.push(await certkeep.addPrimary(certificate));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await certkeep.stop();
  });

  it('has the certificate with its key, and is told of the next one at once', async () => {
    await certkeep.setPrimary(ids[0] ?? '');
    const { id, token } = await certkeep.createNode('follower');
    const client = watch(token);
    const material = await client.ready();
    expect(material).toMatchObject({ fingerprint: first.sha256, nodeId: id, chosenBy: 'PRIMARY', chainPem: '' });
    expect(new X509Certificate(material.leafPem).checkPrivateKey(material.privateKey)).toBe(true);
    expect(material.privateKeyPem).toBe(first.privateKeyPem);
    const changed = next(client, 'change');
    await certkeep.setPrimary(ids[1] ?? '');
    const [now, before] = await changed;
    expect(now.fingerprint).toBe(second.sha256);
    expect(before).toBe(material);
    expect(now.revision).toBeGreaterThan(material.revision);
    expect(client.current).toBe(now);
  });

  it('shows no key to whoever logs it or writes it as JSON', async () => {
    const { token } = await certkeep.createNode('logged');
    const client = watch(token);
    const material = await client.ready();
    for (const text of [JSON.stringify(material), inspect(material, { depth: 9 }), inspect(client, { depth: 9 })]) {
      expect(text).not.toMatch(/PRIVATE|privateKeyPem/);
      expect(text).not.toContain(token);
    }
  });

  it('stops presenting when mTLS is switched off, and presents again when it is on', async () => {
    const { id, token } = await certkeep.createNode('switched');
    const client = watch(token);
    await client.ready();
    const gone = next(client, 'no-certificate');
    const switchTo = async (mtlsEnabled: boolean) => {
      const { node } = await certkeep.rpc('NodeService/GetNode', { id });
      const { etag, name } = node as { readonly etag: string; readonly name: string };
      await certkeep.rpc('NodeService/UpdateNode', {
        node: { id, etag, name, mtlsEnabled },
        updateMask: 'mtlsEnabled',
      });
    };
    await switchTo(false);
    expect(await gone).toMatchObject([{ reason: 'MTLS_DISABLED', stillPresented: false }]);
    expect(client.current).toBeUndefined();
    const back = next(client, 'change');
    await switchTo(true);
    await back;
    expect(client.current).toBeDefined();
  });

  it('goes on while Certkeep is away, and takes up where it was', async () => {
    const { token } = await certkeep.createNode('cut off');
    const client = watch(token);
    const material = await client.ready();
    const offline = next(client, 'offline');
    await certkeep.kill9();
    expect((await offline)[0].error.reason).toBe('UNAVAILABLE');
    expect(client.current).toBe(material);
    const online = next(client, 'online');
    await certkeep.start();
    expect((await online)[0].offlineSince).toBeInstanceOf(Date);
    const changed = next(client, 'change');
    await certkeep.setPrimary(ids[0] ?? '');
    await changed;
    expect(client.status).toMatchObject({ online: true, fingerprint: first.sha256 });
  });

  it('says that its token is refused, and gives up nothing', async () => {
    const client = watch('ckn_unknown');
    const [{ error }] = await next(client, 'offline');
    expect(error).toBeInstanceOf(NodeClientError);
    expect(error.reason).toBe('CREDENTIAL_REFUSED');
    await expect(client.ready(1)).rejects.toMatchObject({ reason: 'NO_CERTIFICATE' });
  });

  it('goes to the next endpoint when one is down', async () => {
    const { token } = await certkeep.createNode('two endpoints');
    const client = connect({ endpoint: ['http://127.0.0.1:1', certkeep.endpoint], token });
    clients.push(client);
    await client.ready();
    expect(client.status.online).toBe(true);
  });

  it('takes nothing that another key has signed than the one it knows', async () => {
    const { token } = await certkeep.createNode('pinned');
    const client = watch(token, { signingKey: createHash('sha256').update('another').digest() });
    const [error] = await next(client, 'error');
    expect(error.reason).toBe('SIGNATURE_WRONG');
    expect(client.current).toBeUndefined();
    expect(client.status.ignored.unsigned).toBe(1);
  });

  it('leaves nothing behind that would keep a program running', async () => {
    const { token } = await certkeep.createNode('closing');
    const program = fileURLToPath(new URL('ready-and-close.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, certkeep.endpoint, token], {
      timeout: 20_000,
    });
    expect(stdout).toMatch(/^ready .*\nclosed\n$/);
  });
});

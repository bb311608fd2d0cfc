import { NodeService, TruststoreService, UserRole } from '@certkeep/contracts/connect';
import { createTestCa, describeOnEachDatabase, startNginx, type Nginx } from '@certkeep/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NodeWork } from './node-work.js';
import { refusalOf } from './refusal.js';

describeOnEachDatabase('testing a connection', (database) => {
  let work: NodeWork;
  let folder: string;
  let nodeId: string;
  let trusting: Nginx;
  let strange: Nginx;
  let indifferent: Nginx;
  const strict: Server[] = [];
  beforeAll(async () => {
    work = await NodeWork.start((await database.fresh()).url, { CERTKEEP_EGRESS_ALLOW: '127.0.0.1' });
    const { id } = await work.stored(await work.issue());
    nodeId = (await work.registered({ certificateId: id })).node.id;
    folder = await mkdtemp(join(tmpdir(), 'certkeep-connection-'));
    const server = await work.ca.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
    const [certificateFile, keyFile] = [join(folder, 'server.pem'), join(folder, 'server.key')];
    await writeFile(certificateFile, server.certificatePem);
    await writeFile(keyFile, server.privateKeyPem, { mode: 0o600 });
    const files = { certificateFile, keyFile };
    trusting = await startNginx({ ...files, clientCaPem: work.ca.certificatePem });
    strange = await startNginx({ ...files, clientCaPem: (await createTestCa('another')).certificatePem });
    indifferent = await startNginx(files);
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const another = (await createTestCa('another')).certificatePem;
      const tls = createServer({
        cert: server.certificatePem,
        key: server.privateKeyPem,
        ca: another,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion,
      });
      tls.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
      strict.push(tls);
    }
  });
  afterAll(async () => {
    for (const server of strict) server.close();
    await Promise.all([trusting.stop(), strange.stop(), indifferent.stop()]);
    await rm(folder, { recursive: true });
    await work.stop();
  });

  const tested = (url: string, id = nodeId) => work.nodes.testConnection({ nodeId: id, url });

  it('is accepted where the node’s certificate is asked for and trusted, with the handshake’s details', async () => {
    const result = await tested(`${trusting.url}/anything?at=all`);
    expect(result).toMatchObject({
      accepted: true,
      clientCertificateRequested: true,
      error: '',
      address: '127.0.0.1',
      httpStatus: 200,
      serverVerified: false,
    });
    expect(result.tlsVersion).toMatch(/^TLSv1\.[23]$/);
    expect(result.cipher).toMatch(/^TLS_/);
    expect(result.serverChain[0]?.subject).toBe('CN=localhost');
    // nginx writes it down after it has answered.
    await expect.poll(() => trusting.requests()).toEqual([expect.stringContaining('CN=leaf')]);
  });

  it('is not accepted by a server that trusts another authority and says so by HTTP', async () => {
    const result = await tested(strange.url);
    expect(result).toMatchObject({ accepted: false, clientCertificateRequested: true, httpStatus: 400 });
    expect(result.error).toMatch(/answered 400/);
  });

  it.each([0, 1])('is not accepted by a server that ends the connection (%s)', async (index) => {
    const { port } = strict[index]?.address() as AddressInfo;
    const result = await tested(`https://127.0.0.1:${port}`);
    expect(result).toMatchObject({ accepted: false, clientCertificateRequested: true, httpStatus: 0 });
    expect(result.error).not.toBe('');
  });

  it('tells that the server asks for no certificate', async () => {
    const result = await tested(indifferent.url);
    expect(result).toMatchObject({ accepted: false, clientCertificateRequested: false, httpStatus: 200 });
    expect(result.error).toMatch(/did not ask/);
  });

  it('is refused for addresses that are not open, for other URLs, and where nothing is to be presented', async () => {
    expect((await refusalOf(tested('https://127.0.0.2'))).reason).toBe('ADDRESS_FORBIDDEN');
    expect(await refusalOf(tested('ldaps://127.0.0.1'))).toMatchObject({ reason: 'FIELD_INVALID', field: 'url' });
    expect((await refusalOf(tested('https://127.0.0.1:1'))).reason).toBe('ENDPOINT_UNREACHABLE');
    expect((await refusalOf(tested(trusting.url, 'nobody'))).reason).toBe('NOT_FOUND');
    const off = await work.registered({ mtlsEnabled: false });
    expect((await refusalOf(tested(trusting.url, off.node.id))).reason).toBe('MTLS_DISABLED');
    const bare = await work.registered();
    expect((await refusalOf(tested(trusting.url, bare.node.id))).reason).toBe('NO_CERTIFICATE_SELECTED');
  });

  it('is for those who may change nodes', async () => {
    const reader = await work.running.userOf(work.admin, UserRole.VIEWER);
    const refused = refusalOf(work.running.client(NodeService, reader).testConnection({ nodeId, url: trusting.url }));
    expect((await refused).reason).toBe('PERMISSION_MISSING');
  });

  it('says what to trust for the server to be trusted, until that is', async () => {
    const [advice, ...others] = (await tested(trusting.url)).trustAdvice;
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ certificate: { subject: 'CN=localhost' }, environment: { name: 'API Manager' } });
    const truststores = work.running.client(TruststoreService, work.admin);
    const material = { source: { case: 'paste' as const, value: { text: advice?.pem ?? '' } } };
    const environmentId = advice?.environment?.id ?? '';
    for await (const { event } of truststores.importTrustedCas({ environmentId, material })) {
      if (event.case === 'summary') expect(event.value).toMatchObject({ added: 1, refused: 0 });
    }
    // What is left is its name: the server is called by its address.
    await expect.poll(async () => (await tested(trusting.url)).trustAdvice).toEqual([]);
  });
});

import { CertificateService, EnvironmentKind, EnvironmentService } from '@certkeep/contracts/connect';
import { describeOnEachDatabase, selfSigned } from '@certkeep/testing';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Running, type Credential } from './running.js';

/** Code that names no trust of its own, as libraries do that fetch an OpenID provider's configuration. */
describeOnEachDatabase('what this process trusts by default', (database) => {
  const peer = selfSigned('identity provider');
  let running: Running;
  let admin: Credential;
  let server: Server;
  let issuer: string;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
    server = createServer({ cert: peer.certificatePem, key: peer.privateKeyPem }, (_request, response) => {
      // A connection that is open stays as it is: each look makes a new one.
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ issuer }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await running.stop();
  });

  const discovered = async (): Promise<unknown> => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    return response.json();
  };

  it('lets a configuration be discovered from the assignment of its server’s certificate to its removal', async () => {
    const environments = running.client(EnvironmentService, admin);
    const { environments: found } = await environments.listEnvironments({ kind: EnvironmentKind.API_MANAGER });
    const refusal = { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } };
    await expect(discovered()).rejects.toMatchObject(refusal);
    const certificates = running.client(CertificateService, admin);
    const { certificate } = await certificates.createCertificate({
      material: { source: { case: 'paste', value: { text: peer.certificatePem } } },
      environmentIds: [found[0]?.id ?? ''],
    });
    await vi.waitFor(async () => {
      expect(await discovered()).toEqual({ issuer });
    });
    await certificates.deleteCertificate({ id: certificate?.id ?? '' });
    await vi.waitFor(() => expect(discovered()).rejects.toMatchObject(refusal));
  });
});

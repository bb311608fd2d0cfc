import { Code, ConnectError } from '@connectrpc/connect';
import { EnvironmentService, ErrorInfoSchema, Permission, TruststoreService } from '@certkeep/contracts/connect';
import { describeOnEachDatabase } from '@certkeep/testing';
import { connect } from 'node:http2';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from './running.js';

const path = '/certkeep.v1.TruststoreService/ImportTrustedCas';
const declared = 60_000_000;

describeOnEachDatabase('a request that may be larger than others', (database) => {
  let running: Running;
  let admin: Credential;
  beforeAll(async () => {
    running = await Running.start((await database.fresh()).url);
    admin = await running.setUp();
  });
  afterAll(() => running.stop());

  it('is not read over HTTP from somebody without a credential, and its connection ends', async () => {
    const answer = await new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
      const headers = { 'content-type': 'application/connect+proto', 'content-length': declared };
      const call = request(`${running.serving.httpUrl}${path}`, { method: 'POST', headers });
      call.once('response', (response) => {
        response.once('data', (chunk: Buffer) => {
          resolve({ text: chunk.toString('latin1'), connection: response.headers.connection });
          call.destroy();
        });
      });
      call.once('error', reject);
      // Of 60 MB that were announced, not one byte has to be sent.
      call.flushHeaders();
    });
    expect(answer).toEqual({
      text: expect.stringContaining('"code":"unauthenticated"') as string,
      connection: 'close',
    });
  });

  it('is not read over gRPC from somebody without a credential', async () => {
    const session = connect(`http://${running.serving.grpcAddress}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const status = await new Promise<unknown>((resolve, reject) => {
      stream.once('response', (headers) => {
        resolve(headers['grpc-status']);
      });
      stream.once('error', reject);
    });
    session.destroy();
    expect(Number(status)).toBe(Code.Unauthenticated);
  });

  it.each(['grpc', 'connect'] as const)(
    'is read through %s from one who may, and refused to one who may not',
    async (door) => {
      const { environments } = await running.client(EnvironmentService, admin).listEnvironments({});
      const environmentId = environments[0]?.id ?? '';
      const text = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'.repeat(80_000);
      const call = async (credential: Credential) => {
        const client = running.client(TruststoreService, credential, door);
        const material = { source: { case: 'paste' as const, value: { text } } };
        const verdicts = client.importTrustedCas({ environmentId, material, validateOnly: true });
        for await (const { event } of verdicts) expect(event.case).toBeDefined();
      };
      const writer = await running.serviceOf(admin, `writer ${door}`, [Permission.ENVIRONMENTS_WRITE]);
      const reader = await running.serviceOf(admin, `reader ${door}`, [Permission.CERTIFICATES_READ]);
      const failureOf = (credential: Credential) =>
        call(credential).then(
          () => undefined,
          (error: unknown) => ConnectError.from(error),
        );
      expect((await failureOf(reader))?.code).toBe(Code.PermissionDenied);
      const read = await failureOf(writer);
      expect(read?.findDetails(ErrorInfoSchema)[0]?.reason).not.toBe('PERMISSION_MISSING');
      expect(read?.code).not.toBe(Code.Unauthenticated);
      expect(read?.code).not.toBe(Code.Internal);
    },
  );
});

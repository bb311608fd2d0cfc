import { Code, ConnectError, createClient, type Transport as ClientTransport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { ErrorInfoSchema, RequestInfoSchema, ResourceInfoSchema, RuntimeService } from '@certkeep/contracts/connect';
import { FetchCertificateResponse, RuntimeServiceService } from '@certkeep/contracts/grpc';
import { DomainError, type CompanyId } from '@certkeep/domain';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToGrpcServer } from '../src/grpc/grpc-door.js';
import { httpServer } from '../src/http/http-server.js';
import { deadlinePassed } from '../src/rpc/abort-reason.js';
import { Dispatcher } from '../src/rpc/dispatcher.js';
import { Encoded } from '../src/rpc/encoded.js';
import { service } from '../src/rpc/service.js';
import { doors, type Door } from './running.js';

const requestSizes = { truststoreImport: 1024 };

const refusal = new DomainError('NOT_FOUND', 'There is no certificate called “Ω”.', {
  resource: { type: 'certificate', id: '42' },
  metadata: { name: 'Ω' },
});
const certificate = { result: { $case: 'notModified' as const, value: { etag: 'ready-made' } } };

/** What the handler saw of its last call's end. */
let aborted: Promise<unknown>;
let unblock: () => void;

/** A unary RPC and a stream that do what the request's etag says. */
const played = service(RuntimeService, RuntimeServiceService, {
  fetchCertificate: async ({ etag }, context) => {
    switch (etag) {
      case 'refuse':
        throw refusal;
      case 'break':
        throw new Error('a secret detail');
      case 'hang':
        // Swallows the abort, as careless handlers do, and would answer in the end.
        aborted = new Promise((resolve) => {
          context.signal.addEventListener('abort', () => {
            resolve(context.signal.reason);
          });
        });
        await new Promise<void>((resolve) => (unblock = resolve));
        return certificate;
      case 'encoded':
        return new Encoded(Buffer.from(FetchCertificateResponse.encode(certificate).finish()));
      default:
        return { result: { $case: 'notModified', value: { etag: `${etag} from ${context.caller?.name ?? ''}` } } };
    }
  },
  watchCertificate: async function* ({ etag }, context) {
    for (let revision = 1n; ; revision++) {
      if (etag === 'refuse' && revision > 2n) throw refusal;
      if (etag === 'end' && revision > 2n) return;
      if (etag === 'hang' && revision > 2n) {
        aborted = new Promise((resolve) => {
          context.signal.addEventListener('abort', () => {
            resolve(context.signal.reason);
          });
        });
        await new Promise(() => undefined);
      }
      yield { event: { $case: 'heartbeat', value: { revision, serverTime: undefined } } };
    }
  },
});

describe('one handler behind two doors', () => {
  const caller = {
    kind: 'node' as const,
    id: 'node',
    name: 'test node',
    company: 'company' as CompanyId,
    permissions: new Set(['runtime:fetch'] as const),
  };
  const logged: string[] = [];
  const dispatcher = new Dispatcher({
    authenticator: { authenticate: () => caller },
    log: pino({ level: 'error' }, { write: (line: string) => logged.push(line) }),
    explain: () => undefined,
    observe: () => undefined,
  });
  const grpc = new Server();
  let http: FastifyInstance;
  let transports: Record<Door, ClientTransport>;
  beforeAll(async () => {
    addToGrpcServer(grpc, [played], dispatcher, requestSizes);
    const port = await new Promise<number>((resolve, reject) => {
      grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    http = await httpServer({
      requestSizes,
      services: [played],
      dispatcher,
      metrics: new Registry(),
      ready: () => Promise.resolve(),
      addPublicRoutes: () => undefined,
      uiFolder: '/nowhere',
    });
    const baseUrl = await http.listen({ host: '127.0.0.1', port: 0 });
    transports = {
      grpc: createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` }),
      connect: createConnectTransport({ baseUrl, httpVersion: '1.1' }),
      'grpc-web': createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
    };
  });
  afterAll(async () => {
    grpc.forceShutdown();
    await http.close();
  });
  const client = (door: Door) => createClient(RuntimeService, transports[door]);
  const failureOf = async (call: Promise<unknown>) => {
    const failure = await call.then(
      () => undefined,
      (error: unknown) => ConnectError.from(error),
    );
    if (failure === undefined) throw new Error('the call succeeded');
    return failure;
  };
  const read = async (door: Door, etag: string, options = {}) => {
    const revisions: bigint[] = [];
    const stream = client(door).watchCertificate({ etag }, options);
    const failure = await (async () => {
      for await (const { event } of stream) if (event.case === 'heartbeat') revisions.push(event.value.revision);
    })().then(
      () => undefined,
      (error: unknown) => ConnectError.from(error),
    );
    return { revisions, failure };
  };
  const expectRefusal = (failure: ConnectError | undefined) => {
    expect(failure?.code).toBe(Code.NotFound);
    expect(failure?.rawMessage).toBe('There is no certificate called “Ω”.');
    expect(failure?.findDetails(ErrorInfoSchema)).toMatchObject([
      { reason: 'NOT_FOUND', domain: 'certkeep', metadata: { name: 'Ω' } },
    ]);
    expect(failure?.findDetails(ResourceInfoSchema)).toMatchObject([
      { resourceType: 'certificate', resourceName: '42' },
    ]);
    expect(failure?.findDetails(RequestInfoSchema)).toHaveLength(1);
  };

  it.each(doors)('a unary call gives its answer, and its caller, through %s', async (door) => {
    const { result } = await client(door).fetchCertificate({ etag: 'hello' });
    expect(result.case === 'notModified' && result.value.etag).toBe('hello from test node');
  });

  it.each(doors)('an answer that is in its bytes already arrives whole through %s', async (door) => {
    const { result } = await client(door).fetchCertificate({ etag: 'encoded' });
    expect(result.case === 'notModified' && result.value.etag).toBe('ready-made');
  });

  it.each(doors)('metadata goes in and out through %s', async (door) => {
    let answered: string | null = '';
    await client(door).fetchCertificate(
      {},
      { headers: { 'x-request-id': 'my-call-1' }, onHeader: (headers) => (answered = headers.get('x-request-id')) },
    );
    expect(answered).toBe('my-call-1');
  });

  it.each(doors)('a refused unary call carries the same details through %s', async (door) => {
    expectRefusal(await failureOf(client(door).fetchCertificate({ etag: 'refuse' })));
  });

  it.each(doors)('a refused stream carries the same details after its messages through %s', async (door) => {
    const { revisions, failure } = await read(door, 'refuse');
    expect(revisions).toEqual([1n, 2n]);
    expectRefusal(failure);
  });

  it.each(doors)('a stream ends well through %s', async (door) => {
    expect(await read(door, 'end')).toEqual({ revisions: [1n, 2n], failure: undefined });
  });

  it.each(doors)('an unexpected error shows an id and nothing else through %s', async (door) => {
    const failure = await failureOf(client(door).fetchCertificate({ etag: 'break' }));
    expect(failure.code).toBe(Code.Internal);
    expect(failure.message).not.toContain('secret detail');
    const [info] = failure.findDetails(RequestInfoSchema);
    expect(logged.some((line) => line.includes(info?.requestId ?? 'none') && line.includes('secret detail'))).toBe(
      true,
    );
  });

  it.each(doors)('a deadline ends a unary call whose handler swallows it, through %s', async (door) => {
    const failure = await failureOf(client(door).fetchCertificate({ etag: 'hang' }, { timeoutMs: 150 }));
    expect(failure.code).toBe(Code.DeadlineExceeded);
    expect(await aborted).toBe(deadlinePassed);
    unblock();
  });

  it.each(doors)('a deadline ends a stream through %s', async (door) => {
    const { revisions, failure } = await read(door, 'hang', { timeoutMs: 300 });
    expect(revisions).toEqual([1n, 2n]);
    expect(failure?.code).toBe(Code.DeadlineExceeded);
    expect(await aborted).toBe(deadlinePassed);
  });

  it.each(doors)('a client that goes away cancels its handler, through %s', async (door) => {
    const controller = new AbortController();
    const stream = client(door).watchCertificate({ etag: 'hang' }, { signal: controller.signal });
    const reading = failureOf(
      (async () => {
        for await (const { event } of stream) {
          if (event.case === 'heartbeat' && event.value.revision === 2n)
            setTimeout(() => {
              controller.abort();
            }, 50);
        }
      })(),
    );
    expect((await reading).code).toBe(Code.Canceled);
    expect(await aborted).not.toBe(deadlinePassed);
  });

  it.each(doors)('an RPC that is not built yet says so through %s', async (door) => {
    const failure = await failureOf(client(door).acknowledgeRevision({}));
    expect(failure.code).toBe(Code.Unimplemented);
  });

  it('the Connect door itself answers that the deadline has passed, whatever its handler does', async () => {
    const [address] = http.addresses();
    const port = typeof address === 'object' ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}/certkeep.v1.RuntimeService/FetchCertificate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'connect-timeout-ms': '100' },
      body: JSON.stringify({ etag: 'hang' }),
    });
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded' });
    unblock();
  });
});

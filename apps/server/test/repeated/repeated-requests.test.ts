import { create, toBinary, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import * as contract from '@certkeep/contracts/connect';
import { openDatabase, type Database } from '@certkeep/persistence';
import { describeOnEachDatabase } from '@certkeep/testing';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Running, type Credential } from '../running.js';
import { Requests } from './requests.js';

const repeatable: readonly DescMethod[] = Object.values<unknown>(contract)
  .filter(
    (value): value is DescService =>
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service',
  )
  .flatMap(({ methods }) => methods)
  .filter(({ input }) => input.fields.some(({ name }) => name === 'request_id'));

describeOnEachDatabase('a call that comes again with its request id', (kind) => {
  let running: Running;
  let admin: Credential;
  let requests: Requests;
  let database: Database;
  beforeAll(async () => {
    const { url } = await kind.fresh();
    running = await Running.start(url);
    admin = await running.setUp();
    requests = await Requests.of(running, admin);
    database = await openDatabase(url);
  });
  afterAll(async () => {
    await database.close();
    await running.stop();
  });

  /** The answer, or the answers of a stream. */
  const send = async (method: DescMethod, request: object, as = admin): Promise<unknown> => {
    const client = createClient(method.parent, running.transport('connect', as)) as unknown as Record<
      string,
      (request: object) => Promise<unknown> | AsyncIterable<unknown>
    >;
    const answer = client[method.localName]?.(request);
    if (answer === undefined || !(Symbol.asyncIterator in answer)) return answer;
    const all: unknown[] = [];
    for await (const one of answer) all.push(one);
    return all;
  };
  const isBuilt = async (method: DescMethod) => {
    try {
      await send(method, { requestId: randomUUID() });
      return true;
    } catch (error) {
      return ConnectError.from(error).code !== Code.Unimplemented;
    }
  };
  const audited = () => database.reader.getRepository(database.entities.auditEvents).count();
  const requestOf = async (method: DescMethod) => {
    const make = requests.table[Requests.keyOf(method)];
    if (make === undefined) throw new TypeError(`${method.name} is not in the table`);
    return { ...(await make()), requestId: randomUUID() };
  };

  it('is in the table, if it is built and changes anything', async () => {
    const missing: string[] = [];
    for (const method of repeatable) {
      const key = Requests.keyOf(method);
      if (key in requests.table) continue;
      if (await isBuilt(method)) missing.push(key);
    }
    expect(missing).toEqual([]);
  });

  it.each(repeatable.map((method) => [Requests.keyOf(method), method] as const))(
    '%s is done once and answers the same, later and at the same time',
    async (_, method) => {
      if (!(await isBuilt(method))) return;
      const later = await requestOf(method);
      const before = await audited();
      const first = await send(method, later);
      const events = (await audited()) - before;
      expect(events).toBeGreaterThan(0);
      expect(await send(method, later)).toEqual(first);
      expect((await audited()) - before).toBe(events);

      const atOnce = await requestOf(method);
      const between = await audited();
      const [one, two] = await Promise.all([send(method, atOnce), send(method, atOnce)]);
      expect(two).toEqual(one);
      expect((await audited()) - between).toBe(events);
    },
  );

  /** Sends a call over gRPC and cuts the whole connection some milliseconds later, whatever has happened until then. */
  const sendAndCut = async (method: DescMethod, request: object, { token = '' }: Credential, milliseconds: number) => {
    const message = toBinary(method.input, create(method.input, request as never));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    const session = connect(`http://${running.serving.grpcAddress}`);
    session.on('error', () => undefined);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/${method.parent.typeName}/${method.name}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: `Bearer ${token}`,
    });
    stream.on('error', () => undefined);
    stream.end(Buffer.concat([prefix, message]));
    await pause(milliseconds);
    session.destroy();
  };

  it('is done once when the connection was cut before its first answer, however early', async () => {
    const method = contract.CertificateService.method.replaceMaterial;
    const service = await running.serviceOf(admin, 'cut off', [contract.Permission.CERTIFICATES_WRITE]);
    const doneBefore: number[] = [];
    for (const milliseconds of [0, 1, 2, 4, 8, 16, 32, 2000]) {
      const request = { ...(await requests.replacement()), requestId: randomUUID() };
      const before = await audited();
      await sendAndCut(method, request, service, milliseconds);
      doneBefore.push((await audited()) - before);
      const answer = await send(method, request, service);
      expect(answer).toMatchObject({ definition: { currentVersion: { number: 2n } } });
      expect(await send(method, request, service)).toEqual(answer);
      expect((await audited()) - before).toBe(1);
    }
    // Else nothing of what was cut off would have been done.
    expect(doneBefore.at(-1)).toBe(1);
  });
});

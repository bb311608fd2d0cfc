import { WatchCertificateRequest, WatchCertificateResponse } from '@certkeep/contracts/grpc';
import { describeOnEachDatabase } from '@certkeep/testing';
import { once } from 'node:events';
import { connect, type ClientHttp2Stream } from 'node:http2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NodeWork } from './node-work.js';

/** Bytes that Certkeep may send before the node has read any: two certificates at the most. */
const window = 2500;

describeOnEachDatabase('a node that does not read', (database) => {
  let work: NodeWork;
  beforeAll(async () => {
    const { url } = await database.fresh();
    work = await NodeWork.start(url);
  });
  afterAll(() => work.stop());

  it('is told of the newest alone once it reads again, whatever came between', async () => {
    const certificates = [await work.stored(await work.issue(), true), await work.stored(await work.issue())];
    const { token } = await work.registered();
    const session = connect(`http://${work.running.serving.grpcAddress}`, { settings: { initialWindowSize: window } });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/certkeep.v1.RuntimeService/WatchCertificate',
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: `Bearer ${token}`,
    });
    const request = WatchCertificateRequest.encode({ knownRevision: 0n, etag: '' }).finish();
    stream.end(Buffer.concat([Buffer.of(0, 0, 0, 0, request.length), request]));
    await once(stream, 'response');
    const attentive = work.watching((await work.registered()).token);
    await attentive.news();
    for (let change = 0; change < 40; change += 1) {
      const { id = '' } = certificates[(change + 1) % 2] ?? {};
      await work.certificates.setPrimaryCertificate({ id });
      await attentive.news();
    }
    await work.stored(await work.issue(), true);
    const last = await attentive.certificate();
    const revisions = await revisionsUntil(stream, last.revision);
    expect(revisions).toEqual(revisions.toSorted((one, other) => Number(one - other)));
    expect(revisions.length).toBeLessThanOrEqual(5);
    session.destroy();
  });
});

/** What is there to be read, until that revision comes. */
async function revisionsUntil(stream: ClientHttp2Stream, last: bigint): Promise<readonly bigint[]> {
  const revisions: bigint[] = [];
  let bytes = Buffer.of();
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
      const end = 5 + bytes.readUInt32BE(1);
      const { event } = WatchCertificateResponse.decode(bytes.subarray(5, end));
      bytes = bytes.subarray(end);
      if (event?.$case === 'certificate') revisions.push(event.value.revision);
    }
    if (revisions.at(-1) === last) break;
  }
  return revisions;
}

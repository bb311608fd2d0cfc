import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { AcknowledgementStage, type AcknowledgeRevisionRequest } from '@certkeep/contracts/runtime';
import { expect, it } from 'vitest';
import { Reporter } from './reporter.js';

const refusal = (code: status): ServiceError =>
  Object.assign(new Error('gone'), { code, details: 'gone', metadata: new Metadata() });

const refuseNothing = () => expect.unreachable('Certkeep takes every report');

it.each([status.INTERNAL, status.CANCELLED, status.UNKNOWN])(
  'tells again through the next connection what the end of one interrupted, whatever that is called (%i)',
  async (code) => {
    const reporter = new Reporter('test', refuseNothing);
    const interrupted = Promise.withResolvers<undefined>();
    reporter.online(() => interrupted.promise, undefined);
    reporter.report({ stage: 'USED', revision: 7, fingerprint: 'ab' });
    reporter.offline();
    const arrived: AcknowledgeRevisionRequest[] = [];
    reporter.online((request) => {
      arrived.push(request);
      return Promise.resolve();
    }, undefined);
    interrupted.reject(refusal(code));
    await reporter.settled();
    expect(arrived).toMatchObject([{ revision: 7n, stage: AcknowledgementStage.USED }]);
  },
);

it('keeps what was interrupted until there is a connection', async () => {
  const reporter = new Reporter('test', refuseNothing);
  const interrupted = Promise.withResolvers<undefined>();
  reporter.online(() => interrupted.promise, undefined);
  reporter.report({ stage: 'USED', revision: 7, fingerprint: 'ab' });
  reporter.offline();
  interrupted.reject(refusal(status.INTERNAL));
  await reporter.settled();
  const arrived = new Promise<AcknowledgeRevisionRequest>((resolve) => {
    reporter.online((request) => {
      resolve(request);
      return Promise.resolve();
    }, undefined);
  });
  expect(await arrived).toMatchObject({ revision: 7n });
});

it('says that a report was refused on the connection that there is, and goes on with the next one', async () => {
  const failures: string[] = [];
  const reporter = new Reporter('test', ({ reason }) => failures.push(reason));
  const arrived: bigint[] = [];
  reporter.online(({ revision }) => {
    arrived.push(revision);
    return revision === 7n ? Promise.reject(refusal(status.INVALID_ARGUMENT)) : Promise.resolve();
  }, undefined);
  reporter.report({ stage: 'LOADED', revision: 7, fingerprint: 'ab' });
  await reporter.settled();
  reporter.report({ stage: 'LOADED', revision: 8, fingerprint: 'ab' });
  await reporter.settled();
  expect(arrived).toEqual([7n, 8n]);
  expect(failures).toEqual(['CALL_FAILED']);
});

import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { AcknowledgementStage, DeploymentSchema, DeploymentState, type Deployment } from '@certkeep/contracts/connect';
import { describe, expect, it } from 'vitest';
import { byEnvironment, byUrgency, countsOf, progressText } from './deployment-progress.js';

const { PENDING, ACKNOWLEDGED, FAILED } = DeploymentState;

function deployment(more: MessageInitShape<typeof DeploymentSchema> = {}): Deployment {
  return create(DeploymentSchema, {
    consumerKind: 'node',
    consumerId: more.consumerName ?? 'a',
    certificateId: 'c',
    state: PENDING,
    ...more,
  });
}

describe('deployments', () => {
  const idle = deployment({ consumerName: 'idle', certificateId: '', state: DeploymentState.UNSPECIFIED });
  const all = [
    deployment({ consumerName: 'b', state: ACKNOWLEDGED, environmentId: 'test' }),
    idle,
    deployment({ consumerName: 'z', state: FAILED, environmentId: 'prod' }),
    deployment({ consumerName: 'c', environmentId: 'test' }),
    deployment({ consumerName: 'a', state: ACKNOWLEDGED, environmentId: 'test' }),
  ];

  it('are counted by state; a node that is to present nothing keeps nobody waiting', () => {
    expect(countsOf(all)).toEqual({ acknowledged: 2, pending: 1, failed: 1, total: 4 });
    expect(countsOf([idle])).toEqual({ acknowledged: 0, pending: 0, failed: 0, total: 0 });
  });

  it('are listed as they want to be looked at, within that by name', () => {
    expect(byUrgency(all).map(({ consumerName }) => consumerName)).toEqual(['z', 'c', 'a', 'b', 'idle']);
  });

  it('are told apart by environment', () => {
    expect([...byEnvironment(all)].map(([id, group]) => [id, group.length])).toEqual([
      ['test', 3],
      ['', 1],
      ['prod', 1],
    ]);
  });

  it.each([
    ['nothing was reported', {}, 'Nothing reported yet'],
    ['the node has an older one', { revision: 9n, reportedRevision: 7n }, 'Has revision 7, is to have 9'],
    [
      'it failed and is to try again',
      { revision: 9n, reportedRevision: 7n, stage: AcknowledgementStage.FAILED },
      'Could not apply revision 7, is to try 9',
    ],
    ['it has arrived', { revision: 9n, reportedRevision: 9n, stage: AcknowledgementStage.DELIVERED }, 'Delivered'],
    [
      'it was used',
      { revision: 9n, reportedRevision: 9n, stage: AcknowledgementStage.USED, state: ACKNOWLEDGED },
      'Used in a handshake',
    ],
    ['it failed: the reason stands there', { state: FAILED, stage: AcknowledgementStage.FAILED }, ''],
    ['there is nothing to present', { certificateId: '', state: DeploymentState.UNSPECIFIED }, ''],
  ])('say how far they are when %s', (_, more, text) => {
    expect(progressText(deployment(more))).toBe(text);
  });
});

import { DomainError, parseClientName, parseFailureMessage, type NodeId, type ReportStage } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock, MakeId } from '../clock.js';
import { notFound } from '../not-found.js';
import type { NodeState } from '../runtime/company-nodes.js';
import type { RuntimeView } from '../runtime/runtime-view.js';
import type { ReportDesk } from './report-desk.js';

export interface AcknowledgeRevisionInput {
  readonly revision: number;
  readonly stage: ReportStage;
  readonly failureMessage: string;
  /** Empty when it is not said. */
  readonly sha256: string;
  readonly cacheSince: Date | undefined;
  readonly client: string;
}

export interface AcknowledgeRevisionPorts {
  readonly runtime: Pick<RuntimeView<unknown>, 'stateOf'>;
  readonly desk: ReportDesk;
  readonly clock: Clock;
  readonly makeId: MakeId;
  /** Told of a report about what the node is to present now, and how long after the commit, in milliseconds, it came. */
  readonly observe: (stage: ReportStage, milliseconds: number) => void;
}

/** Notes what a node has done with a revision. @throws DomainError FIELD_INVALID */
export const acknowledgeRevision =
  ({ runtime, desk, clock, makeId, observe }: AcknowledgeRevisionPorts) =>
  async ({ caller: { company, id } }: Call, input: AcknowledgeRevisionInput): Promise<void> => {
    const nodeId = id as NodeId;
    const { revision, stage, cacheSince, sha256 } = input;
    const found = await runtime.stateOf(company, nodeId, revision);
    if (found === undefined) throw notFound('node', nodeId);
    const { state, through } = found;
    if (!Number.isSafeInteger(revision) || revision < 1 || revision > through) throw unknownRevision(revision);
    if (sha256 !== '' && !/^[0-9a-f]{64}$/.test(sha256)) {
      throw new DomainError('FIELD_INVALID', 'The fingerprint is no SHA-256 in lower-case hex. Send 64 hex digits.', {
        field: 'sha256_fingerprint',
      });
    }
    const now = clock.now();
    const isCurrent = isAbout(state, input);
    const { presented } = state;
    const certificate = isCurrent && presented.kind === 'certificate' ? presented : undefined;
    if (isCurrent) observe(stage, now.getTime() - state.commitTime.getTime());
    await desk.take({
      id: makeId(),
      company,
      nodeId,
      revision,
      stage,
      etag: isCurrent ? state.etag : '',
      sha256,
      failureMessage: stage === 'FAILED' ? parseFailureMessage(input.failureMessage, 'failure_message') : '',
      cacheSince,
      client: parseClientName(input.client, 'client'),
      reportTime: now,
      certificateId: certificate?.certificateId ?? '',
      certificateName: certificate?.certificateName ?? '',
    });
  };

/**
 * Whether a report is about what the node is to present now. A replica that began later says the same under a higher
 * revision: then the fingerprint tells. A failure from before the node was asked to try again is history.
 */
function isAbout(
  { revision: since, presented }: NodeState,
  { revision, stage, sha256 }: Pick<AcknowledgeRevisionInput, 'revision' | 'stage' | 'sha256'>,
): boolean {
  if (presented.kind === 'nothing') return revision >= since;
  if (stage === 'FAILED' && revision < presented.retryRevision) return false;
  return sha256 === '' ? revision >= since : presented.sha256 === sha256;
}

function unknownRevision(revision: number): DomainError {
  return new DomainError(
    'FIELD_INVALID',
    `There is no revision ${revision} here. Report the revision that came with the certificate.`,
    { field: 'revision', metadata: { revision: String(revision) } },
  );
}

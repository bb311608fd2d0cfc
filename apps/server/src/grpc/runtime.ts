import {
  acknowledgeRevision,
  type AcknowledgeRevisionPorts,
  type PresenceBook,
  type Caller,
  type Clock,
  type RuntimeAnswer,
  type RuntimeView,
  type WatchEvent,
} from '@certkeep/application';
import { DomainError, type NodeId } from '@certkeep/domain';
import { RuntimeService } from '@certkeep/contracts/connect';
import type { WatchCertificateResponse } from '@certkeep/contracts/grpc';
import { ErrorReason, RuntimeServiceService, type WatchCertificateRequest } from '@certkeep/contracts/grpc';
import type { RpcContext } from '../rpc/context.js';
import type { Encoded } from '../rpc/encoded.js';
import { stoppingStatus } from '../rpc/rpc-status.js';
import { runtimeTruststore, type RuntimeTruststorePorts } from './runtime-truststore.js';
import { service, type Service } from '../rpc/service.js';
import { stageFrom } from './deployment-message.js';
import type { NodeAnswer } from './node-answer.js';

interface Ports extends RuntimeTruststorePorts, AcknowledgeRevisionPorts {
  readonly runtime: RuntimeView<NodeAnswer>;
  readonly presence: PresenceBook;
}

export function runtimeService(ports: Ports): Service {
  const { runtime, presence } = ports;
  return service(RuntimeService, RuntimeServiceService, {
    ...runtimeTruststore(ports),

    fetchCertificate: ({ etag, knownRevision }, { caller }) => {
      requireNode(caller);
      presence.saw(caller.company, caller.id as NodeId);
      const choose = ({ state, encoded }: RuntimeAnswer<NodeAnswer>) =>
        etag !== '' && etag === state.etag ? encoded.notModified : encoded.certificate;
      const answer = runtime.answerFor(caller.company, caller.id as NodeId, Number(knownRevision));
      return answer instanceof Promise ? answer.then(choose) : choose(answer);
    },

    watchCertificate: (request, context) => watched(ports, request, context),

    acknowledgeRevision: async (request, { call }) => {
      requireNode(call.caller);
      await acknowledgeRevision(ports)(call, {
        revision: Number(request.revision),
        stage: stageFrom(request.stage),
        failureMessage: request.failureMessage,
        sha256: request.sha256Fingerprint,
        cacheSince: request.runningOnCacheSince,
        client: request.client,
      });
      return {};
    },
  });
}

async function* watched(
  { runtime, presence, clock }: Ports,
  { knownRevision, etag }: WatchCertificateRequest,
  { caller, signal, write }: RpcContext,
): AsyncGenerator<WatchCertificateResponse | Encoded, void> {
  requireNode(caller);
  presence.saw(caller.company, caller.id as NodeId);
  const known = { revision: Number(knownRevision), etag };
  const writeAnswer = write && (({ certificate }: NodeAnswer) => write(certificate));
  for await (const event of runtime.watch(caller, known, signal, writeAnswer)) yield messageOf(event, clock);
  if (!signal.aborted) throw stoppingStatus();
}

function messageOf(event: WatchEvent<NodeAnswer>, clock: Clock): WatchCertificateResponse | Encoded {
  switch (event.kind) {
    case 'certificate':
      return event.encoded.certificate;
    case 'nothing': {
      const problem = { reason: ErrorReason[event.reason], field: '', message: event.message, metadata: {} };
      return {
        event: { $case: 'noCertificate', value: { revision: BigInt(event.revision), problem } },
      };
    }
    case 'heartbeat':
      return {
        event: { $case: 'heartbeat', value: { serverTime: clock.now(), revision: BigInt(event.revision) } },
      };
  }
}

function requireNode(caller: Caller | undefined): asserts caller is Caller {
  if (caller?.kind === 'node') return;
  throw new DomainError(
    'PERMISSION_MISSING',
    'Certificates with their keys are for API nodes alone. Use a node’s token or client certificate.',
    { metadata: { permission: 'runtime:fetch' } },
  );
}

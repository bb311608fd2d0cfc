import {
  checkAlias,
  checkName,
  createManyCertificates,
  explainUntrusted,
  inspectEndpoint,
  inspectForIntake,
  type BatchEvent,
  type Certificate,
  type Clock,
  type EndpointProber,
  type KeySealer,
  type MakeId,
  type MaterialReader,
  type Store,
} from '@certkeep/application';
import { DomainError, type CertificateId, type EnvironmentId } from '@certkeep/domain';
import type {
  BatchCreateCertificatesResponse,
  Certificate as CertificateMessage,
  CertificateServiceService,
} from '@certkeep/contracts/grpc';
import type { RpcContext } from '../rpc/context.js';
import type { ServiceImplementation } from '../rpc/service.js';
import { inspectionMessage, materialFrom, problemMessage, trustAdviceMessage } from './material-message.js';

export interface IntakePorts {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

type Intake = Pick<
  ServiceImplementation<typeof CertificateServiceService>,
  'inspectMaterial' | 'probeEndpoint' | 'checkAvailability' | 'batchCreateCertificates'
>;

/** The ways in, before and beside the creation of one certificate. */
export function certificateIntake(
  ports: IntakePorts,
  messageOf: (certificate: Certificate, context: RpcContext) => Promise<CertificateMessage>,
): Intake {
  return {
    inspectMaterial: async ({ material }, { call, signal }) => {
      const origin = materialFrom(material);
      const preview =
        origin.kind === 'endpoint'
          ? await inspectEndpoint(ports)(call, origin.url, signal)
          : await inspectForIntake(ports)(call, origin);
      return { inspection: inspectionMessage(preview) };
    },

    probeEndpoint: async ({ url }, { call, signal }) => {
      const preview = await inspectEndpoint(ports)(call, url, signal);
      const { address, tlsVersion, verificationError } = preview.presented;
      const advice = preview.trustAdvice;
      return {
        inspection: inspectionMessage(preview),
        verified: verificationError === undefined,
        verificationError: explainUntrusted(verificationError ?? '', advice),
        address,
        tlsVersion,
        trustAdvice: advice.map(trustAdviceMessage),
      };
    },

    checkAvailability: async ({ name, alias, environmentIds, exceptCertificateId }, { call }) => ({
      nameProblem:
        name === ''
          ? undefined
          : await problemOf(() => checkName(ports)(call, name, exceptCertificateId as CertificateId)),
      aliasProblem:
        alias === ''
          ? undefined
          : await problemOf(() => checkAlias(ports)(call, alias, environmentIds as EnvironmentId[])),
    }),

    batchCreateCertificates: async function* (
      { files, passphrase, allowExpired, environmentIds, validateOnly },
      context,
    ) {
      const events = createManyCertificates(ports)(
        context.call,
        {
          files: files?.files ?? [],
          passphrase: passphrase === '' ? undefined : passphrase,
          allowExpired,
          environmentIds: environmentIds as EnvironmentId[],
          validateOnly,
        },
        context.signal,
      );
      for await (const event of events)
        yield await batchMessage(event, (certificate) => messageOf(certificate, context));
    },
  };
}

async function batchMessage(
  event: BatchEvent,
  messageOf: (certificate: Certificate) => Promise<CertificateMessage>,
): Promise<BatchCreateCertificatesResponse> {
  switch (event.kind) {
    case 'progress':
      return { event: { $case: 'progress', value: { done: event.done, total: event.total } } };
    case 'summary':
      return { event: { $case: 'summary', value: { created: event.created, refused: event.refused } } };
    case 'verdict': {
      const { fileName, outcome } = event.verdict;
      const value =
        outcome.kind === 'certificate'
          ? {
              fileName,
              certificate: await messageOf(outcome.certificate),
              problem: undefined,
              warnings: outcome.warnings.map((warning) => ({ ...warning })),
            }
          : { fileName, certificate: undefined, problem: problemMessage(outcome.error), warnings: [] };
      return { event: { $case: 'verdict', value } };
    }
  }
}

/** A check's refusal as an answer. */
async function problemOf(check: () => Promise<void>) {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return problemMessage(error);
    throw error;
  }
}

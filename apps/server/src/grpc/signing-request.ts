import {
  cancelSigningRequest,
  completeSigningRequest,
  createSigningRequest,
  listSigningRequests,
  type Certificate,
  type SigningKeyType,
  type SigningRequestState as State,
} from '@certkeep/application';
import { DomainError, type CertificateId, type DefinitionId, type SigningRequestId } from '@certkeep/domain';
import {
  KeyType,
  SigningRequestState,
  type Certificate as CertificateMessage,
  type CertificateServiceService,
} from '@certkeep/contracts/grpc';
import { signingKeyTypes } from '@certkeep/x509';
import type { RpcContext } from '../rpc/context.js';
import type { ServiceImplementation } from '../rpc/service.js';
import type { IntakePorts } from './certificate-intake.js';
import { cascadeFrom } from './impact-message.js';
import { materialFrom } from './material-message.js';
import { nextPageToken, pageRequestOf } from './page-token.js';
import { signingRequestMessage } from './signing-request-message.js';

type SigningRequests = Pick<
  ServiceImplementation<typeof CertificateServiceService>,
  'createSigningRequest' | 'listSigningRequests' | 'completeSigningRequest' | 'cancelSigningRequest'
>;

/** Keys that are made here, and the certificates that come back for them. */
export function signingRequests(
  ports: IntakePorts,
  messageOf: (certificate: Certificate, context: RpcContext) => Promise<CertificateMessage>,
): SigningRequests {
  return {
    createSigningRequest: async ({ definitionId, name, subject, sameKey }, { call }) => {
      const request = await createSigningRequest(ports)(call, {
        definitionId: definitionId === '' ? undefined : (definitionId as DefinitionId),
        name,
        subject: {
          subject: subject?.subject ?? '',
          dnsNames: subject?.dnsNames ?? [],
          ipAddresses: subject?.ipAddresses ?? [],
          keyType: subject && keyTypeFrom(subject.keyType),
        },
        sameKey,
      });
      return { signingRequest: signingRequestMessage(request) };
    },

    listSigningRequests: async (request, { call }) => {
      const certificateId = request.certificateId === '' ? undefined : (request.certificateId as CertificateId);
      const states = request.states.map(stateFrom);
      const listArguments = [certificateId, states];
      const query = { certificateId, states, page: pageRequestOf(request, listArguments) };
      const page = await listSigningRequests(ports)(call, query);
      return {
        signingRequests: page.rows.map(signingRequestMessage),
        nextPageToken: nextPageToken(page, listArguments),
      };
    },

    completeSigningRequest: async ({ id, material, cascade, validateOnly }, context) => {
      const { certificate, request, warnings } = await completeSigningRequest(ports)(
        context.call,
        {
          id: id === '' ? undefined : (id as SigningRequestId),
          material: materialFrom(material),
          cascade: cascadeFrom(cascade),
          validateOnly,
        },
        context.signal,
      );
      return {
        certificate: await messageOf(certificate, context),
        signingRequest: signingRequestMessage(request),
        warnings: warnings.map((warning) => ({ ...warning })),
      };
    },

    cancelSigningRequest: async ({ id, etag }, { call }) => ({
      signingRequest: signingRequestMessage(
        await cancelSigningRequest(ports)(call, { id: id as SigningRequestId, etag }),
      ),
    }),
  };
}

function keyTypeFrom(message: KeyType): SigningKeyType | undefined {
  if (message === KeyType.UNSPECIFIED) return undefined;
  const type = signingKeyTypes.find((each) => KeyType[each] === message);
  if (type !== undefined) return type;
  throw new DomainError('FIELD_INVALID', 'This kind of key is not known here. Choose another.', {
    field: 'subject.key_type',
  });
}

function stateFrom(message: SigningRequestState): State {
  switch (message) {
    case SigningRequestState.PENDING:
      return 'PENDING';
    case SigningRequestState.COMPLETED:
      return 'COMPLETED';
    case SigningRequestState.CANCELLED:
      return 'CANCELLED';
    default:
      throw new DomainError('FIELD_INVALID', 'A state is unspecified. Leave it out for all of them.', {
        field: 'states',
      });
  }
}

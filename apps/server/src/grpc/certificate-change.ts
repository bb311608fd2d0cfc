import {
  createDefinition,
  deleteCertificate,
  deleteDefinition,
  listVersions,
  previewImpact,
  replaceCertificate,
  replaceMaterial,
  rollbackMaterial,
  undeleteCertificate,
  updateDefinition,
  type Certificate,
} from '@certkeep/application';
import type { CertificateId, DefinitionId, EnvironmentId } from '@certkeep/domain';
import type { Certificate as CertificateMessage, CertificateServiceService } from '@certkeep/contracts/grpc';
import type { RpcContext } from '../rpc/context.js';
import type { ServiceImplementation } from '../rpc/service.js';
import type { IntakePorts } from './certificate-intake.js';
import { versionMessage } from './certificate-message.js';
import { momentFrom } from './certificate-query.js';
import { deedFrom, definitionEditFrom, forceFrom } from './deed-from.js';
import { cascadeFrom, impactMessage, previewMessage } from './impact-message.js';
import { materialFrom } from './material-message.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

type Change = Pick<
  ServiceImplementation<typeof CertificateServiceService>,
  | 'createDefinition'
  | 'deleteCertificate'
  | 'deleteDefinition'
  | 'listVersions'
  | 'previewImpact'
  | 'replaceCertificate'
  | 'replaceMaterial'
  | 'rollbackMaterial'
  | 'undeleteCertificate'
  | 'updateDefinition'
>;

/** What happens to certificates and definitions that are there: plan, then apply. */
export function certificateChange(
  ports: IntakePorts,
  messageOf: (certificate: Certificate, context: RpcContext) => Promise<CertificateMessage>,
): Change {
  const definitionMessageOf = async (certificate: Certificate, id: string, context: RpcContext) =>
    (await messageOf(certificate, context)).definitions.find((definition) => definition.id === id);
  return {
    previewImpact: async (request, { call, signal }) => {
      const at = momentFrom(request.asOf, ports.clock.now());
      return { impact: previewMessage(await previewImpact(ports)(call, deedFrom(request), at, signal)) };
    },

    createDefinition: async (request, context) => {
      const { certificate, definition, warnings } = await createDefinition(ports)(
        context.call,
        {
          certificateId: request.certificateId as CertificateId,
          alias: request.alias,
          environmentIds: request.environmentIds as EnvironmentId[],
          material: materialFrom(request.material),
          allowExpired: request.allowExpired,
          validateOnly: request.validateOnly,
        },
        context.signal,
      );
      return {
        definition: await definitionMessageOf(certificate, definition.id, context),
        warnings: warnings.map((warning) => ({ ...warning })),
      };
    },

    updateDefinition: async (request, context) => {
      const { certificate, definition } = await updateDefinition(ports)(context.call, {
        ...definitionEditFrom(request),
        cascade: cascadeFrom(request.cascade),
      });
      return { definition: await definitionMessageOf(certificate, definition.id, context) };
    },

    deleteDefinition: async ({ id, etag, acknowledgeNodes, cascade, validateOnly }, { call }) => {
      await deleteDefinition(ports)(call, {
        id: id as DefinitionId,
        etag,
        acknowledgeNodes,
        cascade: cascadeFrom(cascade),
        validateOnly,
      });
      return {};
    },

    replaceMaterial: async (request, context) => {
      const { certificate, impact, warnings } = await replaceMaterial(ports)(
        context.call,
        {
          definitionId: request.definitionId as DefinitionId,
          etag: request.etag,
          material: materialFrom(request.material),
          allowExpired: request.allowExpired,
          force: forceFrom(request),
          cascade: cascadeFrom(request.cascade),
          validateOnly: request.validateOnly,
        },
        context.signal,
      );
      return {
        definition: await definitionMessageOf(certificate, request.definitionId, context),
        warnings: warnings.map((warning) => ({ ...warning })),
        impact: impactMessage(impact),
      };
    },

    rollbackMaterial: async (request, context) => {
      const { certificate, impact } = await rollbackMaterial(ports)(context.call, {
        definitionId: request.definitionId as DefinitionId,
        versionNumber: Number(request.versionNumber),
        etag: request.etag,
        force: forceFrom(request),
        cascade: cascadeFrom(request.cascade),
        validateOnly: request.validateOnly,
      });
      return {
        definition: await definitionMessageOf(certificate, request.definitionId, context),
        impact: impactMessage(impact),
      };
    },

    listVersions: async (request, { call }) => {
      const id = request.definitionId as DefinitionId;
      const page = await listVersions(ports)(call, id, pageRequestOf(request, id));
      return { versions: page.rows.map(versionMessage), nextPageToken: nextPageToken(page, id) };
    },

    deleteCertificate: async ({ id, etag, acknowledgeNodes, cascade, validateOnly }, { call }) => {
      await deleteCertificate(ports)(call, {
        id: id as CertificateId,
        etag,
        acknowledgeNodes,
        cascade: cascadeFrom(cascade),
        validateOnly,
      });
      return {};
    },

    undeleteCertificate: async ({ id, newName }, context) => ({
      certificate: await messageOf(
        await undeleteCertificate(ports)(context.call, { id: id as CertificateId, newName }),
        context,
      ),
    }),

    replaceCertificate: async ({ id, replacementId, etag, cascade, validateOnly }, context) => {
      const { certificate, replacement, impact } = await replaceCertificate(ports)(context.call, {
        id: id as CertificateId,
        replacementId: replacementId as CertificateId,
        etag,
        cascade: cascadeFrom(cascade),
        validateOnly,
      });
      return {
        certificate: await messageOf(certificate, context),
        replacement: await messageOf(replacement, context),
        impact: impactMessage(impact),
      };
    },
  };
}

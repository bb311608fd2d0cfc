import {
  clearPrimary,
  createCertificate,
  getCertificate,
  listCertificates,
  setPrimary,
  summarizeCertificates,
  updateCertificate,
  type Certificate,
  type CertificateQuery,
} from '@certkeep/application';
import { DomainError, type CertificateId, type EnvironmentId } from '@certkeep/domain';
import { CertificateService } from '@certkeep/contracts/connect';
import { CertificateServiceService } from '@certkeep/contracts/grpc';
import { certificateText, parseCertificate } from '@certkeep/x509';
import type { RpcContext } from '../rpc/context.js';
import { service, type Service } from '../rpc/service.js';
import { certificateChange } from './certificate-change.js';
import { certificateExport } from './certificate-export.js';
import { certificateMessage, withDetails } from './certificate-message.js';
import { filterFrom, momentFrom, orderFrom, timelineWeeksFrom } from './certificate-query.js';
import { maskedFields } from './field-mask.js';
import { certificateIntake, type IntakePorts } from './certificate-intake.js';
import { materialFrom } from './material-message.js';
import { nextPageToken, pageRequestOf } from './page-token.js';
import { signingRequests } from './signing-request.js';

export function certificateService(ports: IntakePorts): Service {
  const { store, clock } = ports;
  const contextOf = async ({ call }: RpcContext) => {
    const view = store.view(call.caller.company);
    const [company, nodesFollowingPrimary] = await Promise.all([
      view.company.require(),
      view.nodes.countFollowingPrimary(),
    ]);
    return { now: clock.now(), company, nodesFollowingPrimary };
  };
  const messageOf = async (certificate: Certificate, context: RpcContext) =>
    certificateMessage(certificate, await contextOf(context));
  const detailsOf = async (certificate: Certificate, { call }: RpcContext) => {
    const { certificates } = store.view(call.caller.company);
    const materials = await Promise.all(certificate.definitions.map(({ id }) => certificates.material(id)));
    return new Map(
      materials.flatMap((material) =>
        material === undefined
          ? []
          : [
              [
                material.definitionId,
                { text: certificateText(material.leaf), chain: material.chain.map(parseCertificate) },
              ] as const,
            ],
      ),
    );
  };

  return service(CertificateService, CertificateServiceService, {
    ...certificateIntake(ports, messageOf),
    ...certificateChange(ports, messageOf),
    ...certificateExport(ports),
    ...signingRequests(ports, messageOf),

    createCertificate: async (request, context) => {
      const { certificate, warnings } = await createCertificate(ports)(
        context.call,
        {
          ...request,
          material: materialFrom(request.material),
          environmentIds: request.environmentIds as EnvironmentId[],
        },
        context.signal,
      );
      return {
        certificate: await messageOf(certificate, context),
        warnings: warnings.map((warning) => ({ ...warning })),
      };
    },

    getCertificate: async ({ id }, context) => {
      const certificate = await getCertificate(ports)(context.call, id as CertificateId);
      const message = await messageOf(certificate, context);
      return { certificate: withDetails(message, await detailsOf(certificate, context)) };
    },

    listCertificates: async (request, context) => {
      const filter = filterFrom(request.filter);
      const order = orderFrom(request.orderBy);
      const listArguments = [filter, order, request.asOf];
      const at = momentFrom(request.asOf, clock.now());
      const query: CertificateQuery = { filter, at, ...order, page: pageRequestOf(request, listArguments) };
      const [page, now] = await Promise.all([listCertificates(ports)(context.call, query), contextOf(context)]);
      const shared = { ...now, now: at };
      return {
        certificates: page.rows.map((certificate) => certificateMessage(certificate, shared)),
        nextPageToken: nextPageToken(page, listArguments),
      };
    },

    summarizeCertificates: async (request, { call }) => {
      const at = momentFrom(request.asOf, clock.now());
      const timelineWeeks = timelineWeeksFrom(request.timelineWeeks);
      const summary = await summarizeCertificates(ports)(call, {
        filter: filterFrom(request.filter),
        at,
        timelineWeeks,
      });
      return {
        total: BigInt(summary.total),
        inUse: BigInt(summary.inUse),
        notInUse: BigInt(summary.notInUse),
        valid: BigInt(summary.valid),
        upcoming: BigInt(summary.upcoming),
        expiresSoon: BigInt(summary.expiresSoon),
        expired: BigInt(summary.expired),
        timeline: summary.timeline.map(({ weekStart, count }) => ({ weekStart, count: BigInt(count) })),
      };
    },

    updateCertificate: async ({ certificate, updateMask }, context) => {
      if (certificate === undefined || certificate.id === '') {
        throw new DomainError('FIELD_INVALID', 'The certificate’s id is missing.', { field: 'certificate.id' });
      }
      const { id, etag, name, description, labels } = certificate;
      const fields = maskedFields(updateMask, {
        name: { isSet: name !== '' },
        description: { isSet: description !== '' },
        labels: { isSet: Object.keys(labels).length > 0 },
      });
      const edit = {
        ...(fields.has('name') ? { name } : {}),
        ...(fields.has('description') ? { description } : {}),
        ...(fields.has('labels') ? { labels } : {}),
      };
      const updated = await updateCertificate(ports)(context.call, { id: id as CertificateId, etag, edit });
      return { certificate: await messageOf(updated, context) };
    },

    setPrimaryCertificate: async ({ id, etag }, context) => ({
      certificate: await messageOf(await setPrimary(ports)(context.call, { id: id as CertificateId, etag }), context),
    }),

    clearPrimaryCertificate: async ({ id, etag }, context) => ({
      certificate: await messageOf(await clearPrimary(ports)(context.call, { id: id as CertificateId, etag }), context),
    }),
  });
}

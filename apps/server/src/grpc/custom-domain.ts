import {
  assignCertificate,
  createCustomDomain,
  deleteCustomDomain,
  etagOf,
  getCustomDomain,
  listCustomDomains,
  updateCustomDomain,
  type Clock,
  type CustomDomainFilter,
  type MakeId,
  type ServedDomain,
  type Store,
} from '@certkeep/application';
import {
  DomainError,
  type ApplicationId,
  type CertificateId,
  type CustomDomainId,
  type EnvironmentId,
} from '@certkeep/domain';
import {
  CertificateStatus as StatusMessage,
  type CustomDomain as CustomDomainMessage,
  type DomainServiceService,
  type ListCustomDomainsRequest,
} from '@certkeep/contracts/grpc';
import { domainToASCII } from 'node:url';
import type { ServiceImplementation } from '../rpc/service.js';
import { hostFrom, momentFrom } from './certificate-query.js';
import { maskedFields } from './field-mask.js';
import { nextPageToken, pageRequestOf } from './page-token.js';

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

type CustomDomains = Pick<
  ServiceImplementation<typeof DomainServiceService>,
  | 'createCustomDomain'
  | 'getCustomDomain'
  | 'listCustomDomains'
  | 'updateCustomDomain'
  | 'deleteCustomDomain'
  | 'assignCertificate'
>;

export function customDomains(ports: Ports): CustomDomains {
  return {
    createCustomDomain: async ({ customDomain, validateOnly }, { call }) => {
      const { applicationId, environmentId, host, certificateId } = required(customDomain);
      const created = await createCustomDomain(ports)(call, {
        applicationId: applicationId as ApplicationId,
        environmentId: environmentId as EnvironmentId,
        host: hostFrom(host, 'custom_domain.host'),
        certificateId: certificateFrom(certificateId),
        validateOnly,
      });
      return { customDomain: customDomainMessage(created) };
    },

    getCustomDomain: async ({ id }, { call }) => ({
      customDomain: customDomainMessage(await getCustomDomain(ports)(call, id as CustomDomainId)),
    }),

    listCustomDomains: async (request, { call }) => {
      const filter = filterFrom(request);
      const listArguments = [filter, request.asOf];
      const at = momentFrom(request.asOf, ports.clock.now());
      const page = await listCustomDomains(ports)(call, { filter, at, page: pageRequestOf(request, listArguments) });
      return {
        customDomains: page.rows.map(customDomainMessage),
        nextPageToken: nextPageToken(page, listArguments),
      };
    },

    updateCustomDomain: async ({ customDomain, updateMask }, { call }) => {
      const { id, etag, host, certificateId } = required(customDomain);
      const fields = maskedFields(updateMask, {
        host: { isSet: host !== '' },
        certificate_id: { isSet: certificateId !== '' },
      });
      const edit = {
        ...(fields.has('host') ? { host: hostFrom(host, 'custom_domain.host') } : {}),
        ...(fields.has('certificate_id') ? { certificateId: certificateFrom(certificateId) } : {}),
      };
      const updated = await updateCustomDomain(ports)(call, { id: id as CustomDomainId, etag, edit });
      return { customDomain: customDomainMessage(updated) };
    },

    deleteCustomDomain: async ({ id, etag, validateOnly }, { call }) => {
      await deleteCustomDomain(ports)(call, { id: id as CustomDomainId, etag, validateOnly });
      return {};
    },

    assignCertificate: async ({ certificateId, customDomainIds, validateOnly }, { call }) => {
      const assigned = await assignCertificate(ports)(call, {
        certificateId: certificateId as CertificateId,
        customDomainIds: customDomainIds as CustomDomainId[],
        validateOnly,
      });
      return { customDomains: assigned.map(customDomainMessage) };
    },
  };
}

function required(customDomain: CustomDomainMessage | undefined): CustomDomainMessage {
  if (customDomain !== undefined) return customDomain;
  throw new DomainError('FIELD_INVALID', 'The custom domain is missing. Send it.', { field: 'custom_domain' });
}

function certificateFrom(id: string): CertificateId | undefined {
  return id === '' ? undefined : (id as CertificateId);
}

function filterFrom(request: ListCustomDomainsRequest): CustomDomainFilter {
  const { search, applicationId, environmentId, certificateId, covered } = request;
  return {
    search: searchFrom(search),
    applicationId: applicationId === '' ? undefined : (applicationId as ApplicationId),
    environmentId: environmentId === '' ? undefined : (environmentId as EnvironmentId),
    certificateId: certificateFrom(certificateId),
    covered,
  };
}

/** Hosts are kept as A-labels, and people search for what they read. */
function searchFrom(text: string): string {
  const lower = text.trim().toLowerCase();
  return /^[\x20-\x7e]*$/.test(lower) ? lower : domainToASCII(lower) || lower;
}

function customDomainMessage({
  domain,
  certificateName,
  certificateStatus,
  covered,
}: ServedDomain): CustomDomainMessage {
  return {
    id: domain.id,
    applicationId: domain.applicationId,
    environmentId: domain.environmentId,
    host: domain.host,
    certificateId: domain.certificateId ?? '',
    certificateName,
    certificateStatus: certificateStatus === undefined ? StatusMessage.UNSPECIFIED : StatusMessage[certificateStatus],
    covered,
    etag: etagOf(domain.version),
    createTime: domain.createTime,
    updateTime: domain.updateTime,
  };
}

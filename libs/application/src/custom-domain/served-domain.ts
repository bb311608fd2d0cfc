import {
  definitionFor,
  selectForDomain,
  statusAt,
  worstStatus,
  type CertificateStatus,
  type CustomDomainId,
} from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import { notFound } from '../not-found.js';
import type { CompanyView } from '../store.js';
import type { CustomDomain } from './custom-domain-repository.js';
import { domainCandidate } from './domain-candidate.js';

/** A custom domain with what its certificate is for it at a moment. */
export interface ServedDomain {
  readonly domain: CustomDomain;
  /** Empty without a certificate. */
  readonly certificateName: string;
  /** Of the definition that serves it; the certificate's where none does. Undefined without a certificate. */
  readonly certificateStatus: CertificateStatus | undefined;
  /** The certificate may serve the host then. */
  readonly covered: boolean;
}

type Readers = Pick<CompanyView, 'certificates' | 'company' | 'customDomains'>;

/** @throws DomainError NOT_FOUND */
export async function requireCustomDomain(
  { customDomains }: Pick<CompanyView, 'customDomains'>,
  id: CustomDomainId,
): Promise<CustomDomain> {
  const domain = await customDomains.find(id);
  if (domain === undefined) throw notFound('custom_domain', id);
  return domain;
}

/** @throws DomainError NOT_FOUND */
export async function requireServedDomain(view: Readers, id: CustomDomainId, at: Date): Promise<ServedDomain> {
  const [served] = await serveDomains(view, [await requireCustomDomain(view, id)], at);
  if (served === undefined) throw new TypeError('a custom domain was not served');
  return served;
}

export async function serveDomains(
  { certificates, company }: Pick<CompanyView, 'certificates' | 'company'>,
  domains: readonly CustomDomain[],
  at: Date,
): Promise<readonly ServedDomain[]> {
  const ids = new Set(domains.flatMap(({ certificateId }) => certificateId ?? []));
  const found = ids.size === 0 ? [] : await certificates.findMany([...ids]);
  const byId = new Map(found.map((certificate) => [certificate.id, certificate]));
  const { warningWindowDays } = await company.require();
  return domains.map((domain) => {
    const certificate = domain.certificateId && byId.get(domain.certificateId);
    if (certificate === undefined) {
      return { domain, certificateName: '', certificateStatus: undefined, covered: false };
    }
    return {
      domain,
      certificateName: certificate.name,
      certificateStatus: statusFor(domain, certificate, { at, warningWindowDays }),
      covered: selectForDomain({ ...domain, at }, domainCandidate(certificate)).refusal === undefined,
    };
  });
}

function statusFor(
  { environmentId }: CustomDomain,
  { definitions }: Certificate,
  { at, warningWindowDays }: { readonly at: Date; readonly warningWindowDays: number },
): CertificateStatus {
  const serving = definitionFor(definitions, environmentId);
  const deciding = serving === undefined ? definitions : [serving];
  return worstStatus(deciding.map(({ current }) => statusAt(at, current.facts, warningWindowDays)));
}

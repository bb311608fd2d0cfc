import {
  DomainError,
  selectForDomain,
  type CertificateId,
  type CustomDomainId,
  type DomainRefusal,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Certificate } from '../certificate/certificate.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock } from '../clock.js';
import { mostDependents } from '../dependents.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { CustomDomain } from './custom-domain-repository.js';
import { domainCandidate, refusalError } from './domain-candidate.js';
import { serveDomains, type ServedDomain } from './served-domain.js';
import { hostsText } from './some-custom-domains.js';
import { refuseUnlessContact } from './technical-contact.js';

export interface AssignCertificateInput {
  readonly certificateId: CertificateId;
  readonly customDomainIds: readonly CustomDomainId[];
  readonly validateOnly: boolean;
}

const mostDomains = 1000;

/**
 * Serves many custom domains with one certificate: all of them or none.
 * @throws DomainError FIELD_INVALID for none, too many or one twice; NOT_FOUND, PERMISSION_MISSING; `selectForDomain`'s
 *   reasons, with the domains that it may not serve
 */
export const assignCertificate =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  async (call: Call, input: AssignCertificateInput): Promise<readonly ServedDomain[]> => {
    const { certificateId, customDomainIds: ids, validateOnly } = input;
    refuseWrongNumber(ids);
    const at = clock.now();
    return changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const certificate = await requireCertificate(transaction.certificates, certificateId);
      const domains = await requireAll(transaction, ids);
      await refuseUnlessContact(transaction, call, [...new Set(domains.map(({ applicationId }) => applicationId))]);
      refuseUnserved(certificate, domains, at);
      await transaction.customDomains.assign(ids, certificateId);
      for (const id of ids) await transaction.changes.append({ kind: 'custom_domain', recordId: id });
      await transaction.audit.record(
        'custom_domain.assign',
        { type: 'certificate', id: certificateId, name: certificate.name },
        { count: String(ids.length), hosts: domains.map(({ host }) => host).join(', ') },
      );
      return serveDomains(transaction, await requireAll(transaction, ids), at);
    });
  };

function refuseWrongNumber(ids: readonly CustomDomainId[]): void {
  const field = 'custom_domain_ids';
  if (ids.length === 0 || ids.length > mostDomains) {
    throw new DomainError(
      'FIELD_INVALID',
      `A certificate is assigned to 1 to ${mostDomains.toLocaleString('en')} custom domains at once, and these are ${ids.length}.`,
      { field },
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new DomainError('FIELD_INVALID', 'A custom domain is named twice. Name each once.', { field });
  }
}

/** In the order of the ids. */
async function requireAll(
  { customDomains }: CompanyTransaction,
  ids: readonly CustomDomainId[],
): Promise<readonly CustomDomain[]> {
  const found = new Map((await customDomains.findMany(ids)).map((domain) => [domain.id, domain]));
  return ids.map((id) => {
    const domain = found.get(id);
    if (domain === undefined) throw notFound('custom_domain', id);
    return domain;
  });
}

function refuseUnserved(certificate: Certificate, domains: readonly CustomDomain[], at: Date): void {
  const candidate = domainCandidate(certificate);
  const refused = domains.flatMap((domain) => {
    const { refusal } = selectForDomain({ ...domain, at }, candidate);
    return refusal === undefined ? [] : [{ domain, refusal }];
  });
  const [first, ...others] = refused;
  if (first === undefined) return;
  const { reason, metadata, message } = first.refusal;
  if (domains.length === 1) throw refusalError(first.refusal, certificate.id, fieldAtFault(first.refusal));
  const hosts = refused.map(({ domain }) => domain.host);
  throw new DomainError(
    reason,
    others.length === 0
      ? `${message} None of the ${domains.length} domains was changed.`
      : `“${certificate.name}” can't serve ${refused.length} of these ${domains.length} domains: ${hostsText(hosts)}. None was changed. Leave them out, or choose another certificate.`,
    {
      field: fieldAtFault(first.refusal),
      resource: { type: 'certificate', id: certificate.id },
      metadata: { ...metadata, certificate_id: certificate.id, refused_count: String(refused.length) },
      dependents: refused
        .slice(0, mostDependents)
        .map(({ domain }) => ({ kind: 'custom_domain', id: domain.id, name: domain.host })),
    },
  );
}

/** Whether other domains or another certificate would help. */
function fieldAtFault({ reason }: DomainRefusal): string {
  return reason === 'DOMAIN_NOT_COVERED' || reason === 'NO_DEFINITION_FOR_ENVIRONMENT'
    ? 'custom_domain_ids'
    : 'certificate_id';
}

import {
  rankForDomain,
  selectForDomain,
  type CertificateId,
  type DomainError,
  type DomainQuestion,
  type DomainSelection,
} from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Certificate } from '../certificate/certificate.js';
import { noFilter } from '../certificate/certificate-filter.js';
import { notFound } from '../not-found.js';
import type { Page, PageRequest } from '../page.js';
import type { CompanyView, Store } from '../store.js';
import { domainCandidate, refusalError } from './domain-candidate.js';

export interface EligibleQuery extends DomainQuestion {
  /** Also those that come close, with the reason why they don't qualify. */
  readonly includeIneligible: boolean;
  readonly page: PageRequest;
}

export interface EligibleCertificate {
  readonly certificate: Certificate;
  readonly selection: DomainSelection;
  /** Why it does not qualify; absent when it does. */
  readonly problem: DomainError | undefined;
}

interface Ranked extends EligibleCertificate {
  readonly rank: string;
}

/** In the order of `rankForDomain`, which says why the first is first. @throws DomainError NOT_FOUND */
export const listEligibleCertificates =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, query: EligibleQuery): Promise<Page<EligibleCertificate>> => {
    const view = store.view(call.caller.company);
    const { environmentId, includeIneligible, page } = query;
    if ((await view.environments.find(environmentId)) === undefined) throw notFound('environment', environmentId);
    const found = await candidates(view, query);
    const ranked = found
      .map((certificate) => rankedOf(query, certificate))
      .filter(({ problem }) => includeIneligible || problem === undefined)
      .sort(inOrder);
    return pageOf(ranked, page);
  };

/** Certificates one of whose definitions covers the host, and those that come close. */
async function candidates(view: CompanyView, { host, at, includeIneligible }: EligibleQuery) {
  const hosts = includeIneligible ? [host, ...nearMisses(host)] : [host];
  const found = new Map<CertificateId, Certificate>();
  for (const coveredHost of hosts) {
    const filter = { ...noFilter, coveredHost, hasPrivateKey: includeIneligible ? undefined : true };
    let after: PageRequest['after'];
    do {
      const page: PageRequest = { size: 1000, ...(after === undefined ? {} : { after }) };
      const { rows, next } = await view.certificates.list({ filter, at, orderBy: 'name', descending: false, page });
      for (const certificate of rows) found.set(certificate.id, certificate);
      after = next;
    } while (after !== undefined);
  }
  return [...found.values()];
}

/** Hosts whose certificates people expect to cover this one too: of the domain above it, and of those below it. */
function nearMisses(host: string): readonly string[] {
  const above = host.split('.').slice(1).join('.');
  return [`www.${host}`, ...(above.includes('.') ? [above] : [])];
}

function rankedOf(question: DomainQuestion, certificate: Certificate): Ranked {
  const candidate = domainCandidate(certificate);
  const selection = selectForDomain(question, candidate);
  const { refusal } = selection;
  return {
    certificate,
    selection,
    problem: refusal && refusalError(refusal, certificate.id),
    rank: rankForDomain(question, candidate, selection),
  };
}

function pageOf(ranked: readonly Ranked[], { size, after }: PageRequest): Page<EligibleCertificate> {
  const rest =
    after === undefined
      ? ranked
      : ranked.filter(({ rank, certificate }) => comesAfter([rank, certificate.id], [String(after.key), after.id]));
  const rows = rest.slice(0, size);
  const last = rows.at(-1);
  return rest.length > size && last !== undefined
    ? { rows, next: { key: last.rank, id: last.certificate.id } }
    : { rows };
}

function inOrder(one: Ranked, other: Ranked): number {
  return comesAfter([one.rank, one.certificate.id], [other.rank, other.certificate.id]) ? 1 : -1;
}

function comesAfter([rank, id]: readonly [string, string], [otherRank, otherId]: readonly [string, string]): boolean {
  return rank > otherRank || (rank === otherRank && id > otherId);
}

import { certificateOrders, noFilter, type CertificateFilter, type CertificateOrder } from '@certkeep/application';
import { DomainError, isHostName, type CertificateStatus, type EnvironmentId } from '@certkeep/domain';
import { CertificateStatus as StatusMessage, type CertificateFilter as FilterMessage } from '@certkeep/contracts/grpc';
import { domainToASCII } from 'node:url';

const statuses: ReadonlyMap<StatusMessage, CertificateStatus> = new Map([
  [StatusMessage.VALID, 'VALID'],
  [StatusMessage.UPCOMING, 'UPCOMING'],
  [StatusMessage.EXPIRES_SOON, 'EXPIRES_SOON'],
  [StatusMessage.EXPIRED, 'EXPIRED'],
]);
/** A hundred years. */
const mostDays = 36_500;
const mostWeeks = 104;

/** @throws DomainError FIELD_INVALID */
export function filterFrom(message: FilterMessage | undefined): CertificateFilter {
  if (message === undefined) return noFilter;
  const { search, inUse, primary, environmentId, labels, coveredDomain, hasPrivateKey, deleted } = message;
  return {
    search: search.trim(),
    statuses: message.statuses.map(statusFrom),
    inUse,
    primary,
    environmentId: environmentId === '' ? undefined : (environmentId as EnvironmentId),
    labels,
    expiresInDays: daysFrom(message.expiresInDays),
    coveredHost: coveredDomain === '' ? undefined : hostFrom(coveredDomain, 'filter.covered_domain'),
    hasPrivateKey,
    deleted,
    expiresFrom: message.expiresFrom,
    expiresBefore: message.expiresBefore,
  };
}

/** @throws DomainError FIELD_INVALID */
export function orderFrom(text: string): { orderBy: CertificateOrder; descending: boolean } {
  const [name = '', direction = 'asc', ...rest] = text.trim() === '' ? ['name'] : text.trim().split(/\s+/);
  const orderBy = certificateOrders.find((order) => order === name);
  if (orderBy === undefined || !['asc', 'desc'].includes(direction) || rest.length > 0) {
    throw invalid(
      'order_by',
      `“${text}” is no order. Use one of ${certificateOrders.join(', ')}, and “desc” after it for the other direction.`,
    );
  }
  return { orderBy, descending: direction === 'desc' };
}

/**
 * The moment that something is asked for: now, or one that is still to come.
 * @throws DomainError FIELD_INVALID
 */
export function momentFrom(asOf: Date | undefined, now: Date): Date {
  if (asOf === undefined) return now;
  if (asOf.getTime() < now.getTime()) {
    throw invalid('as_of', 'This moment has passed. Ask for one in the future, or leave it out for now.');
  }
  return asOf;
}

/** @throws DomainError FIELD_INVALID */
export function timelineWeeksFrom(weeks: number): number {
  if (weeks >= 0 && weeks <= mostWeeks) return weeks;
  throw invalid('timeline_weeks', `A timeline has 0 to ${mostWeeks} weeks. Ask for fewer.`);
}

/**
 * A host name as certificates spell it: A-labels in lower case, without the root's dot (RFC 5890).
 * @throws DomainError FIELD_INVALID
 */
export function hostFrom(text: string, field: string): string {
  const host = domainToASCII(text.trim()).replace(/\.$/, '');
  if (isHostName(host)) return host;
  throw invalid(
    field,
    `“${text}” is no host name. Write it as in api.example.org, without a scheme, port or wildcard.`,
  );
}

function statusFrom(message: StatusMessage): CertificateStatus {
  const status = statuses.get(message);
  if (status !== undefined) return status;
  throw invalid(
    'filter.statuses',
    'One of the statuses is not known here. Use VALID, UPCOMING, EXPIRES_SOON or EXPIRED.',
  );
}

function daysFrom(days: number | undefined): number | undefined {
  if (days === undefined || (days >= 0 && days <= mostDays)) return days;
  throw invalid('filter.expires_in_days', `The number of days must be from 0 to ${mostDays.toLocaleString('en')}.`);
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

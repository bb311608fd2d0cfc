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
    statuses: statusesFrom(message.statuses, 'filter.statuses'),
    inUse,
    primary,
    environmentId: environmentId === '' ? undefined : (environmentId as EnvironmentId),
    labels,
    expiresInDays: daysFrom(message.expiresInDays, 'filter.expires_in_days'),
    coveredHost: coveredDomain === '' ? undefined : hostFrom(coveredDomain, 'filter.covered_domain'),
    hasPrivateKey,
    deleted,
    expiresFrom: message.expiresFrom,
    expiresBefore: message.expiresBefore,
  };
}

/** @throws DomainError FIELD_INVALID */
export function orderFrom(text: string): { orderBy: CertificateOrder; descending: boolean } {
  return orderAmong(certificateOrders, text);
}

/** One of these orders, by name, for empty text the first. @throws DomainError FIELD_INVALID */
export function orderAmong<Order extends string>(
  orders: readonly Order[],
  text: string,
): { orderBy: Order; descending: boolean } {
  const [name = orders[0], direction = 'asc', ...rest] = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const orderBy = orders.find((order) => order === name);
  if (orderBy === undefined || !['asc', 'desc'].includes(direction) || rest.length > 0) {
    throw invalid(
      'order_by',
      `“${text}” is no order. Use one of ${orders.join(', ')}, and “desc” after it for the other direction.`,
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

/** @throws DomainError FIELD_INVALID */
export function statusesFrom(messages: readonly StatusMessage[], field: string): readonly CertificateStatus[] {
  return messages.map((message) => {
    const status = statuses.get(message);
    if (status !== undefined) return status;
    throw invalid(field, 'One of the statuses is not known here. Use VALID, UPCOMING, EXPIRES_SOON or EXPIRED.');
  });
}

/** @throws DomainError FIELD_INVALID */
export function daysFrom(days: number | undefined, field: string): number | undefined {
  if (days === undefined || (days >= 0 && days <= mostDays)) return days;
  throw invalid(field, `The number of days must be from 0 to ${mostDays.toLocaleString('en')}.`);
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

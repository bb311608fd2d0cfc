import type { CertificateFilter, CertificateOrder } from '@certkeep/application';
import type { Dialect } from '../dialect.js';
import { filterValues, partConditions, statusConditions, type PartName } from './certificate-filter.js';
import type { CompanyScope } from './company-scope.js';

/** The index along which a page's certificates are looked for. */
export interface Plan {
  readonly index: string;
  /** The filter whose few rows are taken and sorted; absent when the order's index is walked, and each row looked at. */
  readonly taken?: PartName;
}

/**
 * As many rows as are taken and sorted at most. Where a filter leaves more, they lie close enough together in the
 * order's index for a walk along it.
 */
const mostTaken = 3000;

const primaryKeys: Readonly<Record<Dialect, string>> = { sqlite: 'sqlite_autoindex_certificates_1', mysql: 'PRIMARY' };
const orderIndexes: Readonly<Record<CertificateOrder, string>> = {
  name: 'uq_certificates_live_name',
  expire_time: 'ix_certificates_expire',
  create_time: 'ix_certificates_create',
};

interface Candidate extends Plan {
  /** Finds a row for each certificate that the filter leaves, by an index alone. */
  readonly rows: string;
}

/**
 * Chooses what neither database can: they know how often a value stands in a column at most, not how often this one
 * does. So the rows of each filter that has an index are counted, up to a few.
 */
export async function planOf(
  scope: CompanyScope,
  {
    filter,
    at,
    orderBy,
  }: {
    readonly filter: CertificateFilter;
    readonly at: Date;
    readonly orderBy: CertificateOrder;
  },
): Promise<Plan> {
  if (filter.deleted) return { index: 'ix_certificates_delete' };
  if (filter.primary === true) return { index: 'uq_certificates_primary' };
  const candidates = candidatesOf(scope, filter, primaryKeys[scope.dialect]);
  const values = { company: scope.company, ...filterValues(filter, at) };
  const counted = await Promise.all(
    candidates.map(async (candidate) => ({ ...candidate, count: await countUpTo(scope, candidate.rows, values) })),
  );
  const [fewest] = counted.toSorted((one, other) => one.count - other.count);
  if (fewest !== undefined && fewest.count <= mostTaken) return fewest;
  const isOfUse = filter.inUse !== undefined && orderBy === 'name';
  return { index: isOfUse ? 'ix_certificates_in_use' : orderIndexes[orderBy] };
}

function candidatesOf({ entities }: CompanyScope, filter: CertificateFilter, primaryKey: string): readonly Candidate[] {
  const own = (index: string, condition: string): Candidate => ({
    index,
    rows: `FROM ${entities.certificates.options.name} row WHERE row.company_id = :company AND ${condition}`,
  });
  const [status, ...otherStatuses] = filter.statuses;
  const ofStatus =
    status === undefined || otherStatuses.length > 0
      ? []
      : {
          EXPIRED: [own('ix_certificates_expire', statusConditions.EXPIRED)],
          EXPIRES_SOON: [own('ix_certificates_warn', 'row.warn_time <= :at')],
          VALID: [own('ix_certificates_warn', 'row.warn_time > :at')],
          UPCOMING: [own('ix_certificates_start', statusConditions.UPCOMING)],
        }[status];
  const ends = [
    ...(filter.expiresInDays === undefined ? [] : ['row.expire_time > :expired AND row.expire_time <= :inDays']),
    ...(filter.expiresFrom === undefined ? [] : ['row.expire_time >= :expiresFrom']),
    ...(filter.expiresBefore === undefined ? [] : ['row.expire_time < :expiresBefore']),
  ];
  const parts = partConditions(entities, filter).flatMap(({ name, rows, byIndex }) =>
    byIndex ? [{ index: primaryKey, taken: name, rows }] : [],
  );
  return [...ofStatus, ...(ends.length === 0 ? [] : [own('ix_certificates_expire', ends.join(' AND '))]), ...parts];
}

async function countUpTo(scope: CompanyScope, rows: string, values: object): Promise<number> {
  const found = await scope.manager
    .createQueryBuilder()
    .select('COUNT(*)', 'count')
    .from(`(SELECT 1 ${rows} LIMIT ${mostTaken + 1})`, 'found')
    .setParameters(values)
    .getRawOne<{ count: number | string }>();
  return Number(found?.count ?? 0);
}

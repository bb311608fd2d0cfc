import type { CertificateFilter } from '@certkeep/application';
import { lastExpired, nameKey, namesThatCover, type CertificateStatus } from '@certkeep/domain';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Entities } from '../entities.js';
import { containing } from './keyset.js';

const day = 24 * 60 * 60 * 1000;

/** Conditions on `row`, a certificate, for a status: by the moments at which it changes. */
export const statusConditions: Readonly<Record<CertificateStatus, string>> = {
  EXPIRED: 'row.expire_time <= :expired',
  EXPIRES_SOON: '(row.warn_time <= :at AND row.expire_time > :expired)',
  VALID: '(row.start_time <= :at AND row.warn_time > :at)',
  UPCOMING: 'row.start_time > :at',
};

/** A filter on what stands in another table. */
export type PartName = 'environment' | 'covered' | 'key' | `label${number}`;

interface PartCondition {
  readonly name: PartName;
  /** `FROM … WHERE …`, with a row for each certificate that the filter leaves. */
  readonly rows: string;
  /** Its column with the certificate's id. */
  readonly id: string;
  /** An index leads to the rows; else they can only be looked at for one certificate at a time. */
  readonly byIndex: boolean;
  readonly wanted: boolean;
}

/**
 * Adds a filter's conditions to a query over certificates, named `row`.
 * @param at the moment that statuses and days are counted from
 * @param walk for a query that looks at one certificate after another, until it has enough: all conditions on other
 * tables but the one that is taken, if any, are then asked for each
 */
export function applyFilter<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  entities: Entities,
  filter: CertificateFilter,
  at: Date,
  walk?: { readonly taken?: PartName },
): void {
  query.andWhere(filter.deleted ? 'row.delete_time IS NOT NULL' : 'row.delete_time IS NULL');
  query.setParameters(filterValues(filter, at));
  if (filter.search !== '') query.andWhere("row.search_text LIKE :search ESCAPE '!'");
  if (filter.statuses.length > 0) {
    query.andWhere(`(${filter.statuses.map((status) => statusConditions[status]).join(' OR ')})`);
  }
  if (filter.inUse !== undefined) query.andWhere('row.in_use = :inUse');
  if (filter.primary !== undefined) {
    query.andWhere(filter.primary ? 'row.primary_marker = 1' : 'row.primary_marker IS NULL');
  }
  if (filter.expiresInDays !== undefined) query.andWhere('row.expire_time > :expired AND row.expire_time <= :inDays');
  if (filter.expiresFrom !== undefined) query.andWhere('row.expire_time >= :expiresFrom');
  if (filter.expiresBefore !== undefined) query.andWhere('row.expire_time < :expiresBefore');
  for (const { name, rows, id, wanted } of partConditions(entities, filter)) {
    // Neither database makes a join of a count, as MariaDB does of EXISTS, to begin with the other table.
    if (walk === undefined || walk.taken === name)
      query.andWhere(`row.id ${wanted ? '' : 'NOT '}IN (SELECT ${id} ${rows})`);
    else query.andWhere(`(SELECT COUNT(*) ${rows} AND ${id} = row.id) ${wanted ? '>' : '='} 0`);
  }
}

/** What a filter's conditions compare with. */
export function filterValues(filter: CertificateFilter, at: Date): ObjectLiteral {
  const { search, inUse, expiresInDays, expiresFrom, expiresBefore, environmentId, coveredHost, labels } = filter;
  return {
    at: at.getTime(),
    expired: lastExpired(at).getTime(),
    search: containing(nameKey(search)),
    inUse: Number(inUse),
    inDays: at.getTime() + (expiresInDays ?? 0) * day,
    expiresFrom: expiresFrom?.getTime(),
    expiresBefore: expiresBefore?.getTime(),
    environment: environmentId,
    covering: coveredHost === undefined ? [] : namesThatCover(coveredHost),
    ...Object.fromEntries(
      Object.entries(labels).flatMap(([key, value], index) => [
        [`labelKey${index}`, key],
        [`labelValue${index}`, value],
      ]),
    ),
  };
}

/** Conditions on what stands in tables beside the certificate's. */
export function partConditions(
  entities: Entities,
  { environmentId, coveredHost, labels, hasPrivateKey }: CertificateFilter,
): readonly PartCondition[] {
  const table = (name: keyof Entities) => entities[name].options.name;
  const indexed = (name: PartName, rows: string): PartCondition => ({
    name,
    rows,
    id: 'part.certificate_id',
    byIndex: true,
    wanted: true,
  });
  return [
    ...(environmentId === undefined
      ? []
      : [
          indexed(
            'environment',
            `FROM ${table('environmentAssignments')} part WHERE part.environment_id = :environment`,
          ),
        ]),
    ...(coveredHost === undefined
      ? []
      : [
          indexed(
            'covered',
            `FROM ${table('coveredNames')} part WHERE part.company_id = :company AND part.name IN (:...covering)`,
          ),
        ]),
    ...Object.values(labels).map((value, index) => {
      const anyValue = value === '' ? '' : ` AND part.label_value = :labelValue${index}`;
      return indexed(
        `label${index}`,
        `FROM ${table('certificateLabels')} part WHERE part.company_id = :company AND part.label_key = :labelKey${index}${anyValue}`,
      );
    }),
    ...(hasPrivateKey === undefined
      ? []
      : [
          {
            name: 'key' as const,
            rows: `FROM ${table('definitions')} part JOIN ${table('versions')} v ON v.id = part.current_version_id WHERE v.sealing_key_id IS NOT NULL`,
            id: 'part.certificate_id',
            byIndex: false,
            wanted: hasPrivateKey,
          },
        ]),
  ];
}

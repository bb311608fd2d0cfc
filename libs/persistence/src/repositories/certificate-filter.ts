import type { CertificateFilter } from '@certkeep/application';
import { lastExpired, nameKey, namesThatCover, type CertificateStatus } from '@certkeep/domain';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Entities } from '../entities.js';
import { containing } from './keyset.js';

const day = 24 * 60 * 60 * 1000;

/** Conditions on `row`, a certificate, for a status: by the moments at which it changes. */
const statusConditions: Readonly<Record<CertificateStatus, string>> = {
  EXPIRED: 'row.expire_time <= :expired',
  EXPIRES_SOON: '(row.warn_time <= :at AND row.expire_time > :expired)',
  VALID: '(row.start_time <= :at AND row.warn_time > :at)',
  UPCOMING: 'row.start_time > :at',
};

/**
 * Adds a filter's conditions to a query over certificates, named `row`.
 * @param at the moment that statuses and days are counted from
 */
export function applyFilter<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  entities: Entities,
  filter: CertificateFilter,
  at: Date,
): void {
  query.andWhere(filter.deleted ? 'row.delete_time IS NOT NULL' : 'row.delete_time IS NULL');
  query.setParameters({ at: at.getTime(), expired: lastExpired(at).getTime() });
  if (filter.search !== '') {
    query.andWhere("row.search_text LIKE :search ESCAPE '!'", { search: containing(nameKey(filter.search)) });
  }
  if (filter.statuses.length > 0) {
    query.andWhere(`(${filter.statuses.map((status) => statusConditions[status]).join(' OR ')})`);
  }
  if (filter.inUse !== undefined) query.andWhere('row.in_use = :inUse', { inUse: Number(filter.inUse) });
  if (filter.primary !== undefined) {
    query.andWhere(filter.primary ? 'row.primary_marker = 1' : 'row.primary_marker IS NULL');
  }
  if (filter.expiresInDays !== undefined) {
    query.andWhere('row.expire_time > :expired AND row.expire_time <= :inDays', {
      inDays: at.getTime() + filter.expiresInDays * day,
    });
  }
  if (filter.expiresFrom !== undefined) {
    query.andWhere('row.expire_time >= :expiresFrom', { expiresFrom: filter.expiresFrom.getTime() });
  }
  if (filter.expiresBefore !== undefined) {
    query.andWhere('row.expire_time < :expiresBefore', { expiresBefore: filter.expiresBefore.getTime() });
  }
  applyPartFilters(query, entities, filter);
}

/** Conditions on what stands in tables beside the certificate's. */
function applyPartFilters<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  entities: Entities,
  { environmentId, coveredHost, labels, hasPrivateKey }: CertificateFilter,
): void {
  if (environmentId !== undefined) {
    query.andWhere(
      `row.id IN (SELECT a.certificate_id FROM ${entities.environmentAssignments.options.name} a WHERE a.environment_id = :environment)`,
      { environment: environmentId },
    );
  }
  if (coveredHost !== undefined) {
    query.andWhere(
      `row.id IN (SELECT n.certificate_id FROM ${entities.coveredNames.options.name} n WHERE n.company_id = :company AND n.name IN (:...covering))`,
      { covering: namesThatCover(coveredHost) },
    );
  }
  for (const [index, [key, value]] of Object.entries(labels).entries()) {
    const anyValue = value === '' ? '' : ` AND l.label_value = :labelValue${index}`;
    query.andWhere(
      `row.id IN (SELECT l.certificate_id FROM ${entities.certificateLabels.options.name} l WHERE l.company_id = :company AND l.label_key = :labelKey${index}${anyValue})`,
      { [`labelKey${index}`]: key, ...(value === '' ? {} : { [`labelValue${index}`]: value }) },
    );
  }
  if (hasPrivateKey !== undefined) {
    const keyed = `SELECT 1 FROM ${entities.definitions.options.name} d JOIN ${entities.versions.options.name} v ON v.id = d.current_version_id WHERE d.certificate_id = row.id AND v.sealing_key_id IS NOT NULL`;
    query.andWhere(`${hasPrivateKey ? '' : 'NOT '}EXISTS (${keyed})`);
  }
}

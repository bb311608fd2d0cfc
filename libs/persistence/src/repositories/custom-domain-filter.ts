import type { CustomDomainFilter } from '@certkeep/application';
import { lastExpired } from '@certkeep/domain';
import type { SelectQueryBuilder } from 'typeorm';
import type { Entities } from '../entities.js';
import type { CustomDomainRow } from '../entities/custom-domain.js';
import { containing } from './keyset.js';

/**
 * Adds a filter's conditions to a query over custom domains, named `row`.
 * @param at the moment that coverage is asked for
 */
export function applyCustomDomainFilter(
  query: SelectQueryBuilder<CustomDomainRow>,
  entities: Entities,
  { search, applicationId, environmentId, certificateId, covered }: CustomDomainFilter,
  at: Date,
): void {
  if (search !== '') query.andWhere("row.host LIKE :search ESCAPE '!'", { search: containing(search) });
  if (applicationId !== undefined) query.andWhere('row.application_id = :application', { application: applicationId });
  if (environmentId !== undefined) query.andWhere('row.environment_id = :environment', { environment: environmentId });
  if (certificateId !== undefined) query.andWhere('row.certificate_id = :certificate', { certificate: certificateId });
  if (covered !== undefined) {
    query.andWhere(`${covered ? '' : 'NOT '}EXISTS (${serving(entities)})`, {
      at: at.getTime(),
      expired: lastExpired(at).getTime(),
    });
  }
}

/** What `selectForDomain` lets serve the row's host, in the database's words. */
function serving({ definitions, versions, coveredNames, environmentAssignments }: Entities): string {
  const forEnvironment =
    `SELECT a.definition_id FROM ${environmentAssignments.options.name} a ` +
    'WHERE a.environment_id = row.environment_id AND a.certificate_id = row.certificate_id';
  const wildcard = "CONCAT('*', SUBSTR(row.host, INSTR(row.host, '.')))";
  return [
    `SELECT 1 FROM ${definitions.options.name} d`,
    `JOIN ${versions.options.name} v ON v.id = d.current_version_id`,
    `JOIN ${coveredNames.options.name} n ON n.definition_id = d.id`,
    'WHERE d.certificate_id = row.certificate_id',
    `AND (d.id IN (${forEnvironment}) OR (d.default_marker = 1 AND NOT EXISTS (${forEnvironment})))`,
    'AND v.sealing_key_id IS NOT NULL AND v.not_before <= :at AND v.not_after > :expired',
    `AND (n.name = row.host OR (n.name = ${wildcard} AND n.name LIKE '*.%.%'))`,
  ].join(' ');
}

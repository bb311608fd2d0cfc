import type { CertificateId, EnvironmentId } from '@certkeep/domain';
import { definitionTable, versionTable, type DefinitionRow, type VersionRow } from '../entities/certificate.js';
import { environmentAssignmentTable } from '../entities/environment.js';
import { plainRows } from '../plain-rows.js';
import type { CompanyScope } from './company-scope.js';

type ShownVersion = 'id' | 'not_before' | 'not_after';
type ShownDefinition = 'id' | 'certificate_id' | 'alias' | 'current_version_id' | 'create_time' | 'update_time';

/** A definition in an environment, with its current version. */
export interface AssignedRow<Column extends keyof VersionRow> {
  readonly aliasKey: string;
  readonly definition: Pick<DefinitionRow, ShownDefinition>;
  readonly version: Pick<VersionRow, Column | ShownVersion>;
}

interface AssignedQuery {
  readonly environmentId: EnvironmentId;
  readonly after?: string | undefined;
  readonly certificates?: readonly CertificateId[];
  readonly limit: number;
}

/**
 * What is assigned to an environment and is there, in the order of the aliases. Versions are asked for when it is known
 * which are current: a replacement in between must not leave a definition without one.
 * @param columns of the version, beside its validity
 */
export async function assignedRows<Column extends keyof VersionRow>(
  { manager, entities, company }: CompanyScope,
  { environmentId, after, certificates, limit }: AssignedQuery,
  columns: readonly Column[],
): Promise<readonly AssignedRow<Column>[]> {
  const query = manager
    .getRepository(entities.environmentAssignments)
    .createQueryBuilder('row')
    .where('row.environment_id = :environmentId', { environmentId })
    .andWhere('row.company_id = :company', { company })
    .andWhere('row.live_alias_key IS NOT NULL')
    .orderBy('row.live_alias_key', 'ASC')
    .limit(limit);
  if (after !== undefined) query.andWhere('row.live_alias_key > :after', { after });
  if (certificates !== undefined) query.andWhere('row.certificate_id IN (:...certificates)', { certificates });
  const places = await plainRows(query, environmentAssignmentTable, ['definition_id', 'live_alias_key']);
  if (places.length === 0) return [];
  const definitions = await plainRows(
    manager
      .getRepository(entities.definitions)
      .createQueryBuilder('row')
      .where('row.id IN (:...ids)', { ids: places.map(({ definition_id }) => definition_id) }),
    definitionTable,
    ['id', 'certificate_id', 'alias', 'current_version_id', 'create_time', 'update_time'],
  );
  const shown = [...new Set<Column | ShownVersion>(['id', 'not_before', 'not_after', ...columns])];
  const versions = await plainRows(
    manager
      .getRepository(entities.versions)
      .createQueryBuilder('row')
      .where('row.id IN (:...ids)', { ids: definitions.map(({ current_version_id }) => current_version_id) }),
    versionTable,
    shown,
  );
  const current = new Map<string, Pick<VersionRow, Column | ShownVersion>>(versions.map((row) => [row.id, row]));
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  return places.flatMap(({ definition_id, live_alias_key }) => {
    const definition = byId.get(definition_id);
    const version = definition && current.get(definition.current_version_id);
    if (definition === undefined || version === undefined || live_alias_key === null) return [];
    return [{ aliasKey: live_alias_key, definition, version }];
  });
}

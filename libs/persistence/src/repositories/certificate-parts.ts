import type { Certificate, Definition } from '@certkeep/application';
import { definitionTable, versionTable } from '../entities/certificate.js';
import { environmentAssignmentTable } from '../entities/environment.js';
import { plainRows } from '../plain-rows.js';
import { certificateOf, definitionOf, type ShownCertificateRow } from './certificate-mapping.js';
import type { CompanyScope } from './company-scope.js';
import { countsBy } from './counts-by.js';

/** Without the bytes, which a list has no use for. */
export const versionFactsColumns = [
  'id',
  'definition_id',
  'number',
  'facts',
  'not_before',
  'not_after',
  'sealing_key_id',
  'create_time',
] as const;

/** The certificates of these rows, with all that stands in other tables. Whoever asks has found them in the company. */
export async function certificatesOf(
  scope: CompanyScope,
  rows: readonly ShownCertificateRow[],
): Promise<Certificate[]> {
  if (rows.length === 0) return [];
  const { manager, entities, company } = scope;
  const ids = rows.map(({ id }) => id);
  const [definitions, nodes, domains, jwks] = await Promise.all([
    definitionsOf(scope, ids),
    countsBy(
      manager.getRepository(entities.nodes).createQueryBuilder('row').where('row.company_id = :company', { company }),
      'chosen_certificate_id',
      ids,
    ),
    countsBy(manager.getRepository(entities.customDomains).createQueryBuilder('row'), 'certificate_id', ids),
    countsBy(manager.getRepository(entities.jwks).createQueryBuilder('row'), 'certificate_id', ids),
  ]);
  return rows.map((row) =>
    certificateOf(row, definitions.get(row.id) ?? [], {
      chosenByNodeCount: nodes.get(row.id) ?? 0,
      customDomainCount: domains.get(row.id) ?? 0,
      jwkCount: jwks.get(row.id) ?? 0,
    }),
  );
}

/**
 * Their definitions by certificate, the default one first, then the oldest. Everything is found by ids: a second
 * condition on the company would let SQLite take an index of the company, and read all that the company has. Versions
 * are asked for when it is known which are current: a replacement in between must not leave a definition without one.
 */
async function definitionsOf(
  { manager, entities }: CompanyScope,
  certificates: readonly string[],
): Promise<ReadonlyMap<string, Definition[]>> {
  const these = { certificates };
  const rows = await plainRows(
    manager
      .getRepository(entities.definitions)
      .createQueryBuilder('row')
      .where('row.certificate_id IN (:...certificates)', these)
      // Others without environments, left by a certificate that took those, come after the default one.
      .orderBy('row.default_marker', 'DESC')
      .addOrderBy('row.id'),
    definitionTable,
    ['id', 'certificate_id', 'alias', 'source', 'current_version_id'],
  );
  if (rows.length === 0) return new Map();
  const [versions, assignments] = await Promise.all([
    plainRows(
      manager
        .getRepository(entities.versions)
        .createQueryBuilder('row')
        .where('row.id IN (:...ids)', { ids: rows.map(({ current_version_id }) => current_version_id) }),
      versionTable,
      versionFactsColumns,
    ),
    plainRows(
      manager
        .getRepository(entities.environmentAssignments)
        .createQueryBuilder('row')
        .where('row.certificate_id IN (:...certificates)', these)
        .orderBy('row.environment_id'),
      environmentAssignmentTable,
      ['definition_id', 'environment_id'],
    ),
  ]);
  const current = new Map(versions.map((version) => [version.id, version]));
  const found = new Map<string, Definition[]>(certificates.map((id) => [id, []]));
  for (const row of rows) {
    const version = current.get(row.current_version_id);
    const environments = assignments.filter(({ definition_id }) => definition_id === row.id);
    if (version !== undefined) found.get(row.certificate_id)?.push(definitionOf(row, version, environments));
  }
  return found;
}

import type { Certificate, Definition, Version, VersionMaterial } from '@certkeep/application';
import type { CertificateId, DefinitionId, EnvironmentId, VersionId } from '@certkeep/domain';
import type { CertificateRow, DefinitionRow, VersionRow } from '../entities/certificate.js';
import type { EnvironmentAssignmentRow } from '../entities/environment.js';
import { splitChain } from './chain-bytes.js';

/** A version's row without its bytes, as lists read it. */
export type VersionFactsRow = Pick<
  VersionRow,
  'id' | 'definition_id' | 'number' | 'facts' | 'not_before' | 'not_after' | 'sealing_key_id' | 'create_time'
>;

/** A certificate's row as lists read it, without what they search in. */
export type ShownCertificateRow = Omit<CertificateRow, 'search_text'>;

export function certificateOf(
  row: ShownCertificateRow,
  definitions: readonly Definition[],
  counts: { readonly chosenByNodeCount: number; readonly customDomainCount: number; readonly jwkCount: number },
): Certificate {
  return {
    id: row.id as CertificateId,
    name: row.name,
    description: row.description,
    labels: row.labels,
    primary: row.primary_marker === true,
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
    deleteTime: row.delete_time ?? undefined,
    inUse: row.in_use,
    definitions,
    ...counts,
  };
}

export function definitionOf(
  row: Pick<DefinitionRow, 'id' | 'alias' | 'source'>,
  current: VersionFactsRow,
  assignments: readonly Pick<EnvironmentAssignmentRow, 'environment_id'>[],
): Definition {
  return {
    id: row.id as DefinitionId,
    alias: row.alias,
    environmentIds: assignments.map(({ environment_id }) => environment_id as EnvironmentId),
    source: row.source,
    current: versionOf(current),
  };
}

export function versionOf(row: VersionFactsRow): Version {
  return {
    id: row.id as VersionId,
    number: row.number,
    facts: { ...row.facts, notBefore: row.not_before, notAfter: row.not_after },
    hasKey: row.sealing_key_id !== null,
    createTime: row.create_time,
  };
}

export function materialOf(row: VersionRow): VersionMaterial {
  return {
    versionId: row.id as VersionId,
    number: row.number,
    definitionId: row.definition_id as DefinitionId,
    leaf: row.leaf,
    chain: splitChain(row.chain),
    sealedKey: row.sealed_key ?? undefined,
  };
}

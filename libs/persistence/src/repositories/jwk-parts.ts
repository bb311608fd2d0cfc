import type { Jwk, JwkLink } from '@certkeep/application';
import type { CertificateId, DefinitionId, EnvironmentId, JwkId } from '@certkeep/domain';
import { In } from 'typeorm';
import type { JwkEnvironmentRow, JwkRow, RetiredJwkRow } from '../entities/jwk.js';
import type { CompanyScope } from './company-scope.js';

interface Parts {
  readonly certificates: ReadonlyMap<string, string>;
  readonly definitions: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, readonly JwkEnvironmentRow[]>;
  readonly retired: ReadonlyMap<string, readonly RetiredJwkRow[]>;
}

/** The JWKs of these rows, with all that stands in other tables. Whoever asks has found them in the company. */
export async function jwksOf(scope: CompanyScope, rows: readonly JwkRow[]): Promise<Jwk[]> {
  if (rows.length === 0) return [];
  const parts = await partsOf(scope, rows);
  return rows.map((row) => jwkOf(row, parts));
}

async function partsOf({ manager, entities, company }: CompanyScope, rows: readonly JwkRow[]): Promise<Parts> {
  const ids = In(rows.map(({ id }) => id));
  const certificates = await manager.getRepository(entities.certificates).find({
    where: { company_id: company, id: In(rows.map((row) => row.certificate_id).filter((id) => id !== null)) },
    select: { id: true, name: true },
  });
  const definitions = await manager.getRepository(entities.definitions).find({
    where: { company_id: company, id: In(rows.map((row) => row.definition_id).filter((id) => id !== null)) },
    select: { id: true, alias: true },
  });
  const ofJwks = { where: { jwk_id: ids, company_id: company } };
  const places = await manager.getRepository(entities.jwkEnvironments).find(ofJwks);
  const retired = await manager.getRepository(entities.retiredJwks).find({ ...ofJwks, order: { end_time: 'DESC' } });
  return {
    certificates: new Map(certificates.map(({ id, name }) => [id, name])),
    definitions: new Map(definitions.map(({ id, alias }) => [id, alias])),
    places: Map.groupBy(places, ({ jwk_id }) => jwk_id),
    retired: Map.groupBy(retired, ({ jwk_id }) => jwk_id),
  };
}

function jwkOf(row: JwkRow, { certificates, definitions, places, retired }: Parts): Jwk {
  const link: JwkLink | undefined =
    row.certificate_id === null || row.definition_id === null
      ? undefined
      : {
          certificateId: row.certificate_id as CertificateId,
          certificateName: certificates.get(row.certificate_id) ?? '',
          definitionId: row.definition_id as DefinitionId,
          definitionAlias: definitions.get(row.definition_id) ?? '',
        };
  return {
    id: row.id as JwkId,
    name: row.name,
    description: row.description,
    link,
    kid: row.kid,
    kidKind: row.kid_kind,
    use: row.use_for,
    algorithm: row.algorithm,
    operations: row.operations,
    key: {
      certificate: row.certificate_jwk,
      versionNumber: row.version_number,
      source: row.source,
      notBefore: row.start_time,
      notAfter: row.expire_time,
    },
    isPrivate: row.sealing_key_id !== null,
    environmentIds: (places.get(row.id) ?? []).map((place) => place.environment_id as EnvironmentId),
    retired: (retired.get(row.id) ?? []).map(({ kid, public_jwk, end_time }) => ({
      kid,
      publicJwk: public_jwk,
      endTime: end_time,
    })),
    version: row.version,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}

import type {
  Jwk,
  JwkFilter,
  JwkQuery,
  JwkReader,
  JwkReference,
  JwkSettings,
  JwkWriter,
  NewJwkKey,
  Page,
  RetiredHolder,
  RetiredJwk,
} from '@certkeep/application';
import {
  lastExpired,
  nameKey,
  warningTime,
  type CertificateId,
  type EnvironmentId,
  type JwkId,
} from '@certkeep/domain';
import { createHash } from 'node:crypto';
import { In, LessThanOrEqual, MoreThan, type SelectQueryBuilder } from 'typeorm';
import type { JwkRow } from '../entities/jwk.js';
import { statusConditions } from './certificate-filter.js';
import { CertificateStandings } from './certificate-standings.js';
import type { CompanyScope } from './company-scope.js';
import { jwksOf } from './jwk-parts.js';
import { containing, pageByKeyset } from './keyset.js';

const nextVersion = () => 'version + 1';
const day = 24 * 60 * 60 * 1000;

export class JwkRows implements JwkReader, JwkWriter {
  constructor(private readonly scope: CompanyScope) {}

  async find(id: JwkId): Promise<Jwk | undefined> {
    const rows = await this.rows.findBy({ id, company_id: this.scope.company });
    return (await jwksOf(this.scope, rows))[0];
  }

  async findByName(name: string): Promise<JwkReference | undefined> {
    return referenceOf(await this.rows.findOneBy({ company_id: this.scope.company, name_key: nameKey(name) }));
  }

  async findByKid(kid: string): Promise<JwkReference | undefined> {
    return referenceOf(await this.rows.findOneBy({ company_id: this.scope.company, kid }));
  }

  async list({ filter, at, orderBy, descending, page }: JwkQuery): Promise<Page<Jwk>> {
    const { column, keyOf } = orders[orderBy];
    const query = this.rows
      .createQueryBuilder('row')
      .where('row.company_id = :company', { company: this.scope.company });
    applyFilter(query, filter, at);
    const found = await pageByKeyset(query, { column, descending, page, keyOf });
    return { ...found, rows: await jwksOf(this.scope, found.rows) };
  }

  async listLinked(certificate: CertificateId): Promise<readonly Jwk[]> {
    const rows = await this.rows.find({
      where: { company_id: this.scope.company, certificate_id: certificate },
      order: { name_key: 'ASC' },
    });
    return jwksOf(this.scope, rows);
  }

  async listAll(): Promise<readonly Jwk[]> {
    const rows = await this.rows.find({ where: { company_id: this.scope.company }, order: { name_key: 'ASC' } });
    return jwksOf(this.scope, rows);
  }

  async listRetired(kid: string, at: Date): Promise<readonly RetiredHolder[]> {
    const ofCompany = { company_id: this.scope.company };
    const keys = await this.retired.findBy({ ...ofCompany, kid_sha256: kidDigest(kid), end_time: MoreThan(at) });
    if (keys.length === 0) return [];
    const rows = await this.rows.findBy({ ...ofCompany, id: In(keys.map(({ jwk_id }) => jwk_id)) });
    const names = new Map(rows.map(({ id, name }) => [id, name]));
    return keys.map(({ jwk_id, public_jwk, end_time }) => ({
      id: jwk_id as JwkId,
      name: names.get(jwk_id) ?? '',
      kid,
      publicJwk: public_jwk,
      endTime: end_time,
    }));
  }

  async sealedKey(id: JwkId): Promise<Uint8Array | undefined> {
    const row = await this.rows.findOne({
      where: { id, company_id: this.scope.company },
      select: { id: true, sealed_key: true },
    });
    return row?.sealed_key ?? undefined;
  }

  async insert(id: JwkId, settings: JwkSettings, key: NewJwkKey): Promise<void> {
    const now = this.scope.clock.now();
    await this.rows.insert({
      id,
      company_id: this.scope.company,
      ...settingColumns(settings),
      ...(await this.keyColumns(key)),
      version: 1,
      create_time: now,
      update_time: now,
    });
    await this.placeIn(id, settings.environmentIds);
    await this.refreshUse([key.certificateId]);
  }

  async update(id: JwkId, settings: JwkSettings): Promise<void> {
    await this.change(id, settingColumns(settings));
    await this.placeIn(id, settings.environmentIds);
  }

  async takeKey(id: JwkId, settings: JwkSettings, key: NewJwkKey): Promise<void> {
    const before = await this.certificateOf(id);
    await this.change(id, { ...settingColumns(settings), ...(await this.keyColumns(key)) });
    await this.placeIn(id, settings.environmentIds);
    await this.refreshUse([before, key.certificateId]);
  }

  async retire(id: JwkId, { kid, publicJwk, endTime }: RetiredJwk): Promise<void> {
    const key = { jwk_id: id, kid_sha256: kidDigest(kid), company_id: this.scope.company };
    await this.retired.delete(key);
    await this.retired.insert({
      ...key,
      kid,
      public_jwk: publicJwk,
      end_time: endTime,
    });
  }

  async unretire(id: JwkId, kid: string): Promise<void> {
    await this.retired.delete({ jwk_id: id, kid_sha256: kidDigest(kid), company_id: this.scope.company });
  }

  async disconnect(id: JwkId): Promise<void> {
    const before = await this.certificateOf(id);
    await this.change(id, { certificate_id: null, definition_id: null });
    await this.refreshUse([before]);
  }

  async delete(id: JwkId): Promise<void> {
    const before = await this.certificateOf(id);
    const ofJwk = { jwk_id: id, company_id: this.scope.company };
    await this.retired.delete(ofJwk);
    await this.places.delete(ofJwk);
    await this.rows.delete({ id, company_id: this.scope.company });
    await this.refreshUse([before]);
  }

  async forgetRetired(until: Date): Promise<void> {
    await this.retired.delete({ company_id: this.scope.company, end_time: LessThanOrEqual(until) });
  }

  private async change(id: JwkId, columns: Partial<JwkRow>): Promise<void> {
    await this.rows.update(
      { id, company_id: this.scope.company },
      { ...columns, version: nextVersion, update_time: this.scope.clock.now() },
    );
  }

  private async keyColumns({ certificate, sealedKey, ...key }: NewJwkKey) {
    const { warning_window_days: window } = await this.scope.manager
      .getRepository(this.scope.entities.companies)
      .findOneByOrFail({ id: this.scope.company });
    return {
      certificate_id: key.certificateId,
      definition_id: key.definitionId,
      version_number: key.versionNumber,
      source: key.source,
      certificate_jwk: certificate,
      sealed_key: sealedKey === undefined ? null : Buffer.from(sealedKey.bytes),
      sealing_key_id: sealedKey?.keyId ?? null,
      start_time: key.notBefore,
      warn_time: warningTime(key, window),
      expire_time: key.notAfter,
    };
  }

  private async placeIn(id: JwkId, environments: readonly EnvironmentId[]): Promise<void> {
    const ofJwk = { jwk_id: id, company_id: this.scope.company };
    await this.places.delete(ofJwk);
    if (environments.length === 0) return;
    await this.places.insert(environments.map((environment) => ({ ...ofJwk, environment_id: environment })));
  }

  private async certificateOf(id: JwkId): Promise<string | null | undefined> {
    const row = await this.rows.findOne({
      where: { id, company_id: this.scope.company },
      select: { id: true, certificate_id: true },
    });
    return row?.certificate_id;
  }

  private refreshUse(certificates: readonly (string | null | undefined)[]): Promise<void> {
    return new CertificateStandings(this.scope).refreshUse([...new Set(certificates)]);
  }

  private get rows() {
    return this.scope.manager.getRepository(this.scope.entities.jwks);
  }

  private get places() {
    return this.scope.manager.getRepository(this.scope.entities.jwkEnvironments);
  }

  private get retired() {
    return this.scope.manager.getRepository(this.scope.entities.retiredJwks);
  }
}

const orders = {
  name: { column: 'name_key', keyOf: (row: JwkRow) => row.name_key },
  expire_time: { column: 'expire_time', keyOf: (row: JwkRow) => row.expire_time.getTime() },
  create_time: { column: 'create_time', keyOf: (row: JwkRow) => row.create_time.getTime() },
} as const;

function applyFilter(query: SelectQueryBuilder<JwkRow>, filter: JwkFilter, at: Date): void {
  const { search, certificateId, definitionId, isConnected, sources, statuses, expiresInDays } = filter;
  query.setParameters({ at: at.getTime(), expired: lastExpired(at).getTime() });
  if (search !== '') {
    query.andWhere("(row.name_key LIKE :name ESCAPE '!' OR row.kid LIKE :kid ESCAPE '!')", {
      name: containing(nameKey(search)),
      kid: containing(search),
    });
  }
  if (certificateId !== undefined) query.andWhere('row.certificate_id = :certificateId', { certificateId });
  if (definitionId !== undefined) query.andWhere('row.definition_id = :definitionId', { definitionId });
  if (isConnected !== undefined) query.andWhere(`row.definition_id IS ${isConnected ? 'NOT NULL' : 'NULL'}`);
  if (sources.length > 0) query.andWhere('row.source IN (:...sources)', { sources });
  if (statuses.length > 0) {
    query.andWhere(`(${statuses.map((status) => statusConditions[status]).join(' OR ')})`);
  }
  if (expiresInDays !== undefined) {
    query.andWhere('row.expire_time <= :inDays', { inDays: at.getTime() + expiresInDays * day });
  }
}

function settingColumns({ name, description, kid, kidKind, use, algorithm, operations }: JwkSettings) {
  return {
    name,
    name_key: nameKey(name),
    description,
    kid,
    kid_kind: kidKind,
    use_for: use,
    algorithm,
    operations: [...operations],
  };
}

/** Key ids may be longer than what an index takes. */
function kidDigest(kid: string): string {
  return createHash('sha256').update(kid).digest('hex');
}

function referenceOf(row: JwkRow | null): JwkReference | undefined {
  return row === null ? undefined : { id: row.id as JwkId, name: row.name };
}

import { standingAfter } from '@certkeep/application';
import type {
  NewReport,
  NodeReport,
  NodeReportStore,
  NodeStanding,
  Page,
  PageRequest,
  Presence,
  StoredReport,
} from '@certkeep/application';
import { reportStages, type CompanyId, type NodeId } from '@certkeep/domain';
import { In, LessThan, MoreThanOrEqual, type EntityManager } from 'typeorm';
import type { Database } from './database.js';
import type { NodeReportRow, NodeStateRow } from './entities/node-report.js';
import { pageByKeyset } from './repositories/keyset.js';

/** SQLite takes some 32,000 parameters; a state has fourteen. */
const rowsAtATime = 500;

/** Nodes' reports, apart from companies' transactions: without references, which would wait for companies' locks. */
export class NodeReportRows implements NodeReportStore {
  constructor(private readonly database: Database) {}

  async append(reports: readonly NewReport[]): Promise<void> {
    const { entities } = this.database;
    await this.database.transaction(async (manager) => {
      // Written before anything is read: SQLite lets no transaction write that has read what another process then changed.
      for (const some of inChunks(reports)) await manager.getRepository(entities.nodeReports).insert(some.map(rowOf));
      const standings = await this.standingsIn(manager, [...new Set(reports.map(({ nodeId }) => nodeId))]);
      const companies = new Map<NodeId, CompanyId>();
      for (const report of reports) {
        companies.set(report.nodeId, report.company);
        standings.set(report.nodeId, standingAfter(report, standings.get(report.nodeId)));
      }
      await this.upsert(
        manager,
        [...companies].flatMap(([node, company]) => {
          const standing = standings.get(node);
          return standing === undefined ? [] : [stateRowOf(company, standing)];
        }),
        updatedByReports,
      );
    });
  }

  async notePresence(present: readonly Presence[], now: Date, watchedUntil: Date): Promise<void> {
    const rows = present.map(({ company, nodeId, watches }) => ({
      ...stateRowOf(company, { ...unheardOf, nodeId, seenTime: now }),
      watched_until: watches ? watchedUntil : now,
    }));
    await this.database.transaction((manager) => this.upsert(manager, rows, ['seen_time', 'watched_until']));
  }

  async standings(company: CompanyId, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, NodeStanding>> {
    const found = new Map<NodeId, NodeStanding>();
    for (const some of inChunks(nodes)) {
      for (const row of await this.states.findBy({ node_id: In([...some]), company_id: company })) {
        found.set(row.node_id as NodeId, standingOf(row));
      }
    }
    return found;
  }

  async reportedSince(company: CompanyId, time: Date): Promise<readonly NodeId[]> {
    const rows = await this.states.find({
      where: { company_id: company, report_time: MoreThanOrEqual(time) },
      select: { node_id: true },
    });
    return rows.map(({ node_id }) => node_id as NodeId);
  }

  async list(
    company: CompanyId,
    node: NodeId,
    page: PageRequest,
  ): Promise<Page<StoredReport & { readonly id: string }>> {
    const query = this.database.reader
      .getRepository(this.database.entities.nodeReports)
      .createQueryBuilder('row')
      .where('row.company_id = :company AND row.node_id = :node', { company, node });
    const found = await pageByKeyset(query, {
      column: 'report_time',
      descending: true,
      page,
      keyOf: (row) => row.report_time.getTime(),
    });
    return { ...found, rows: found.rows.map(storedReportOf) };
  }

  async purge(before: Date, mostOfOneNode: number): Promise<number> {
    const { entities } = this.database;
    const nodes = entities.nodes.options.name;
    return this.database.transaction(async (manager) => {
      const old = await manager.getRepository(entities.nodeReports).delete({ report_time: LessThan(before) });
      for (const orphans of [entities.nodeReports, entities.nodeStates]) {
        await manager
          .createQueryBuilder()
          .delete()
          .from(orphans)
          .where(`node_id NOT IN (SELECT id FROM ${nodes})`)
          .execute();
      }
      return (old.affected ?? 0) + (await this.trim(manager, mostOfOneNode));
    });
  }

  /** A node that reports without end has its newest alone kept. */
  private async trim(manager: EntityManager, mostOfOneNode: number): Promise<number> {
    const rows = manager.getRepository(this.database.entities.nodeReports);
    const crowded = await rows
      .createQueryBuilder('row')
      .select('row.node_id', 'node')
      .groupBy('row.node_id')
      .having('COUNT(*) > :most', { most: mostOfOneNode })
      .getRawMany<{ readonly node: string }>();
    let gone = 0;
    for (const { node } of crowded) {
      const newest = { where: { node_id: node }, order: { report_time: 'DESC', id: 'DESC' } } as const;
      const [oldestKept] = await rows.find({ ...newest, skip: mostOfOneNode - 1, take: 1 });
      if (oldestKept === undefined) continue;
      const { affected } = await rows.delete({ node_id: node, report_time: LessThan(oldestKept.report_time) });
      gone += affected ?? 0;
    }
    return gone;
  }

  private async standingsIn(manager: EntityManager, nodes: readonly NodeId[]): Promise<Map<NodeId, NodeStanding>> {
    const { dialect, entities } = this.database;
    const found = new Map<NodeId, NodeStanding>();
    for (const some of inChunks(nodes)) {
      const rows = await manager.getRepository(entities.nodeStates).find({
        where: { node_id: In([...some].sort()) },
        // Two replicas that hear of one node take turns; SQLite's writers do anyway.
        ...(dialect === 'mysql' ? { lock: { mode: 'pessimistic_write' as const } } : {}),
      });
      for (const row of rows) found.set(row.node_id as NodeId, standingOf(row));
    }
    return found;
  }

  private async upsert(
    manager: EntityManager,
    rows: readonly NodeStateRow[],
    columns: readonly (keyof NodeStateRow)[],
  ): Promise<void> {
    const sorted = rows.toSorted((one, other) => (one.node_id < other.node_id ? -1 : 1));
    for (const some of inChunks(sorted)) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(this.database.entities.nodeStates)
        .values([...some])
        .orUpdate([...columns], ['node_id'])
        .updateEntity(false)
        .execute();
    }
  }

  private get states() {
    return this.database.reader.getRepository(this.database.entities.nodeStates);
  }
}

const updatedByReports = [
  'seen_time',
  'acknowledged_revision',
  'acknowledge_time',
  'report_time',
  'revision',
  'stage',
  'etag',
  'sha256',
  'failure_message',
  'cache_since',
  'client',
] as const satisfies readonly (keyof NodeStateRow)[];

const unheardOf = {
  watchedUntil: new Date(0),
  acknowledgedRevision: 0,
  acknowledgeTime: undefined,
  last: undefined,
} as const satisfies Partial<NodeStanding>;

function inChunks<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const chunks: (readonly Row[])[] = [];
  for (let at = 0; at < rows.length; at += rowsAtATime) chunks.push(rows.slice(at, at + rowsAtATime));
  return chunks;
}

function reportedColumns(report: NodeReport | undefined) {
  return {
    revision: report?.revision ?? 0,
    stage: report?.stage ?? '',
    etag: report?.etag ?? '',
    sha256: report?.sha256 ?? '',
    failure_message: report?.failureMessage ?? '',
    cache_since: report?.cacheSince ?? null,
    client: report?.client ?? '',
  };
}

function rowOf(report: NewReport): NodeReportRow {
  const { id, company, nodeId, certificateId, certificateName, reportTime } = report;
  return {
    id,
    company_id: company,
    node_id: nodeId,
    certificate_id: certificateId,
    certificate_name: certificateName,
    report_time: reportTime,
    ...reportedColumns(report),
  };
}

function stateRowOf(company: CompanyId, standing: NodeStanding): NodeStateRow {
  return {
    node_id: standing.nodeId,
    company_id: company,
    seen_time: standing.seenTime,
    watched_until: standing.watchedUntil,
    acknowledged_revision: standing.acknowledgedRevision,
    acknowledge_time: standing.acknowledgeTime ?? null,
    report_time: standing.last?.reportTime ?? null,
    ...reportedColumns(standing.last),
  };
}

function reportOf(row: NodeReportRow | NodeStateRow, reportTime: Date): NodeReport | undefined {
  const stage = reportStages.find((known) => known === row.stage);
  if (stage === undefined) return undefined;
  return {
    nodeId: row.node_id as NodeId,
    revision: row.revision,
    stage,
    etag: row.etag,
    sha256: row.sha256,
    failureMessage: row.failure_message,
    cacheSince: row.cache_since ?? undefined,
    client: row.client,
    reportTime,
  };
}

function storedReportOf(row: NodeReportRow): StoredReport & { readonly id: string } {
  const report = reportOf(row, row.report_time);
  if (report === undefined) throw new TypeError(`report ${row.id} has an unknown stage`);
  return { ...report, id: row.id, certificateId: row.certificate_id, certificateName: row.certificate_name };
}

function standingOf(row: NodeStateRow): NodeStanding {
  return {
    nodeId: row.node_id as NodeId,
    seenTime: row.seen_time,
    watchedUntil: row.watched_until,
    acknowledgedRevision: row.acknowledged_revision,
    acknowledgeTime: row.acknowledge_time ?? undefined,
    last: row.report_time === null ? undefined : reportOf(row, row.report_time),
  };
}

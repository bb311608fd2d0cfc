import { isUnfiltered, type CertificateSummary, type SummaryQuery, type WeekCount } from '@certkeep/application';
import { lastExpired } from '@certkeep/domain';
import type { SelectQueryBuilder } from 'typeorm';
import type { CertificateRow } from '../entities/certificate.js';
import type { CountKind } from '../entities/standing.js';
import { dayOf, startOfDay } from './certificate-counts.js';
import { applyFilter } from './certificate-filter.js';
import type { CompanyScope } from './company-scope.js';

/** How many certificates passed each of the moments at which their status changes. */
interface Passed {
  readonly total: number;
  readonly inUse: number;
  readonly started: number;
  readonly warned: number;
  readonly expired: number;
}

const daysOfWeek = 7;

/** Counts over a company's certificates: from the counts that are kept, or for a filter from the rows that it leaves. */
export async function summarize(scope: CompanyScope, query: SummaryQuery): Promise<CertificateSummary> {
  const keeps = isUnfiltered(query.filter);
  const { total, inUse, started, warned, expired } = await (keeps ? fromCounts(scope, query) : fromRows(scope, query));
  return {
    total,
    inUse,
    notInUse: total - inUse,
    upcoming: total - started,
    valid: started - warned,
    expiresSoon: warned - expired,
    expired,
    timeline: await (keeps ? timelineFromCounts(scope, query) : timelineFromRows(scope, query)),
  };
}

async function fromCounts(scope: CompanyScope, { at }: SummaryQuery): Promise<Passed> {
  return {
    total: await countOn(scope, 'total'),
    inUse: await countOn(scope, 'in_use'),
    started: await passedBy(scope, 'start', at),
    warned: await passedBy(scope, 'warn', at),
    expired: await passedBy(scope, 'expire', lastExpired(at)),
  };
}

async function countOn(scope: CompanyScope, kind: CountKind): Promise<number> {
  const row = await counts(scope).findOneBy({ company_id: scope.company, kind, day: 0 });
  return row?.count ?? 0;
}

/** Whole days from the counts, the begun one from its rows. */
async function passedBy(scope: CompanyScope, kind: 'start' | 'warn' | 'expire', time: Date): Promise<number> {
  const today = dayOf(time);
  const before = await counts(scope)
    .createQueryBuilder('row')
    .select('COALESCE(SUM(row.count), 0)', 'sum')
    .where('row.company_id = :company AND row.kind = :kind AND row.day < :today', {
      company: scope.company,
      kind,
      today,
    })
    .getRawOne<{ sum: number | string }>();
  const since = await certificates(scope)
    .andWhere(`row.delete_time IS NULL AND row.${kind}_time >= :start AND row.${kind}_time <= :time`, {
      start: startOfDay(today).getTime(),
      time: time.getTime(),
    })
    .getCount();
  return Number(before?.sum ?? 0) + since;
}

async function fromRows(scope: CompanyScope, { filter, at }: SummaryQuery): Promise<Passed> {
  const query = certificates(scope);
  applyFilter(query, scope.entities, filter, at);
  const sums = await query
    .select('COUNT(*)', 'total')
    .addSelect('COALESCE(SUM(row.in_use), 0)', 'inUse')
    .addSelect('COALESCE(SUM(CASE WHEN row.start_time <= :at THEN 1 ELSE 0 END), 0)', 'started')
    .addSelect('COALESCE(SUM(CASE WHEN row.warn_time <= :at THEN 1 ELSE 0 END), 0)', 'warned')
    .addSelect('COALESCE(SUM(CASE WHEN row.expire_time <= :expired THEN 1 ELSE 0 END), 0)', 'expired')
    .getRawOne<Record<keyof Passed, number | string>>();
  return {
    total: Number(sums?.total ?? 0),
    inUse: Number(sums?.inUse ?? 0),
    started: Number(sums?.started ?? 0),
    warned: Number(sums?.warned ?? 0),
    expired: Number(sums?.expired ?? 0),
  };
}

async function timelineFromCounts(scope: CompanyScope, query: SummaryQuery): Promise<readonly WeekCount[]> {
  if (query.timelineWeeks === 0) return [];
  const { first, end } = timelineDays(query);
  const rows = await counts(scope)
    .createQueryBuilder('row')
    .where("row.company_id = :company AND row.kind = 'expire' AND row.day >= :first AND row.day < :end", {
      company: scope.company,
      first,
      end,
    })
    .getMany();
  return weeks(query, rows);
}

async function timelineFromRows(scope: CompanyScope, query: SummaryQuery): Promise<readonly WeekCount[]> {
  if (query.timelineWeeks === 0) return [];
  const { first, end } = timelineDays(query);
  const builder = certificates(scope);
  applyFilter(builder, scope.entities, query.filter, query.at);
  const ends = await builder
    .andWhere('row.expire_time >= :timelineStart AND row.expire_time < :timelineEnd', {
      timelineStart: startOfDay(first).getTime(),
      timelineEnd: startOfDay(end).getTime(),
    })
    .select('row.expire_time', 'end')
    .getRawMany<{ end: number | string }>();
  return weeks(
    query,
    ends.map(({ end: time }) => ({ day: dayOf(new Date(Number(time))), count: 1 })),
  );
}

function weeks(
  query: SummaryQuery,
  rows: readonly { readonly day: number; readonly count: number }[],
): readonly WeekCount[] {
  const { first } = timelineDays(query);
  return Array.from({ length: query.timelineWeeks }, (_, week) => {
    const start = first + week * daysOfWeek;
    const ofWeek = rows.filter(({ day }) => day >= start && day < start + daysOfWeek);
    return { weekStart: startOfDay(start), count: ofWeek.reduce((sum, { count }) => sum + count, 0) };
  });
}

/** The day numbers of whole weeks, from the Monday of the week of `at` on. 1970-01-01 was a Thursday. */
function timelineDays({ at, timelineWeeks }: SummaryQuery): { readonly first: number; readonly end: number } {
  const today = dayOf(at);
  const first = today - ((((today + 3) % daysOfWeek) + daysOfWeek) % daysOfWeek);
  return { first, end: first + timelineWeeks * daysOfWeek };
}

function counts({ manager, entities }: CompanyScope) {
  return manager.getRepository(entities.certificateCounts);
}

function certificates({ manager, entities, company }: CompanyScope): SelectQueryBuilder<CertificateRow> {
  return manager
    .getRepository(entities.certificates)
    .createQueryBuilder('row')
    .where('row.company_id = :company', { company });
}

import { coveringNames, statusTimes, type CompanyId } from '@certkeep/domain';
import { expect } from 'vitest';
import { dayOf } from '../../src/repositories/certificate-counts.js';
import type { Database } from '../../src/index.js';
import { expectNoRows } from './no-rows.js';

/** What must hold whatever was done in whatever order, asked of the tables themselves. */
export async function expectAllHolds(database: Database, company: CompanyId): Promise<void> {
  await expectNoRows(database, company, forbidden);
  await expectNumbersWithoutGap(database, company);
  await expectVersionsWithoutGap(database, company);
  await expectStandings(database, company);
}

/** Queries whose every row is something that must not be. `?` is the company. */
const forbidden = {
  'two primaries':
    'SELECT company_id FROM certificates WHERE company_id = ? AND primary_marker = 1 GROUP BY company_id HAVING COUNT(*) > 1',
  'a deleted primary':
    'SELECT id FROM certificates WHERE company_id = ? AND primary_marker = 1 AND delete_time IS NOT NULL',
  'a name that two have':
    'SELECT name_key FROM certificates WHERE company_id = ? AND delete_time IS NULL GROUP BY name_key HAVING COUNT(*) > 1',
  'a custom domain of a certificate that is not there':
    'SELECT d.id FROM custom_domains d LEFT JOIN certificates c ON c.id = d.certificate_id AND c.delete_time IS NULL WHERE d.company_id = ? AND d.certificate_id IS NOT NULL AND c.id IS NULL',
  'a node of a certificate that is not there':
    'SELECT n.id FROM nodes n LEFT JOIN certificates c ON c.id = n.chosen_certificate_id AND c.delete_time IS NULL WHERE n.company_id = ? AND n.chosen_certificate_id IS NOT NULL AND c.id IS NULL',
  'two definitions of a certificate in one environment':
    'SELECT a.certificate_id FROM environment_assignments a WHERE a.company_id = ? GROUP BY a.certificate_id, a.environment_id HAVING COUNT(*) > 1',
  'an alias that two have in one environment':
    'SELECT a.environment_id FROM environment_assignments a JOIN definitions d ON d.id = a.definition_id JOIN certificates c ON c.id = a.certificate_id WHERE a.company_id = ? AND c.delete_time IS NULL GROUP BY a.environment_id, d.alias_key HAVING COUNT(*) > 1',
  'an assignment to another certificate’s definition':
    'SELECT a.definition_id FROM environment_assignments a LEFT JOIN definitions d ON d.id = a.definition_id AND d.certificate_id = a.certificate_id WHERE a.company_id = ? AND d.id IS NULL',
  'a default definition with an environment':
    'SELECT d.id FROM definitions d JOIN environment_assignments a ON a.definition_id = d.id WHERE d.company_id = ? AND d.default_marker = 1',
  'a certificate without a definition':
    'SELECT c.id FROM certificates c LEFT JOIN definitions d ON d.certificate_id = c.id WHERE c.company_id = ? AND d.id IS NULL',
  'a definition whose current version is not its own':
    'SELECT d.id FROM definitions d LEFT JOIN versions v ON v.id = d.current_version_id AND v.definition_id = d.id WHERE d.company_id = ? AND v.id IS NULL',
  'a leaf that two have':
    'SELECT v.leaf_sha256 FROM versions v JOIN definitions d ON d.id = v.definition_id JOIN certificates c ON c.id = d.certificate_id WHERE v.company_id = ? AND c.delete_time IS NULL GROUP BY v.leaf_sha256 HAVING COUNT(*) > 1',
  'covered names or labels of a certificate that is not there':
    'SELECT c.id FROM certificates c WHERE c.company_id = ? AND c.delete_time IS NOT NULL AND (c.id IN (SELECT certificate_id FROM covered_names) OR c.id IN (SELECT certificate_id FROM certificate_labels))',
} as const;

async function expectNumbersWithoutGap({ reader }: Database, company: CompanyId): Promise<void> {
  const [head] = await rowsOf(reader.query('SELECT revision, audit_number FROM companies WHERE id = ?', [company]));
  const counted = async (sql: string) => {
    const [row] = await rowsOf(reader.query(sql, [company]));
    return [Number(row?.['count']), Number(row?.['first']), Number(row?.['last'])];
  };
  const revision = Number(head?.['revision']);
  const audit = Number(head?.['audit_number']);
  const of = (column: string) => `COUNT(*) AS count, MIN(${column}) AS first, MAX(${column}) AS last`;
  expect(await counted(`SELECT ${of('revision')} FROM changes WHERE company_id = ?`)).toEqual([revision, 1, revision]);
  expect(await counted(`SELECT ${of('number')} FROM audit_events WHERE company_id = ?`)).toEqual([audit, 1, audit]);
}

async function expectVersionsWithoutGap({ reader }: Database, company: CompanyId): Promise<void> {
  const sql =
    'SELECT definition_id, COUNT(*) AS count, MIN(number) AS first, MAX(number) AS last FROM versions WHERE company_id = ? GROUP BY definition_id';
  for (const row of await rowsOf(reader.query(sql, [company]))) {
    expect([Number(row['first']), Number(row['last'])], 'versions 1, 2, 3…').toEqual([1, Number(row['count'])]);
  }
}

/** What is kept beside certificates to filter and count by is what their records say. */
async function expectStandings({ reader, entities }: Database, company: CompanyId): Promise<void> {
  const { warning_window_days: window } = await reader
    .getRepository(entities.companies)
    .findOneByOrFail({ id: company });
  const of = { company_id: company };
  const certificates = await reader.getRepository(entities.certificates).findBy(of);
  const definitions = await reader.getRepository(entities.definitions).findBy(of);
  const versions = new Map((await reader.getRepository(entities.versions).findBy(of)).map((row) => [row.id, row]));
  const used = await usedCertificates(reader, company);
  const counts = new Map<string, number>();
  const count = (place: string) => counts.set(place, (counts.get(place) ?? 0) + 1);
  const names: string[] = [];
  const labels: string[] = [];
  for (const row of certificates.filter(({ delete_time }) => delete_time === null)) {
    const current = definitions
      .filter(({ certificate_id }) => certificate_id === row.id)
      .map(({ id, current_version_id }) => ({ id, version: versions.get(current_version_id) }));
    const times = statusTimes(
      current.flatMap(({ version }) =>
        version === undefined ? [] : [{ notBefore: version.not_before, notAfter: version.not_after }],
      ),
      window,
    );
    const inUse = used.has(row.id);
    expect(
      { startTime: row.start_time, warnTime: row.warn_time, expireTime: row.expire_time, inUse: row.in_use },
      `the standing of “${row.name}”`,
    ).toEqual({ ...times, inUse });
    count('total 0');
    if (inUse) count('in_use 0');
    count(`start ${dayOf(times.startTime)}`);
    count(`warn ${dayOf(times.warnTime)}`);
    count(`expire ${dayOf(times.expireTime)}`);
    for (const [key, value] of Object.entries(row.labels)) labels.push(`${row.id} ${key}=${value}`);
    for (const { id, version } of current) {
      const dns = version?.facts.subjectAlternativeNames.filter(({ kind }) => kind === 'DNS') ?? [];
      for (const name of coveringNames({ dns: dns.map(({ value }) => value), ip: [] })) names.push(`${id} ${name}`);
    }
  }
  const kept = await reader.getRepository(entities.certificateCounts).findBy(of);
  expect(
    Object.fromEntries(kept.filter((row) => row.count !== 0).map((row) => [`${row.kind} ${row.day}`, row.count])),
    'the counts',
  ).toEqual(Object.fromEntries(counts));
  const keptNames = await reader.getRepository(entities.coveredNames).findBy(of);
  expect(keptNames.map(({ definition_id, name }) => `${definition_id} ${name}`).sort()).toEqual(names.sort());
  const keptLabels = await reader.getRepository(entities.certificateLabels).findBy(of);
  expect(keptLabels.map((row) => `${row.certificate_id} ${row.label_key}=${row.label_value}`).sort()).toEqual(
    labels.sort(),
  );
}

/** By certificate: something depends on it. */
async function usedCertificates(reader: Database['reader'], company: CompanyId) {
  const sql = `
    SELECT certificate_id AS id FROM custom_domains WHERE company_id = ? AND certificate_id IS NOT NULL
    UNION SELECT certificate_id FROM environment_assignments WHERE company_id = ?
    UNION SELECT certificate_id FROM jwks WHERE company_id = ? AND certificate_id IS NOT NULL
    UNION SELECT chosen_certificate_id FROM nodes WHERE company_id = ? AND chosen_certificate_id IS NOT NULL
    UNION SELECT c.id FROM certificates c JOIN nodes n ON n.company_id = c.company_id
      WHERE c.company_id = ? AND c.primary_marker = 1 AND n.chosen_certificate_id IS NULL AND n.mtls_enabled = 1`;
  const rows = await rowsOf(reader.query(sql, Array<string>(5).fill(company)));
  return new Set(rows.map(({ id }) => String(id)));
}

async function rowsOf(query: Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  return (await query) as readonly Record<string, unknown>[];
}

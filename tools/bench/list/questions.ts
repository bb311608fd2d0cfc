import { CertificateStatus, type CertificateFilter } from '@certkeep/contracts/grpc';
import { namesThatCover } from '@certkeep/domain';
import type { Condition, PageByHand } from './by-hand.ts';
import type { ListRequest } from './certkeep-client.ts';
import { domains } from './certificate-rows.ts';

export type Aim = 'first page' | 'filter' | 'summary';

/** Something that is asked of Certkeep, and what it is in SQL. */
export interface ListQuestion {
  readonly name: string;
  readonly aim: Aim | undefined;
  readonly request: ListRequest;
  readonly byHand: Pick<PageByHand, 'column' | 'descending' | 'conditions'>;
  /** From the middle of the order on. */
  readonly deep: boolean;
}

export interface SummaryQuestion {
  readonly name: string;
  readonly aim: Aim | undefined;
  readonly filter: Partial<CertificateFilter> | undefined;
  readonly conditions: readonly Condition[];
}

/** What is in the tables that questions can ask for. */
export interface Known {
  readonly company: string;
  readonly environment: string;
  /** Of one certificate. */
  readonly host: string;
  readonly serialNumber: string;
}

const day = 24 * 60 * 60 * 1000;
const orders = ['name', 'expire_time', 'create_time'] as const;
const columns = { name: 'live_name_key', expire_time: 'expire_time', create_time: 'create_time' } as const;

export function listQuestions(known: Known, at: number): readonly ListQuestion[] {
  const pages = [false, true].flatMap((deep) =>
    orders.flatMap((order) =>
      [false, true].map((descending): ListQuestion => ({
        name: `${deep ? 'deep page' : 'first page'} by ${order}${descending ? ' desc' : ''}`,
        aim: deep ? undefined : 'first page',
        request: { orderBy: descending ? `${order} desc` : order },
        byHand: { column: columns[order], descending, conditions: [] },
        deep,
      })),
    ),
  );
  const byName = { column: 'live_name_key', descending: false } as const;
  const filtered = filters(known, at).map(([name, filter, condition]): ListQuestion => ({
    name,
    aim: name.startsWith('search') ? undefined : 'filter',
    request: { orderBy: 'name', filter },
    byHand: { ...byName, conditions: [condition] },
    deep: false,
  }));
  return [...pages, ...filtered];
}

export function summaryQuestions(at: number): readonly SummaryQuestion[] {
  return [
    { name: 'summary', aim: 'summary', filter: undefined, conditions: [] },
    {
      name: 'summary of those in use',
      aim: undefined,
      filter: { inUse: true },
      conditions: [{ sql: 'c.in_use = 1', values: [] }],
    },
    {
      name: 'summary of expired ones',
      aim: undefined,
      filter: { statuses: [CertificateStatus.EXPIRED] },
      conditions: [{ sql: 'c.expire_time <= ?', values: [at - 1000] }],
    },
  ];
}

type NamedFilter = readonly [name: string, filter: Partial<CertificateFilter>, condition: Condition];

function filters(known: Known, at: number): readonly NamedFilter[] {
  const { company, environment, host, serialNumber } = known;
  const expired = at - 1000;
  const status = (name: string, value: CertificateStatus, sql: string, values: readonly number[]): NamedFilter => [
    `status ${name}`,
    { statuses: [value] },
    { sql, values },
  ];
  const days = (count: number): NamedFilter => [
    `expires in ${count} days`,
    { expiresInDays: count },
    { sql: 'c.expire_time > ? AND c.expire_time <= ?', values: [expired, at + count * day] },
  ];
  const label = (key: string, value: string): NamedFilter => [
    `label ${key}=${value}`,
    { labels: { [key]: value } },
    {
      sql: `EXISTS (SELECT 1 FROM certificate_labels l
            WHERE l.certificate_id = c.id AND l.label_key = ? AND l.label_value = ?)`,
      values: [key, value],
    },
  ];
  const covers = (name: string, domain: string): NamedFilter => [
    `covers ${name}`,
    { coveredDomain: domain },
    {
      sql: `c.id IN (SELECT n.certificate_id FROM covered_names n WHERE n.company_id = ? AND n.name IN (?, ?))`,
      values: [company, ...namesThatCover(domain)],
    },
  ];
  const search = (name: string, text: string): NamedFilter => [
    `search ${name}`,
    { search: text },
    { sql: 'c.search_text LIKE ?', values: [`%${text}%`] },
  ];
  const keyed =
    'EXISTS (SELECT 1 FROM definitions d JOIN versions v ON v.id = d.current_version_id WHERE d.certificate_id = c.id AND v.sealing_key_id IS NOT NULL)';
  return [
    status('valid', CertificateStatus.VALID, 'c.start_time <= ? AND c.warn_time > ?', [at, at]),
    status('expired', CertificateStatus.EXPIRED, 'c.expire_time <= ?', [expired]),
    status('expires soon', CertificateStatus.EXPIRES_SOON, 'c.warn_time <= ? AND c.expire_time > ?', [at, expired]),
    status('upcoming', CertificateStatus.UPCOMING, 'c.start_time > ?', [at]),
    ['in use', { inUse: true }, { sql: 'c.in_use = 1', values: [] }],
    ['not in use', { inUse: false }, { sql: 'c.in_use = 0', values: [] }],
    ['primary', { primary: true }, { sql: 'c.primary_marker = 1', values: [] }],
    ['not primary', { primary: false }, { sql: 'c.primary_marker IS NULL', values: [] }],
    [
      'environment',
      { environmentId: environment },
      {
        sql: 'EXISTS (SELECT 1 FROM environment_assignments a WHERE a.certificate_id = c.id AND a.environment_id = ?)',
        values: [environment],
      },
    ],
    label('tier', 'gold'),
    label('team', 'team-17'),
    days(7),
    days(90),
    covers('one host', host),
    covers('by wildcard', `any.${domains[1] ?? ''}`),
    ['with a private key', { hasPrivateKey: true }, { sql: keyed, values: [] }],
    ['without a private key', { hasPrivateKey: false }, { sql: `NOT ${keyed}`, values: [] }],
    [
      'in use, expired, tier=gold',
      { inUse: true, statuses: [CertificateStatus.EXPIRED], labels: { tier: 'gold' } },
      {
        sql: `c.in_use = 1 AND c.expire_time <= ? AND EXISTS (SELECT 1 FROM certificate_labels l
              WHERE l.certificate_id = c.id AND l.label_key = 'tier' AND l.label_value = 'gold')`,
        values: [expired],
      },
    ],
    search('of a common word', 'gateway'),
    search('of one serial number', serialNumber),
    search('of what is not there', 'nowhere to be found'),
  ];
}

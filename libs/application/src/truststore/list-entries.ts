import { nameKey, statusAt, type CertificateId, type CertificateStatus, type EnvironmentId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { notFound } from '../not-found.js';
import type { Page, PageRequest } from '../page.js';
import type { CompanyView, Store } from '../store.js';
import { entrySearchText, searchKey } from './entry-search.js';
import type { SystemRoots } from './system-roots.js';
import { compareAliasKeys, withFreeAliases } from './truststore.js';
import type { EntryQuery, TrustedCa } from './truststore-repository.js';

export const truststoreOrigins = ['ASSIGNED_CERTIFICATE', 'IMPORTED_CA', 'SYSTEM_ROOT'] as const;
export type TruststoreOrigin = (typeof truststoreOrigins)[number];

/** One trusted certificate, as people look at it. */
export interface TruststoreEntry {
  readonly id: string;
  readonly environmentId: EnvironmentId;
  readonly alias: string;
  readonly origin: TruststoreOrigin;
  readonly facts: CertificateFacts;
  readonly status: CertificateStatus;
  /** Of the certificate that is assigned. */
  readonly certificateId: CertificateId | undefined;
  /** Counts the changes of what was imported. */
  readonly version: number | undefined;
  readonly createTime: Date | undefined;
  readonly updateTime: Date | undefined;
}

export interface ListEntriesQuery {
  readonly environmentId: EnvironmentId;
  readonly search: string;
  /** Empty: all. */
  readonly origins: readonly TruststoreOrigin[];
  readonly page: PageRequest;
}

interface Ports {
  readonly store: Store;
  readonly clock: Clock;
  readonly systemRoots: SystemRoots;
}

type Found = Omit<TruststoreEntry, 'status' | 'environmentId'>;

/** In the order of their aliases, wherever they come from. @throws DomainError NOT_FOUND */
export const listEntries =
  (ports: Ports) =>
  async (call: Call, { environmentId, search, origins, page }: ListEntriesQuery): Promise<Page<TruststoreEntry>> => {
    const view = ports.store.view(call.caller.company);
    const environment = await view.environments.find(environmentId);
    if (environment === undefined) throw notFound('environment', environmentId);
    const after = page.after === undefined ? undefined : String(page.after.key);
    const query: EntryQuery = { environmentId, search: searchKey(search), after, limit: page.size + 1 };
    const wants = (origin: TruststoreOrigin) => origins.length === 0 || origins.includes(origin);
    const found: Found[] = [];
    if (wants('ASSIGNED_CERTIFICATE')) found.push(...(await assigned(view, query)));
    if (wants('IMPORTED_CA')) found.push(...(await view.truststores.listImported(query)).map(importedEntry));
    if (wants('SYSTEM_ROOT') && environment.systemRoots) found.push(...(await roots(view, ports.systemRoots, query)));
    const { warningWindowDays } = await view.company.require();
    const now = ports.clock.now();
    return pageOf(found, page.size, (entry) => ({
      ...entry,
      environmentId,
      status: statusAt(now, entry.facts, warningWindowDays),
    }));
  };

async function assigned({ truststores }: CompanyView, query: EntryQuery): Promise<readonly Found[]> {
  const entries = await truststores.listAssigned(query);
  return entries.map(({ definitionId, ...entry }) => ({
    ...entry,
    id: definitionId,
    origin: 'ASSIGNED_CERTIFICATE',
    version: undefined,
  }));
}

export function importedEntry({ id, alias, facts, version, createTime, updateTime }: TrustedCa): Found {
  return { id, alias, origin: 'IMPORTED_CA', facts, certificateId: undefined, version, createTime, updateTime };
}

async function roots(
  { truststores }: CompanyView,
  systemRoots: SystemRoots,
  { environmentId, search, after }: EntryQuery,
): Promise<readonly Found[]> {
  const list = systemRoots.list();
  const taken = await truststores.takenAliases(
    environmentId,
    // With the first of those that it would have instead.
    list.flatMap(({ alias }) => [alias, `${alias} 2`, `${alias} 3`].map(nameKey)),
  );
  return withFreeAliases(list, taken)
    .filter(({ alias }) => after === undefined || compareAliasKeys(nameKey(alias), after) > 0)
    .filter(({ alias, facts }) => search === '' || entrySearchText(alias, facts).includes(search))
    .map(({ alias, facts }) => ({
      id: facts.sha256,
      alias,
      origin: 'SYSTEM_ROOT',
      facts,
      certificateId: undefined,
      version: undefined,
      createTime: undefined,
      updateTime: undefined,
    }));
}

function pageOf(
  found: readonly Found[],
  size: number,
  shown: (entry: Found) => TruststoreEntry,
): Page<TruststoreEntry> {
  const keyed = found.map((entry) => ({ entry, key: nameKey(entry.alias) }));
  keyed.sort((one, other) => compareAliasKeys(one.key, other.key));
  const rows = keyed.slice(0, size).map(({ entry }) => shown(entry));
  const last = keyed[size - 1];
  return keyed.length > size && last !== undefined ? { rows, next: { key: last.key, id: last.entry.id } } : { rows };
}

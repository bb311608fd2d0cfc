import { nameKey, type CertificateId, type CompanyId, type EnvironmentId } from '@certkeep/domain';
import type { LoggedChange } from '../change-feed.js';
import { notFound } from '../not-found.js';
import type { CompanyView, Store } from '../store.js';
import type { SystemRoots } from './system-roots.js';
import { etagOfEntries, orderedEntries, type Truststore } from './truststore.js';
import type { AssignedAnchor, TrustAnchor } from './truststore-repository.js';

/** What changes ask to be read again. */
interface Stale {
  readonly certificates: Set<CertificateId>;
  imported: boolean;
  environment: boolean;
}

interface Parts {
  readonly name: string;
  readonly systemRoots: boolean;
  readonly assigned: ReadonlyMap<CertificateId, AssignedAnchor>;
  readonly imported: readonly TrustAnchor[];
}

/**
 * One environment's truststore, kept in memory. A change has read again what it touches: of a hundred thousand
 * certificates one, and of 20,000 imported CAs none, when a certificate changes.
 */
export class KeptTruststore {
  /** Called after it has changed, is gone, or could not be read. */
  readonly listeners = new Set<() => void>();
  private parts: Parts | undefined;
  private current: Truststore | undefined;
  private stale: Stale = nothingStale();
  private reading: Promise<void> | undefined;
  private lastFailure: unknown;
  private seen = 0;

  constructor(
    private readonly ports: { readonly store: Store; readonly systemRoots: SystemRoots },
    private readonly company: CompanyId,
    private readonly environment: EnvironmentId,
  ) {}

  /** What was read last, whatever has changed since; undefined: nothing yet, or the environment is gone. */
  get known(): Truststore | undefined {
    return this.current;
  }

  /** Why it isn't current; undefined when the last read went well. */
  get failure(): unknown {
    return this.lastFailure;
  }

  get isStale(): boolean {
    return this.current === undefined || isStale(this.stale);
  }

  /** The newest revision up to which nothing was missed. */
  get seenRevision(): number {
    return this.seen;
  }

  /** Notes what must be read again. @returns whether any of the changes concerns this truststore */
  note(changes: readonly LoggedChange[]): boolean {
    let concerned = false;
    for (const { kind, recordId, revision } of changes) {
      this.seen = Math.max(this.seen, revision);
      if (kind === 'certificate') this.stale.certificates.add(recordId as CertificateId);
      else if (kind === 'truststore' && recordId === this.environment) this.stale.imported = true;
      else if (kind === 'environment' && recordId === this.environment) this.stale.environment = true;
      else continue;
      concerned = true;
    }
    return concerned;
  }

  /** As it is now. @throws DomainError NOT_FOUND for an environment that the company doesn't have; the database's error */
  async require(): Promise<Truststore> {
    // The first may have begun before this call; the second has all that was known when it came.
    for (let read = 0; read < 2 && this.isStale; read++) await this.refresh();
    if (this.current === undefined) throw notFound('environment', this.environment);
    return this.current;
  }

  /** Reads all of it again: somebody knows of a revision that this process has not been told of. */
  reload(): Promise<void> {
    this.parts = undefined;
    return this.refresh();
  }

  /** Reads what is stale. Calls share one read. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<void> {
    const { stale } = this;
    const { current: before, lastFailure: failureBefore } = this;
    this.stale = nothingStale();
    try {
      await this.readParts(stale);
      this.lastFailure = undefined;
    } catch (error) {
      mergeInto(this.stale, stale);
      this.lastFailure = error;
      throw error;
    } finally {
      const isSame = this.current === before && this.lastFailure === failureBefore && failureBefore === undefined;
      if (!isSame) for (const tell of this.listeners) tell();
    }
  }

  private async readParts(stale: Stale): Promise<void> {
    const { parts, revision } = await this.ports.store.snapshot(this.company, async (view) => ({
      parts: await this.partsNow(view, stale),
      revision: (await view.company.require()).revision,
    }));
    this.put(parts, revision);
  }

  private async partsNow(view: CompanyView, stale: Stale): Promise<Parts> {
    const { parts: known, environment: id } = this;
    const settings = known === undefined || stale.environment ? await settingsOf(view, id) : known;
    if (known !== undefined) return this.changedParts(view, { ...known, ...settings }, stale);
    const { truststores } = view;
    const assigned = byCertificate(await truststores.assignedAnchors(id));
    return { ...settings, assigned, imported: await truststores.importedAnchors(id) };
  }

  private async changedParts({ truststores }: CompanyView, known: Parts, stale: Stale): Promise<Parts> {
    const { environment: id } = this;
    const ids = [...stale.certificates];
    const found = byCertificate(await truststores.assignedAnchorsOf(id, ids));
    const isSame = ids.every((certificate) => areSame(known.assigned.get(certificate), found.get(certificate)));
    const assigned = isSame ? known.assigned : withChanges(known.assigned, ids, found);
    // An assignment takes an alias from what was imported under it.
    const displaces = !isSame && takesAlias(found.values(), known.imported);
    const imported = stale.imported || displaces ? await truststores.importedAnchors(id) : known.imported;
    return { ...known, assigned, imported };
  }

  private put(parts: Parts, revision: number): void {
    const { parts: known, current } = this;
    const isSame =
      known?.assigned === parts.assigned &&
      known.imported === parts.imported &&
      known.name === parts.name &&
      known.systemRoots === parts.systemRoots;
    this.parts = parts;
    this.seen = Math.max(this.seen, revision);
    if (isSame && current !== undefined) return;
    const roots = parts.systemRoots ? this.ports.systemRoots.list() : [];
    const entries = orderedEntries([...parts.assigned.values(), ...parts.imported], roots);
    const etag = etagOfEntries(entries);
    if (etag === current?.etag && parts.name === current.environmentName) return;
    const { company, environment: environmentId } = this;
    this.current = {
      company,
      environmentId,
      environmentName: parts.name,
      revision,
      etag,
      entries,
      followsChange: current !== undefined,
    };
  }
}

function nothingStale(): Stale {
  return { certificates: new Set(), imported: false, environment: false };
}

function isStale({ certificates, imported, environment }: Stale): boolean {
  return certificates.size > 0 || imported || environment;
}

function mergeInto(stale: Stale, other: Stale): void {
  for (const id of other.certificates) stale.certificates.add(id);
  stale.imported ||= other.imported;
  stale.environment ||= other.environment;
}

async function settingsOf({ environments }: CompanyView, id: EnvironmentId) {
  const environment = await environments.find(id);
  if (environment === undefined) throw notFound('environment', id);
  return { name: environment.name, systemRoots: environment.systemRoots };
}

function byCertificate(anchors: readonly AssignedAnchor[]): ReadonlyMap<CertificateId, AssignedAnchor> {
  return new Map(anchors.map((anchor) => [anchor.certificateId, anchor]));
}

function areSame(one: AssignedAnchor | undefined, other: AssignedAnchor | undefined): boolean {
  return one?.alias === other?.alias && one?.sha256 === other?.sha256;
}

function withChanges(
  known: ReadonlyMap<CertificateId, AssignedAnchor>,
  ids: readonly CertificateId[],
  found: ReadonlyMap<CertificateId, AssignedAnchor>,
): ReadonlyMap<CertificateId, AssignedAnchor> {
  const changed = new Map(known);
  for (const id of ids) {
    const anchor = found.get(id);
    if (anchor === undefined) changed.delete(id);
    else changed.set(id, anchor);
  }
  return changed;
}

function takesAlias(assigned: Iterable<AssignedAnchor>, imported: readonly TrustAnchor[]): boolean {
  const keys = new Set([...assigned].map(({ alias }) => nameKey(alias)));
  return imported.some(({ alias }) => keys.has(nameKey(alias)));
}

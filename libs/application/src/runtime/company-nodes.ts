import type { CertificateId, CompanyId, EnvironmentId, NodeId } from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import type { LoggedChange, LogHead } from '../change-feed.js';
import type { ApiNode } from '../node/node.js';
import type { CompanyView, Store } from '../store.js';
import { etagOfPresented, presentedBy, type Choices, type NodePlace, type Presented } from './presented.js';
import { yieldToOthers } from './yield-to-others.js';

/** What one node presents, since when. */
export interface NodeState {
  readonly id: NodeId;
  readonly place: NodePlace;
  readonly presented: Presented;
  readonly etag: string;
  /** A revision as of which this was so, and is so still. */
  readonly revision: number;
  readonly commitTime: Date;
}

/** Told after the states have changed. @param called nodes that an administrator changed, their tokens among it */
export type StatesListener = (changed: readonly NodeId[], called: ReadonlySet<string>) => void;

/** Past so many changes at once, everything is looked at anew. */
const mostChanges = 5000;
/** Nodes that are looked at before others have their turn. */
const slice = 1000;
const certificatesAtATime = 500;

/**
 * What the nodes of one company present: of those that asked. It follows the company's change log, read with everything
 * else in one snapshot, so that a state's revision is exact, whichever replica tells it.
 */
export class CompanyNodes {
  private readonly states = new Map<NodeId, NodeState>();
  private choices: { primary: Certificate | undefined; cacheAges: ReadonlyMap<EnvironmentId, number> } | undefined;
  private readonly sharedPlaces = new Map<string, NodePlace>();
  private through = 0;
  private told = 0;
  private wanted = new Set<NodeId>();
  private turn: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private isApplying = false;

  constructor(
    private readonly store: Store,
    private readonly company: CompanyId,
    private readonly listener: StatesListener,
  ) {}

  /** Everything here is so as of this revision. */
  get revision(): number {
    return this.through;
  }

  /** How many revisions are known of and not yet looked at. */
  get lag(): number {
    return Math.max(0, this.told - this.through);
  }

  /** Told of a change that may concern nodes. @returns when it has been looked at */
  note(revision: number): Promise<void> {
    this.told = Math.max(this.told, revision);
    if (this.choices !== undefined) return this.refresh();
    return Promise.resolve();
  }

  /** At once, when it is known and nothing is waiting to be looked at. */
  known(node: NodeId): NodeState | undefined {
    return this.through >= this.told && !this.isApplying ? this.states.get(node) : undefined;
  }

  /** As of `revision`, which may be behind what is known of; to be asked only while states don't change. */
  settled(node: NodeId): NodeState | undefined {
    return this.states.get(node);
  }

  /** Whether states change: their listener is told when they have. */
  get isChanging(): boolean {
    return this.isApplying;
  }

  /** @returns undefined when there is no such node */
  async find(node: NodeId): Promise<NodeState | undefined> {
    const known = this.known(node);
    if (known !== undefined) return known;
    if (!this.states.has(node)) this.wanted.add(node);
    await this.refresh();
    return this.states.get(node);
  }

  /** The same for many. Those that aren't there are left out. */
  async findMany(nodes: readonly NodeId[]): Promise<readonly NodeState[]> {
    const missing = nodes.filter((node) => !this.states.has(node));
    for (const node of missing) this.wanted.add(node);
    if (missing.length > 0 || this.through < this.told) await this.refresh();
    return nodes.flatMap((node) => this.states.get(node) ?? []);
  }

  /** Says what a node presents with the newest revision: for one that has lost it and knows a newer revision. */
  async restate(node: NodeId): Promise<NodeState | undefined> {
    this.states.delete(node);
    return this.find(node);
  }

  /** Looks at everything that is committed when this is called. */
  refresh(): Promise<void> {
    if (this.turn === undefined) return this.begin();
    // What is under way may have begun before: the one after it has not.
    this.next ??= this.turn.catch(() => undefined).then(() => this.begin());
    return this.next;
  }

  private begin(): Promise<void> {
    this.next = undefined;
    this.turn = this.lookAtChanges().finally(() => {
      this.turn = undefined;
    });
    return this.turn;
  }

  private async lookAtChanges(): Promise<void> {
    const wanted = this.wanted;
    this.wanted = new Set();
    try {
      const seen = await this.store.snapshot(this.company, (view) => this.read(view, wanted));
      await this.apply(seen);
    } catch (error) {
      for (const node of wanted) this.wanted.add(node);
      throw error;
    }
  }

  private async read(view: CompanyView, wanted: ReadonlySet<NodeId>): Promise<Seen> {
    const head = await view.changeLog.head();
    const isFirst = this.choices === undefined;
    const changes =
      isFirst || head.revision === this.through ? [] : await view.changeLog.after(this.through, mostChanges);
    const all = changes.length === mostChanges;
    const changed = (kind: LoggedChange['kind']) =>
      new Set<string>(changes.filter((change) => change.kind === kind).map(({ recordId }) => recordId));
    const certificates = changed('certificate');
    const [called, environments] = [changed('node'), changed('environment')];
    // Changed themselves, or asked to try again.
    const asked = called.union(changed('deployment'));
    const primary = isFirst || all || certificates.size > 0 ? await view.certificates.findPrimary() : this.primary;
    const cacheAges = isFirst || all || environments.size > 0 ? await readCacheAges(view) : this.cacheAges;
    const isPlaceConcerned = oncePerPlace((place) =>
      isConcerned(place, { certificates, environments, primary, before: this.primary }),
    );
    const places = new Map<NodeId, NodePlace | undefined>();
    const sought = [...wanted];
    // Nodes that come one after the other, with no change between, cost nothing for those that are there.
    for (const { id, place } of changes.length === 0 ? [] : this.states.values()) {
      const isAsked = all || asked.has(id);
      if (!isAsked && !isPlaceConcerned(place)) continue;
      places.set(id, place);
      const { chosenCertificateId: chosen } = place;
      if (isAsked || (chosen !== undefined && certificates.has(chosen))) sought.push(id);
    }
    const rows = new Map((await view.nodes.findMany(sought)).map((node) => [node.id, node]));
    for (const id of sought) places.set(id, this.placeOf(rows.get(id)));
    return { head, primary, cacheAges, called, places, certificates: await readChosen(view, places.values()) };
  }

  /** Nothing that is kept is handed out meanwhile: `through` moves last. */
  private async apply({ head, called, places, ...choices }: Seen): Promise<void> {
    let changed: readonly NodeId[];
    this.isApplying = true;
    try {
      changed = await this.compare(places, choices, head);
      this.choices = { primary: choices.primary, cacheAges: choices.cacheAges };
      this.through = head.revision;
    } finally {
      this.isApplying = false;
    }
    this.listener(changed, called);
  }

  /** @returns the nodes that present something else than before */
  private async compare(places: Seen['places'], choices: Choices, head: LogHead): Promise<readonly NodeId[]> {
    const changed: NodeId[] = [];
    const presentedFrom = oncePerPlace((place) => {
      const presented = presentedBy(place, choices);
      return { presented, etag: etagOfPresented(presented) };
    });
    let looked = 0;
    for (const [id, place] of places) {
      looked += 1;
      if (looked % slice === 0) await yieldToOthers();
      const before = this.states.get(id);
      if (place === undefined) {
        if (this.states.delete(id)) changed.push(id);
        continue;
      }
      const { presented, etag } = presentedFrom(place);
      const since = before?.etag === etag ? before : head;
      this.states.set(id, { id, place, presented, etag, revision: since.revision, commitTime: since.commitTime });
      if (before?.etag !== etag) changed.push(id);
    }
    return changed;
  }

  /** The same one for all nodes that follow the primary certificate alike. */
  private placeOf(node: ApiNode | undefined): NodePlace | undefined {
    if (node === undefined) return undefined;
    const { environmentId, mtlsEnabled, chosenCertificateId, retryRevision } = node;
    const place = { environmentId, mtlsEnabled, chosenCertificateId, retryRevision };
    if (chosenCertificateId !== undefined || retryRevision !== 0) return place;
    const key = `${environmentId ?? ''} ${String(mtlsEnabled)}`;
    const shared = this.sharedPlaces.get(key) ?? place;
    this.sharedPlaces.set(key, shared);
    return shared;
  }

  private get primary(): Certificate | undefined {
    return this.choices?.primary;
  }

  private get cacheAges(): ReadonlyMap<EnvironmentId, number> {
    return this.choices?.cacheAges ?? new Map<EnvironmentId, number>();
  }
}

interface Seen extends Choices {
  readonly head: LogHead;
  readonly called: ReadonlySet<string>;
  /** Of the nodes to look at; undefined for one that is gone. */
  readonly places: ReadonlyMap<NodeId, NodePlace | undefined>;
}

/** Which nodes a change may concern, without a query for each of them. */
function isConcerned(
  { chosenCertificateId: chosen, environmentId }: NodePlace,
  changed: {
    readonly certificates: ReadonlySet<string>;
    readonly environments: ReadonlySet<string>;
    readonly primary: Certificate | undefined;
    readonly before: Certificate | undefined;
  },
): boolean {
  if (environmentId !== undefined && changed.environments.has(environmentId)) return true;
  if (chosen !== undefined) return changed.certificates.has(chosen);
  const { primary, before, certificates } = changed;
  return primary?.id !== before?.id || (primary !== undefined && certificates.has(primary.id));
}

/** Nodes that stand in the same place present the same: thousands follow the primary certificate. */
function oncePerPlace<Result>(look: (place: NodePlace) => Result): (place: NodePlace) => Result {
  const known = new Map<NodePlace, { readonly result: Result }>();
  return (place) => {
    const found = known.get(place) ?? { result: look(place) };
    known.set(place, found);
    return found.result;
  };
}

async function readCacheAges({ environments }: CompanyView): Promise<ReadonlyMap<EnvironmentId, number>> {
  const all = await environments.list();
  return new Map(all.flatMap(({ id, maxCacheAge }) => (maxCacheAge === undefined ? [] : [[id, maxCacheAge] as const])));
}

async function readChosen(
  view: CompanyView,
  places: Iterable<NodePlace | undefined>,
): Promise<ReadonlyMap<CertificateId, Certificate>> {
  const ids = new Set<CertificateId>();
  for (const place of places) if (place?.chosenCertificateId !== undefined) ids.add(place.chosenCertificateId);
  const found = new Map<CertificateId, Certificate>();
  const all = [...ids];
  for (let at = 0; at < all.length; at += certificatesAtATime) {
    const some = await view.certificates.findMany(all.slice(at, at + certificatesAtATime));
    for (const certificate of some) found.set(certificate.id, certificate);
  }
  return found;
}

import { DomainError, type CompanyId, type NodeId } from '@certkeep/domain';
import type { Caller } from '../call.js';
import type { ChangeFeed, ChangeKind } from '../change-feed.js';
import type { Clock, MakeId } from '../clock.js';
import type { CredentialDirectory } from '../identity/credential-directory.js';
import type { KeySealer } from '../key-sealer.js';
import { notFound } from '../not-found.js';
import { requireSight } from '../require-sight.js';
import type { Store } from '../store.js';
import { AnswerMaker, type EncodeAnswers } from './answer-maker.js';
import { CompanyNodes, type NodeState } from './company-nodes.js';
import { FanOut } from './fan-out.js';
import { MaterialShelf, type OpenedMaterial, type PresentedCertificate } from './material-shelf.js';
import type { WriteToReader } from './node-watcher.js';
import { openRevisionKey, type RevisionKey } from './revision-key.js';
import { WatcherRegister } from './watcher-register.js';
import { watchNode, type KnownRevision, type WatchEvent } from './watch-node.js';

export interface RuntimeViewPorts<Encoded> {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly makeId: MakeId;
  readonly clock: Clock;
  readonly feed: ChangeFeed;
  readonly credentials: Pick<CredentialDirectory, 'isUsable'>;
  readonly encode: EncodeAnswers<Encoded>;
  /** Milliseconds between a stream's signs of life. */
  readonly heartbeat: number;
  /** Told why changes could not be looked at; they are tried again. */
  readonly onFailure: (error: unknown) => void;
}

export interface RuntimeAnswer<Encoded> {
  readonly state: NodeState;
  readonly encoded: Encoded;
}

const concerning: ReadonlySet<ChangeKind> = new Set(['certificate', 'node', 'deployment', 'environment']);
/** Milliseconds until changes that could not be looked at are looked at again. */
const retryInterval = 500;

/**
 * What each node is served, kept ready. A fetch that finds it kept does no query, no decryption and no encoding; a change
 * makes anew what depends on it, and is brought to those who watch.
 */
export class RuntimeView<Encoded> {
  private readonly companies = new Map<CompanyId, CompanyNodes>();
  private readonly answers = new Map<NodeId, RuntimeAnswer<Encoded>>();
  private readonly keys = new Map<CompanyId, Promise<RevisionKey>>();
  private readonly register = new WatcherRegister<Encoded>();
  private readonly shelf: MaterialShelf;
  private readonly maker: AnswerMaker<Encoded>;
  private readonly retries = new Set<NodeJS.Timeout>();

  constructor(private readonly ports: RuntimeViewPorts<Encoded>) {
    this.shelf = new MaterialShelf(ports);
    this.maker = new AnswerMaker({
      shelf: this.shelf,
      keyOf: (company) => this.keyOf(company),
      encode: ports.encode,
    });
    ports.feed.subscribe((company, changes) => {
      for (const { kind, recordId } of changes) {
        if (kind === 'credential') this.register.recheckCredential(company, recordId);
      }
      const last = changes.findLast(({ kind }) => concerning.has(kind));
      if (last !== undefined) this.note(company, last.revision);
    });
  }

  /**
   * @param knownRevision what the node has already: the answer is never older
   * @returns what the node is to present, at once when it is kept
   * @throws DomainError MTLS_DISABLED, NO_CERTIFICATE_SELECTED, NO_DEFINITION_FOR_ENVIRONMENT, NO_PRIVATE_KEY, NOT_FOUND
   */
  answerFor(
    company: CompanyId,
    node: NodeId,
    knownRevision = 0,
  ): RuntimeAnswer<Encoded> | Promise<RuntimeAnswer<Encoded>> {
    const kept = this.answers.get(node);
    if (kept !== undefined && kept.state.revision >= knownRevision) {
      if (this.companies.get(company)?.known(node) === kept.state) return kept;
    }
    return this.makeAnswer(company, node, knownRevision);
  }

  /**
   * What a node is to present, then every change of it, the newest alone for a slow reader; it ends when the view is
   * closed, or the signal aborts.
   * @param write writes a certificate to the reader past this stream, in its order: asked only while the reader waits for
   * the next event
   * @throws DomainError CREDENTIAL_INVALID or CREDENTIAL_EXPIRED when the node's credential has ended meanwhile, an expiry
   * with the next sign of life; DATABASE_UNAVAILABLE while this process can't see what others change
   */
  watch(
    caller: Caller,
    known: KnownRevision,
    signal: AbortSignal,
    write?: WriteToReader<Encoded>,
  ): AsyncGenerator<WatchEvent<Encoded>, void> {
    const { company } = caller;
    return watchNode<Encoded>({
      caller,
      known,
      signal,
      write,
      nodes: this.nodesOf(company),
      requireSight: () => {
        requireSight(this.ports.feed);
      },
      register: this.register,
      answerFor: (state) => this.answerTo(company, state),
      heartbeat: this.ports.heartbeat,
      clock: this.ports.clock,
      isCredentialUsable: async () =>
        caller.credentialId === undefined || (await this.ports.credentials.isUsable(caller.credentialId)),
    });
  }

  /** Of these nodes, what each presents; those that aren't there are left out. */
  statesOf(company: CompanyId, nodes: readonly NodeId[]): Promise<readonly NodeState[]> {
    return this.nodesOf(company).findMany(nodes);
  }

  /**
   * What a node presents, as of the newest revision that is known, or of this one at the least when it is there.
   * @returns undefined when there is no such node
   */
  async stateOf(
    company: CompanyId,
    node: NodeId,
    revision: number,
  ): Promise<{ readonly state: NodeState; readonly through: number } | undefined> {
    const nodes = this.nodesOf(company);
    if (revision > nodes.revision) await nodes.refresh();
    const state = await nodes.find(node);
    return state === undefined ? undefined : { state, through: nodes.revision };
  }

  /** What a node is to present, in the clear. @throws DomainError as `answerFor` does */
  async materialFor(company: CompanyId, node: NodeId): Promise<OpenedMaterial> {
    const state = await this.nodesOf(company).find(node);
    if (state === undefined) throw notFound('node', node);
    return this.shelf.open(company, presentedOf(state));
  }

  get watcherCount(): number {
    return this.register.count;
  }

  /** The nodes that watch through this process. */
  get watched(): readonly { readonly company: CompanyId; readonly nodeId: NodeId }[] {
    return this.register.watched;
  }

  isWatched(company: CompanyId, node: NodeId): boolean {
    return this.register.has(company, node);
  }

  /** How many revisions this process knows of and has not looked at, of the company where they are most. */
  get lag(): number {
    return Math.max(0, ...[...this.companies.values()].map(({ lag }) => lag));
  }

  /** Ends every stream. @returns once they have ended, slow readers aside */
  async close(): Promise<void> {
    for (const timer of this.retries) clearTimeout(timer);
    await this.register.close();
  }

  private async makeAnswer(company: CompanyId, node: NodeId, knownRevision: number): Promise<RuntimeAnswer<Encoded>> {
    const nodes = this.nodesOf(company);
    if (knownRevision > nodes.revision) await nodes.refresh();
    if (knownRevision > nodes.revision) {
      throw new DomainError(
        'DATABASE_UNAVAILABLE',
        `This node knows revision ${knownRevision}, and the database here is at ${nodes.revision}. Try again, or ask another replica.`,
      );
    }
    let state = await nodes.find(node);
    if (state !== undefined && state.revision < knownRevision) state = await nodes.restate(node);
    if (state === undefined) throw notFound('node', node);
    return this.answerTo(company, state);
  }

  private async answerTo(company: CompanyId, state: NodeState): Promise<RuntimeAnswer<Encoded>> {
    const { id } = state;
    const presented = presentedOf(state);
    const kept = this.answers.get(id);
    if (kept?.state === state) return kept;
    const answer = { state, encoded: await this.maker.make(company, state, presented) };
    if (this.nodesOf(company).known(id) === state) this.answers.set(id, answer);
    return answer;
  }

  private nodesOf(company: CompanyId): CompanyNodes {
    const found = this.companies.get(company);
    if (found !== undefined) return found;
    const made: CompanyNodes = new CompanyNodes(this.ports.store, company, (changed, called) => {
      for (const node of changed) this.answers.delete(node);
      this.register.recheckCredentials(company, called);
      fanOut.bring(changed);
    });
    const fanOut = new FanOut(company, made, this.register, this.maker);
    this.companies.set(company, made);
    return made;
  }

  private note(company: CompanyId, revision: number): void {
    this.companies
      .get(company)
      ?.note(revision)
      .catch((error: unknown) => {
        this.ports.onFailure(error);
        const timer = setTimeout(() => {
          this.retries.delete(timer);
          this.note(company, revision);
        }, retryInterval).unref();
        this.retries.add(timer);
      });
  }

  private keyOf(company: CompanyId): Promise<RevisionKey> {
    const found = this.keys.get(company);
    if (found !== undefined) return found;
    const opening = openRevisionKey(this.ports, company);
    this.keys.set(company, opening);
    opening.catch(() => this.keys.delete(company));
    return opening;
  }
}

function presentedOf({ id, presented }: NodeState): PresentedCertificate {
  if (presented.kind === 'certificate') return presented;
  throw new DomainError(presented.reason, presented.message, { resource: { type: 'node', id } });
}

import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { NodeClientError } from './errors.js';
import type { Material } from './material.js';
import { contextOptions, type Presentation } from './presentation.js';
import type { Presenter, Presenters } from './presenters.js';

/** What agents ask of the client. */
export interface Presenting {
  readonly presenters: Presenters;
  /** @throws NodeClientError NO_CERTIFICATE, CLOSED */
  readonly toPresent: () => Presentation;
  /** A connection was made with this certificate. */
  readonly connected: (socket: TLSSocket, material: Material) => void;
}

/** As Node hands options on within its agent: with the name that a connection was given. */
type Keyed = RequestOptions & { readonly _agentKey?: string; readonly secureContext?: SecureContext };
type OnSocket = (error: Error | null, socket: Duplex) => void;

const ownMaterial = ['cert', 'key', 'pfx', 'passphrase', 'secureContext'] as const;

/**
 * Presents the node's current certificate on new connections, and verifies servers with its truststore, where one is
 * followed and no `ca` given. Requests under way finish on the connection that they
 * have; a connection made with an earlier certificate takes no further request but those that waited for it already
 * (`maxSockets`). Keeps connections alive unless told otherwise.
 */
export class CertificateAgent extends Agent implements Presenter {
  readonly #client: Presenting;
  readonly #madeWith = new WeakMap<Duplex, number>();
  /** Counts certificates and truststores. In the names of connections, so that none is shared, nor a TLS session, across a change. */
  #generation = 0;

  /** @throws TypeError for options that would present another certificate */
  constructor(client: Presenting, options: AgentOptions = {}) {
    for (const option of ownMaterial) {
      if (options[option] !== undefined) throw new TypeError(`${option} is not for this agent: Certkeep gives it.`);
    }
    super({ keepAlive: true, ...options });
    this.#client = client;
    client.presenters.add(this);
  }

  load(presentation: Presentation): () => void {
    if (presentation.isReadyFor(this.options)) presentation.contextFor(this.options);
    return () => {
      this.withdraw();
    };
  }

  withdraw(): void {
    this.#generation++;
    for (const socket of Object.values(this.freeSockets).flatMap((idle) => idle ?? [])) socket.destroy();
  }

  /** Node asks for the name of a connection again when it is free or closed: it stays the one that it was given. */
  override getName(options?: Keyed): string {
    return options?._agentKey ?? this.#currentName(options);
  }

  override createConnection(options: Keyed, callback?: OnSocket): Duplex | null | undefined {
    let made: { readonly material: Material; readonly context: SecureContext };
    try {
      made = this.#forRequest(options);
    } catch (error) {
      // On failure there is no socket, whatever the type says.
      (callback as ((error: Error) => void) | undefined)?.(error as NodeClientError);
      return undefined;
    }
    const { material, context } = made;
    // For a request that had waited for an earlier certificate's connection, the key is that one's: its sessions, too.
    const keyed: Keyed = { ...options, secureContext: context, _agentKey: this.#currentName(options) };
    const socket = super.createConnection(keyed, callback);
    if (!(socket instanceof TLSSocket)) return socket;
    const isNamedSo = options._agentKey === keyed._agentKey;
    // Under an earlier name no later request would find it.
    if (isNamedSo) this.#madeWith.set(socket, this.#generation);
    socket.once('secureConnect', () => {
      this.#client.connected(socket, material);
    });
    return socket;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    if (this.#madeWith.get(socket) !== this.#generation) return false;
    // Node's own type says void; its documentation and code say boolean.
    const keep: (socket: Duplex) => unknown = super.keepSocketAlive.bind(this);
    return keep(socket) === true;
  }

  override destroy(): void {
    this.#client.presenters.remove(this);
    super.destroy();
  }

  #currentName(options: Keyed | undefined): string {
    return `${super.getName(options)}:${this.#generation}`;
  }

  #forRequest(options: RequestOptions): { readonly material: Material; readonly context: SecureContext } {
    const presentation = this.#client.toPresent();
    // One that a request brings needs a context of its own.
    const isOwn = contextOptions.some((option) => options[option] !== this.options[option]);
    return { material: presentation.material, context: presentation.contextFor(isOwn ? options : this.options) };
  }
}

/** For `fetch` and undici. Entered by `@certkeep/node-client/undici`, since undici need not be installed. */
import { Agent, buildConnector, Dispatcher } from 'undici';
import { type SecureContext, TLSSocket, type ConnectionOptions } from 'node:tls';
import type { Material } from './material.js';
import type { NodeClient } from './node-client.js';
import type { Presentation } from './presentation.js';
import type { Presenter } from './presenters.js';
import type { Presenting } from './https-agent.js';

/** As undici's, but for a certificate of one's own. */
export type ConnectOptions = Pick<
  buildConnector.BuildOptions & ConnectionOptions,
  | 'ca'
  | 'crl'
  | 'ciphers'
  | 'minVersion'
  | 'maxVersion'
  | 'servername'
  | 'checkServerIdentity'
  | 'rejectUnauthorized'
  | 'timeout'
  | 'allowH2'
  | 'keepAlive'
  | 'keepAliveInitialDelay'
>;

export interface DispatcherOptions extends Omit<Agent.Options, 'connect'> {
  /** How connections are made, `ca` for one; never with a certificate of one's own. */
  readonly connect?: ConnectOptions;
}

/**
 * A dispatcher that presents the node's current certificate on new connections, and verifies servers with its truststore, where one
 * is followed and no `ca` given: `fetch(url, { dispatcher })`. Requests
 * under way finish on the connection that they have.
 */
export function certificateDispatcher(client: NodeClient, options: DispatcherOptions = {}): Dispatcher {
  return new CertificateDispatcher(client.presenting, options);
}

class CertificateDispatcher extends Dispatcher implements Presenter {
  #agent: Agent;
  /** Finishing what they have. */
  readonly #retired = new Set<Agent>();
  /** As given, or the same empty ones each time: contexts are kept by them. */
  readonly #connect: ConnectOptions;
  #loaded: { readonly context: SecureContext; readonly connect: buildConnector.connector } | undefined;

  constructor(
    private readonly client: Presenting,
    private readonly options: DispatcherOptions,
  ) {
    super();
    this.#connect = options.connect ?? {};
    this.#agent = this.#newAgent();
    client.presenters.add(this);
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#agent.dispatch(options, handler);
  }

  load(presentation: Presentation): () => void {
    if (presentation.isReadyFor(this.#connect)) presentation.contextFor(this.#connect);
    return () => {
      this.withdraw();
    };
  }

  withdraw(): void {
    const old = this.#agent;
    this.#agent = this.#newAgent();
    this.#retired.add(old);
    const gone = () => this.#retired.delete(old);
    old.close().then(gone, gone);
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | undefined {
    return this.#end((agent) => agent.close(), callback);
  }

  override destroy(error?: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(error?: Error | null | (() => void), callback?: () => void): Promise<void> | undefined {
    const why = typeof error === 'function' ? null : (error ?? null);
    return this.#end((agent) => agent.destroy(why), typeof error === 'function' ? error : callback);
  }

  #end(how: (agent: Agent) => Promise<void>, callback: (() => void) | undefined): Promise<void> | undefined {
    this.client.presenters.remove(this);
    const ended = Promise.all([this.#agent, ...this.#retired].map(how)).then(() => undefined);
    if (callback === undefined) return ended;
    void ended.then(callback);
    return undefined;
  }

  #newAgent(): Agent {
    return new Agent({
      ...this.options,
      connect: (options, callback) => {
        let made: { readonly material: Material; readonly connect: buildConnector.connector };
        try {
          made = this.#current();
        } catch (error) {
          callback(error as Error, null);
          return;
        }
        const { material, connect } = made;
        connect(options, (...result) => {
          const [error, socket] = result;
          if (error === null && socket instanceof TLSSocket) this.client.connected(socket, material);
          callback(...result);
        });
      },
    });
  }

  #current(): { readonly material: Material; readonly connect: buildConnector.connector } {
    const presentation = this.client.toPresent();
    const context = presentation.contextFor(this.#connect);
    // A connector keeps TLS sessions: one for each context keeps them apart.
    if (this.#loaded?.context !== context) {
      this.#loaded = { context, connect: buildConnector({ ...this.#connect, secureContext: context }) };
    }
    return { material: presentation.material, connect: this.#loaded.connect };
  }
}

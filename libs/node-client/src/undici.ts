/** For `fetch` and undici. Entered by `@certkeep/node-client/undici`, since undici need not be installed. */
import { Agent, buildConnector, Dispatcher } from 'undici';
import { createSecureContext, TLSSocket, type ConnectionOptions } from 'node:tls';
import type { Material } from './material.js';
import type { NodeClient } from './node-client.js';
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
 * A dispatcher that presents the node's current certificate on new connections: `fetch(url, { dispatcher })`. Requests
 * under way finish on the connection that they have.
 */
export function certificateDispatcher(client: NodeClient, options: DispatcherOptions = {}): Dispatcher {
  return new CertificateDispatcher(client.presenting, options);
}

class CertificateDispatcher extends Dispatcher implements Presenter {
  #agent: Agent;
  /** Finishing what they have. */
  readonly #retired = new Set<Agent>();
  #loaded: { readonly material: Material; readonly connect: buildConnector.connector } | undefined;

  constructor(
    private readonly client: Presenting,
    private readonly options: DispatcherOptions,
  ) {
    super();
    this.#agent = this.#newAgent();
    client.presenters.add(this);
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#agent.dispatch(options, handler);
  }

  load(material: Material): () => void {
    const connect = this.#connectorFor(material);
    return () => {
      this.#loaded = { material, connect };
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

  #current() {
    const material = this.client.toPresent();
    if (this.#loaded?.material !== material) this.#loaded = { material, connect: this.#connectorFor(material) };
    return this.#loaded;
  }

  /** A connector keeps TLS sessions: one for each certificate keeps them apart. */
  #connectorFor({ fullChainPem, privateKeyPem }: Material): buildConnector.connector {
    const { connect } = this.options;
    const secureContext = createSecureContext({ ...connect, cert: fullChainPem, key: privateKeyPem });
    return buildConnector({ ...connect, secureContext });
  }
}

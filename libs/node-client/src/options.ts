import type { Backoff } from './backoff.js';
import { defaultBackoff } from './backoff.js';
import type { CacheOptions } from './cache/cache.js';
import { systemClock, type Clock } from './clock.js';
import type { CertkeepTls } from './connection.js';
import { parseEndpoint, type Endpoint } from './endpoint.js';

/** The node's token, or how it is read: asked at each attempt, so that a file may be replaced. */
export type Token = string | (() => string | Promise<string>);

/** TLS to Certkeep, or how it is read: asked at each attempt, so that files may be replaced. */
export type Tls = CertkeepTls | (() => CertkeepTls | Promise<CertkeepTls>);

export interface ConnectOptions {
  /** `https://host:port` of Certkeep's gRPC, or several, tried in turn. The cache is bound to the first. */
  readonly endpoint: string | readonly string[];
  /** Shown once when the node was registered. Left out, the node signs in with the certificate in `tls`. */
  readonly token?: Token;
  /** TLS to Certkeep: who may have issued its certificate, and a certificate to show to it. */
  readonly tls?: Tls;
  /** Takes `http://` beyond loopback: token and private keys travel in the clear. */
  readonly allowPlaintext?: boolean;
  /** Keeps a sealed copy, to start from while Certkeep is away. */
  readonly cache?: CacheOptions;
  /**
   * Follows the truststore of the node's environment as well: agents and dispatchers then verify servers with it alone,
   * but for those that are given a `ca` of their own. Default false.
   */
  readonly truststore?: boolean;
  /** The company's signing key, SubjectPublicKeyInfo DER. Default: the first one that comes is pinned. */
  readonly signingKey?: Uint8Array;
  /** The node's id. Default: the first one that comes. */
  readonly nodeId?: string;
  /**
   * Who says that a revision is loaded: this library, once its agents are ready to present it, or the caller, by
   * `acknowledge`. Default `automatic`.
   */
  readonly acknowledge?: 'automatic' | 'by-caller';
  /** Milliseconds after which a silent watch is given up; Certkeep beats every 30 s. Default 70,000. */
  readonly longestSilence?: number;
  readonly backoff?: Partial<Backoff>;
  /** As in `my-runtime/1.2`, told to Certkeep beside this library's name; at most 80 characters. */
  readonly software?: string;
  readonly clock?: Clock;
  /** From 0 to 1, for the jitter. Default `Math.random`. */
  readonly chance?: () => number;
}

/** `ConnectOptions`, checked, with nothing left open. */
export interface Settings {
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  readonly token: () => Promise<string | undefined>;
  readonly tls: () => Promise<CertkeepTls>;
  readonly cache: { readonly directory: string; readonly secret: () => Promise<string | Uint8Array> } | undefined;
  readonly truststore: boolean;
  readonly signingKey: Uint8Array | undefined;
  readonly nodeId: string | undefined;
  readonly acknowledge: 'automatic' | 'by-caller';
  readonly longestSilence: number;
  readonly backoff: Backoff;
  readonly client: string;
  readonly clock: Clock;
  readonly chance: () => number;
}

/** As in package.json, which a test compares. */
export const version = '0.1.0';
const leastKeyBytes = 32;

/** @throws TypeError that names the option */
export function readOptions(options: ConnectOptions): Settings {
  const { tls, acknowledge = 'automatic', longestSilence = 70_000, software } = options;
  const endpoints = [options.endpoint].flat().map((text) => parseEndpoint(text, options.allowPlaintext ?? false));
  const [first, ...others] = endpoints;
  if (first === undefined) throw new TypeError('endpoint is empty. Give at least one URL.');
  if (typeof tls === 'object') refuseHalf(tls);
  const hasCertificate = typeof tls === 'function' || tls?.certificate !== undefined;
  if (options.token === undefined && !hasCertificate) {
    throw new TypeError('token is missing: give the node’s token, or tls.certificate with its key.');
  }
  if (options.token === undefined && endpoints.some((endpoint) => !endpoint.tls)) {
    throw new TypeError('token is missing: only to https:// does a node show a certificate.');
  }
  if (software !== undefined && software.length > 80) throw new TypeError('software has more than 80 characters.');
  return {
    endpoints: [first, ...others],
    token: tokenOf(options.token),
    tls: tlsOf(options),
    cache: cacheOf(options),
    truststore: options.truststore ?? false,
    signingKey: options.signingKey,
    nodeId: options.nodeId,
    acknowledge,
    longestSilence,
    backoff: { ...defaultBackoff, ...options.backoff },
    client: `certkeep-node-client/${version}${software === undefined ? '' : ` ${software}`}`,
    clock: options.clock ?? systemClock,
    chance: options.chance ?? Math.random,
  };
}

function tokenOf(token: Token | undefined): Settings['token'] {
  return async () => {
    if (token === undefined) return undefined;
    const text = (typeof token === 'function' ? await token() : token).trim();
    // The token itself is not repeated.
    if (!/^[\x21-\x7e]+$/.test(text)) throw new TypeError('the token is empty or has characters that no token has');
    return text;
  };
}

function tlsOf({ tls = {}, token }: ConnectOptions): Settings['tls'] {
  return async () => {
    const read = typeof tls === 'function' ? await tls() : tls;
    refuseHalf(read);
    if (token === undefined && read.certificate === undefined) {
      throw new TypeError('there is neither a token nor a certificate');
    }
    return read;
  };
}

function refuseHalf({ certificate, privateKey }: CertkeepTls): void {
  if ((certificate === undefined) === (privateKey === undefined)) return;
  throw new TypeError('tls.certificate and tls.privateKey go together.');
}

function cacheOf(options: ConnectOptions): Settings['cache'] {
  const { cache, token } = options;
  if (cache === undefined) return undefined;
  const { directory, key } = cache;
  if (directory === '') throw new TypeError('cache.directory is empty.');
  if (key !== undefined) {
    if (key.length < leastKeyBytes) throw new TypeError(`cache.key has less than ${leastKeyBytes} bytes.`);
    return { directory, secret: () => Promise.resolve(key) };
  }
  const [readToken, readTls] = [tokenOf(token), tlsOf(options)];
  return { directory, secret: async () => (await readToken()) ?? privateKeyOf(await readTls()) };
}

/** Without a token it is the one secret that the node has. */
function privateKeyOf({ privateKey }: CertkeepTls): string {
  if (privateKey === undefined) throw new TypeError('there is neither a token nor a private key to seal with');
  return privateKey.trim();
}

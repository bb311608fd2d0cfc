export type { Backoff } from './backoff.js';
export type { CacheOptions } from './cache/cache.js';
export type { Clock } from './clock.js';
export { connect } from './connect.js';
export type { CertkeepTls } from './connection.js';
export { NodeClientError, type NodeClientReason } from './errors.js';
export type { Absence, Ignored } from './holder.js';
export type { CertificateAgent, Presenting } from './https-agent.js';
export type { Material } from './material.js';
export type { NodeClient } from './node-client.js';
export type {
  NoCertificate,
  NodeClientEvents,
  NodeClientStatus,
  Offline,
  Online,
  TruststoreStatus,
} from './node-client-events.js';
export type { ConnectOptions, Tls, Token } from './options.js';
export type { Presentation } from './presentation.js';
export type { Presenter, Presenters } from './presenters.js';
export type { Report } from './reporter.js';
export type { TrustedCertificate, Truststore } from './trust/truststore.js';

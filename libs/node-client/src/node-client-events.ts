import type { NodeClientError } from './errors.js';
import type { Absence, Ignored } from './holder.js';
import type { Material } from './material.js';
import type { Truststore } from './trust/truststore.js';

/** Nothing is to be presented, says Certkeep or the limit of age. */
export interface NoCertificate extends Absence {
  /** The last certificate is presented nevertheless: something is missing, and nobody ordered it away. */
  readonly stillPresented: boolean;
}

export interface Offline {
  readonly since: Date;
  readonly error: NodeClientError;
}

export interface Online {
  /** `https://host:port` */
  readonly endpoint: string;
  /** Since when Certkeep had been away; undefined at the first contact of a start without a kept copy. */
  readonly offlineSince: Date | undefined;
}

/** What a client tells of. */
export interface NodeClientEvents {
  /**
   * Another certificate is presented from now on. With `acknowledge: 'by-caller'` also when Certkeep tells of the same one
   * as a new revision, as it does when somebody asks the node to try again: then `previous` presents the same.
   */
  change: [material: Material, previous: Material | undefined];
  /** With `truststore`: another one is trusted from now on. */
  truststore: [truststore: Truststore, previous: Truststore | undefined];
  /** With `truststore`: Certkeep has confirmed it, or told of a newer one, for the first time since it was away. */
  'truststore-online': [];
  'no-certificate': [NoCertificate];
  /** Certkeep is away; it is tried again until it is back. */
  offline: [Offline];
  online: [Online];
  /** Something that the client goes on without. Without a listener it is dropped: the client never throws at large. */
  error: [NodeClientError];
}

export interface TruststoreStatus {
  /** Certkeep has confirmed what is held, and tells of each change. */
  readonly online: boolean;
  /** The newest revision of which one is held; 0 for none. */
  readonly revision: number;
  /** How many came and were not taken since they were older. */
  readonly ignored: number;
}

export interface NodeClientStatus {
  readonly online: boolean;
  /** Since when Certkeep has been away. */
  readonly offlineSince: Date | undefined;
  /** When Certkeep last confirmed what is presented. */
  readonly lastContact: Date | undefined;
  /** The newest revision that is held; 0 for none. */
  readonly revision: number;
  readonly fingerprint: string | undefined;
  readonly absence: Absence | undefined;
  /** States that came and were not taken. */
  readonly ignored: Readonly<Ignored>;
  /** With `truststore`. */
  readonly truststore: TruststoreStatus | undefined;
}

import type { TruststoreSnapshot } from '@certkeep/contracts/runtime';
import { NodeClientError } from '../errors.js';
import { trustSuccession, type TrustStanding } from './trust-succession.js';
import { Truststore } from './truststore.js';

export type TrustTaken =
  | { readonly kind: 'trusted'; readonly truststore: Truststore; readonly previous: Truststore | undefined }
  /** It is held already. */
  | { readonly kind: 'same' }
  /** It was not taken: what was held stays. */
  | { readonly kind: 'refused'; readonly error: NodeClientError };

/** Makes everything ready to trust what is given, and throws if that can't be; the result puts it in place. */
export type LoadTrust = (truststore: Truststore) => () => void;

/** Holds the newest truststore, and takes no other: older, emptied by no newer revision, one that can't be loaded. */
export class TrustHolder {
  #standing: TrustStanding | undefined;
  #truststore: Truststore | undefined;
  #ignored = 0;

  constructor(private readonly load: LoadTrust) {}

  get standing(): TrustStanding | undefined {
    return this.#standing;
  }

  get truststore(): Truststore | undefined {
    return this.#truststore;
  }

  /** How many were not taken since they were older. */
  get ignored(): number {
    return this.#ignored;
  }

  /** Takes nothing below this revision from now on. */
  raise(revision: number): void {
    if (revision <= (this.#standing?.revision ?? 0)) return;
    this.#standing = { etag: undefined, isEmpty: true, environmentId: '', ...this.#standing, revision };
  }

  take(snapshot: TruststoreSnapshot): TrustTaken {
    const { etag, certificates, environmentId } = snapshot;
    const isEmpty = certificates.length === 0;
    const arriving = { revision: Number(snapshot.revision), etag, isEmpty, environmentId };
    const held = this.#standing?.revision ?? 0;
    const succession = trustSuccession(this.#standing, arriving);
    switch (succession) {
      case 'same':
        return { kind: 'same' };
      case 'older':
        return this.#ignore(`The truststore of revision ${arriving.revision} is older than ${held}, which is held.`);
      case 'emptied':
        return this.#ignore(`An empty truststore came for revision ${held}, of which one is held that isn’t empty.`);
      case 'newer':
        return this.#trust(arriving, snapshot);
    }
  }

  #trust(arriving: TrustStanding, snapshot: TruststoreSnapshot): TrustTaken {
    const previous = this.#truststore;
    if (previous?.etag === arriving.etag && previous?.environmentId === arriving.environmentId) {
      this.#standing = arriving;
      return { kind: 'same' };
    }
    try {
      const truststore = Truststore.from(snapshot);
      this.load(truststore)();
      this.#standing = arriving;
      this.#truststore = truststore;
      return { kind: 'trusted', truststore, previous };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `The truststore of revision ${arriving.revision} can’t be loaded: ${why}`;
      return { kind: 'refused', error: new NodeClientError('TRUSTSTORE_UNUSABLE', message, { cause: error }) };
    }
  }

  #ignore(message: string): TrustTaken {
    this.#ignored++;
    return { kind: 'refused', error: new NodeClientError('STATE_OLDER', message) };
  }
}

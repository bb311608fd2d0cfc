import { TruststoreSnapshot } from '@certkeep/contracts/runtime';
import type { Form } from '../cache/cache.js';

/** What a node keeps to start from while Certkeep is away. */
export interface KeptTruststore {
  readonly revision: number;
  readonly snapshot: TruststoreSnapshot;
}

/** The truststore's copy, beside the certificate's. */
export const truststoreForm: Form<KeptTruststore> = {
  kind: 'truststore',
  mark: 'truststore-mark',
  mostBytes: 128 * 1024 * 1024,
  encode: ({ snapshot }) => TruststoreSnapshot.encode(snapshot).finish(),
  decode: (plain) => {
    const snapshot = TruststoreSnapshot.decode(plain);
    return { revision: Number(snapshot.revision), snapshot };
  },
};

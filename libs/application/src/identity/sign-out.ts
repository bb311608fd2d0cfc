import type { SessionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Store } from '../store.js';

/** Ends the session that the call came with. A token's caller has none: nothing happens. */
export const signOut =
  ({ store }: { readonly store: Store }) =>
  async (call: Call): Promise<void> => {
    const { caller } = call;
    if (caller.kind !== 'user' || caller.credentialId === undefined) return;
    const session = caller.credentialId as SessionId;
    await store.change(call, async ({ sessions, changes, audit }) => {
      await sessions.delete(session);
      await changes.append({ kind: 'credential', recordId: session });
      await audit.record('user.sign_out', { type: 'user', id: caller.id, name: caller.name });
    });
  };

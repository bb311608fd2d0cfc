import type { Caller, Permission } from '@certkeep/contracts/connect';
import { Code, ConnectError } from '@connectrpc/connect';
import { identity, whenSessionEnds } from './clients.js';
import { failureOf, type Failure } from './rpc-error.js';

/** Who is signed in. The proof of it is a cookie that no script can read; here is only what the server says of it. */
class Session {
  caller = $state.raw<Caller | undefined>();
  state = $state<'unknown' | 'signed-out' | 'signed-in'>('unknown');
  /** The session ended while a page was open: what was typed there stays, and the person signs in again over it. */
  hasEnded = $state(false);
  failure = $state.raw<Failure | undefined>();

  async load(): Promise<void> {
    this.failure = undefined;
    try {
      const { caller } = await identity.getCaller({});
      if (caller !== undefined) this.enter(caller);
    } catch (error) {
      if (ConnectError.from(error).code === Code.Unauthenticated) this.state = 'signed-out';
      else this.failure = failureOf(error);
    }
  }

  enter(caller: Caller): void {
    this.caller = caller;
    this.state = 'signed-in';
    this.hasEnded = false;
  }

  async leave(): Promise<void> {
    await identity.signOut({});
    this.caller = undefined;
    this.state = 'signed-out';
    this.hasEnded = false;
  }

  may(permission: Permission): boolean {
    return this.caller?.permissions.includes(permission) ?? false;
  }
}

export const session = new Session();

whenSessionEnds(() => {
  if (session.state === 'signed-in') session.hasEnded = true;
});

import { DomainError } from '@certkeep/domain';
import type { Caller } from '../call.js';
import type { ChangeFeed } from '../change-feed.js';
import type { Clock } from '../clock.js';
import { requireSight } from '../require-sight.js';
import type { CredentialDirectory, CredentialRecord } from './credential-directory.js';
import { hashOfSecret, looksLikeSecret } from './secret.js';

/** What a request shows of who sends it. */
export interface ShownCredentials {
  readonly bearerToken: string | undefined;
  readonly sessionSecret: string | undefined;
}

interface Ports {
  readonly credentials: CredentialDirectory;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
}

/** Credentials kept in memory at the most; past it the oldest go and are looked up again. */
const mostKept = 50_000;

/**
 * Tells who calls. Known credentials are kept in memory, so that a call costs no query; a company's are forgotten with
 * each change to its credentials, users or nodes, in this process at once.
 */
export class Authenticator {
  private readonly known = new Map<string, Caller>();
  /** Counts the times something was forgotten: a look-up that began before must not be kept after. */
  private generation = 0;

  constructor(private readonly ports: Ports) {
    ports.feed.subscribe((company, changes) => {
      if (!changes.some(({ kind }) => kind === 'credential' || kind === 'node')) return;
      this.generation++;
      for (const [hash, caller] of this.known) if (caller.company === company) this.known.delete(hash);
    });
  }

  /**
   * @returns the caller, at once when the credential is known
   * @throws DomainError CREDENTIAL_MISSING, CREDENTIAL_INVALID, CREDENTIAL_EXPIRED; DATABASE_UNAVAILABLE
   */
  authenticate({ bearerToken, sessionSecret }: ShownCredentials): Caller | Promise<Caller> {
    const secret = bearerToken ?? sessionSecret;
    if (secret === undefined || secret === '') throw credentialMissing();
    if (!looksLikeSecret(secret)) throw credentialInvalid();
    const hash = hashOfSecret(secret);
    const caller = this.known.get(hash);
    if (caller !== undefined) return this.refuseExpired(caller);
    return this.lookUp(hash, bearerToken === undefined);
  }

  private async lookUp(hash: string, isSession: boolean): Promise<Caller> {
    const { credentials } = this.ports;
    const { generation } = this;
    // Nobody waits for a database that is known to be away.
    requireSight(this.ports.feed);
    const record: CredentialRecord = isSession
      ? await credentials.findSession(hash)
      : await credentials.findToken(hash);
    if (record.state !== 'usable') throw credentialInvalid();
    const caller = this.refuseExpired(record.caller);
    if (generation === this.generation) this.keep(hash, caller);
    return caller;
  }

  private keep(hash: string, caller: Caller): void {
    const [oldest] = this.known.keys();
    if (this.known.size >= mostKept && oldest !== undefined) this.known.delete(oldest);
    this.known.set(hash, caller);
  }

  private refuseExpired(caller: Caller): Caller {
    if (caller.expireTime === undefined || caller.expireTime > this.ports.clock.now()) return caller;
    throw new DomainError(
      'CREDENTIAL_EXPIRED',
      caller.kind === 'user' ? 'Your session has ended. Sign in again.' : 'This token has expired. Use a new one.',
    );
  }
}

function credentialMissing(): DomainError {
  return new DomainError(
    'CREDENTIAL_MISSING',
    'This call carries no credential. Sign in, or send a token as “authorization: Bearer …”.',
  );
}

function credentialInvalid(): DomainError {
  return new DomainError(
    'CREDENTIAL_INVALID',
    'This credential is not known here, or was revoked. Sign in again, or use a current token.',
  );
}

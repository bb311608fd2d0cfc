import { DomainError } from '@certkeep/domain';
import type { Caller } from '../call.js';
import type { ChangeFeed } from '../change-feed.js';
import type { Clock } from '../clock.js';
import { requireSight } from '../require-sight.js';
import type { CredentialDirectory, CredentialRecord } from './credential-directory.js';
import { hasExpired } from './has-expired.js';
import { RecentHashes } from './recent-hashes.js';
import { hashOfSecret, looksLikeSecret } from './secret.js';

/** What a request shows of who sends it. */
export interface ShownCredentials {
  readonly bearerToken: string | undefined;
  readonly sessionSecret: string | undefined;
  /** Of the connection's client certificate, whose private key was proved: lower-case hex of its DER's SHA-256. */
  readonly certificateSha256: string | undefined;
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
  private readonly hashes = new RecentHashes();
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
   * A token or session that is shown comes before the connection's certificate, and fails whatever that is.
   * @returns the caller, at once when the credential is known
   * @throws DomainError CREDENTIAL_MISSING, CREDENTIAL_INVALID, CREDENTIAL_EXPIRED; DATABASE_UNAVAILABLE
   */
  authenticate(shown: ShownCredentials): Caller | Promise<Caller> {
    const { kind, secret, hash } = this.credentialOf(shown);
    const caller = this.known.get(hash);
    if (caller === undefined) return this.lookUp(kind, hash);
    if (secret !== undefined) this.hashes.keep(secret, hash);
    return this.refuseExpired(caller, kind);
  }

  /** A certificate's hash is in hex and a secret's in Base64: neither is ever taken for the other. */
  private credentialOf({ bearerToken, sessionSecret, certificateSha256 }: ShownCredentials): Credential {
    const secret = bearerToken ?? sessionSecret;
    if (secret === undefined && certificateSha256 !== undefined)
      return { kind: 'certificate', hash: certificateSha256 };
    if (secret === undefined || secret === '') throw credentialMissing();
    const kind = bearerToken === undefined ? 'session' : 'token';
    const hash = this.hashes.get(secret);
    if (hash !== undefined) return { kind, hash };
    if (!looksLikeSecret(secret)) throw credentialInvalid();
    return { kind, secret, hash: hashOfSecret(secret) };
  }

  private async lookUp(kind: CredentialKind, hash: string): Promise<Caller> {
    const { generation } = this;
    // Nobody waits for a database that is known to be away.
    requireSight(this.ports.feed);
    const record = await this.recordOf(kind, hash);
    if (record.state !== 'usable') throw kind === 'certificate' ? certificateUnknown(hash) : credentialInvalid();
    const caller = this.refuseExpired(record.caller, kind);
    if (generation === this.generation) this.keep(hash, caller);
    return caller;
  }

  private recordOf(kind: CredentialKind, hash: string): Promise<CredentialRecord> {
    const { credentials } = this.ports;
    switch (kind) {
      case 'session':
        return credentials.findSession(hash);
      case 'token':
        return credentials.findToken(hash);
      case 'certificate':
        return credentials.findClientCertificate(hash);
    }
  }

  private keep(hash: string, caller: Caller): void {
    const [oldest] = this.known.keys();
    if (this.known.size >= mostKept && oldest !== undefined) this.known.delete(oldest);
    this.known.set(hash, caller);
  }

  private refuseExpired(caller: Caller, kind: CredentialKind): Caller {
    if (hasExpired(caller, this.ports.clock)) throw new DomainError('CREDENTIAL_EXPIRED', expired[kind]);
    return caller;
  }
}

type CredentialKind = 'session' | 'token' | 'certificate';

interface Credential {
  readonly kind: CredentialKind;
  /** Of a token or session, when its hash was not at hand. */
  readonly secret?: string;
  readonly hash: string;
}

const expired: Readonly<Record<CredentialKind, string>> = {
  session: 'Your session has ended. Sign in again.',
  token: 'This token has expired. Use a new one.',
  certificate: 'This client certificate has expired. Give the node a new one, and add it here.',
};

function credentialMissing(): DomainError {
  return new DomainError(
    'CREDENTIAL_MISSING',
    'This call carries no credential. Sign in, or send a token as “authorization: Bearer …”; a node may also connect to the gRPC port with its client certificate.',
  );
}

function certificateUnknown(sha256: string): DomainError {
  return new DomainError(
    'CREDENTIAL_INVALID',
    `No node signs in with this client certificate (SHA-256 ${sha256}), or no longer. Add it to its node, or use a token.`,
    { metadata: { sha256_fingerprint: sha256 } },
  );
}

function credentialInvalid(): DomainError {
  return new DomainError(
    'CREDENTIAL_INVALID',
    'This credential is not known here, or was revoked. Sign in again, or use a current token.',
  );
}

import type { CompanyId, EnvironmentId } from '@certkeep/domain';
import { createHash } from 'node:crypto';
import type { ChangeFeed, ChangeKind } from '../change-feed.js';
import type { Clock } from '../clock.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import type { Jwk } from './jwk.js';
import { jwkSet } from './jwk-set.js';

/** A JWK Set ready to be sent (RFC 7517 section 5). */
export interface JwksDocument {
  readonly json: string;
  /** The same in UTF-8. */
  readonly bytes: Buffer;
  /** Changes when the set does; quoted as in RFC 9110 section 8.8.3. */
  readonly etag: string;
}

interface Kept {
  /** What it is made of, to make it again without them when a retired key leaves. */
  readonly jwks: readonly Jwk[];
  readonly document: JwksDocument;
  /** When a retired key leaves it, in milliseconds since 1970. */
  readonly endTime: number;
}

interface Ports {
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
}

const changing: ReadonlySet<ChangeKind> = new Set(['jwk', 'environment', 'company']);
const ofCompany = '';

/**
 * Companies' JWK Sets, kept ready: whoever verifies tokens asks for them often, and they change seldom. One that is kept
 * costs no query; a change to the company's JWKs drops what is kept of it. A retired key leaves on its time, without a query either: what is
 * kept goes on being served while the database is away.
 */
export class JwksDocuments {
  private readonly kept = new Map<CompanyId, Map<string, Kept | Promise<Kept>>>();

  constructor(private readonly ports: Ports) {
    ports.feed.subscribe((company, changes) => {
      if (changes.some(({ kind }) => changing.has(kind))) this.kept.delete(company);
    });
  }

  /**
   * @param environment undefined: all of the company's JWKs
   * @throws DomainError NOT_FOUND for an environment that the company doesn't have
   */
  documentFor(company: CompanyId, environment: EnvironmentId | undefined): JwksDocument | Promise<JwksDocument> {
    const found = this.kept.get(company)?.get(environment ?? ofCompany);
    if (found === undefined) return this.build(company, environment);
    if (found instanceof Promise) return found.then(({ document }) => document);
    if (found.endTime > this.ports.clock.now().getTime()) return found.document;
    const made = this.made(found.jwks);
    this.kept.get(company)?.set(environment ?? ofCompany, made);
    return made.document;
  }

  private build(company: CompanyId, environment: EnvironmentId | undefined): Promise<JwksDocument> {
    const sets = this.kept.get(company) ?? new Map<string, Kept | Promise<Kept>>();
    this.kept.set(company, sets);
    const key = environment ?? ofCompany;
    // The map that the document goes into is dropped by a change, so one that a change has overtaken is never kept.
    const building = this.read(company, environment).then(
      (made) => {
        sets.set(key, made);
        return made;
      },
      (error: unknown) => {
        sets.delete(key);
        throw error;
      },
    );
    sets.set(key, building);
    return building.then(({ document }) => document);
  }

  private async read(company: CompanyId, environment: EnvironmentId | undefined): Promise<Kept> {
    const view = this.ports.store.view(company);
    if (environment !== undefined && (await view.environments.find(environment)) === undefined) {
      throw notFound('environment', environment);
    }
    const jwks = await view.jwks.listAll();
    const shown = jwks.filter(
      ({ environmentIds }) => environment === undefined || environmentIds.includes(environment),
    );
    return this.made(shown);
  }

  private made(jwks: readonly Jwk[]): Kept {
    const { keys, endTime } = jwkSet(jwks, this.ports.clock.now());
    const json = JSON.stringify({ keys });
    const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
    const document = { json, bytes: Buffer.from(json), etag };
    return { jwks, document, endTime: endTime?.getTime() ?? Number.POSITIVE_INFINITY };
  }
}

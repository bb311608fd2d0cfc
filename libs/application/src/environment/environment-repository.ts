import type { Dependent, EnvironmentId } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

export type EnvironmentKind = 'STANDARD' | 'API_MANAGER';

export interface EnvironmentSettings {
  readonly name: string;
  readonly description: string;
  /** Seconds that a node may go on with what it has kept while Certkeep is away; absent: without limit. */
  readonly maxCacheAge: number | undefined;
  /** Its truststore has the system roots as well. */
  readonly systemRoots: boolean;
}

/** A place where certificates are used. Every company has one API_MANAGER from the start. */
export interface Environment extends EnvironmentSettings {
  readonly id: EnvironmentId;
  readonly kind: EnvironmentKind;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** How much uses an environment. */
export interface EnvironmentCounts {
  /** Definitions of certificates that are there. */
  readonly definitions: number;
  readonly nodes: number;
  readonly customDomains: number;
  /** JWKs that are published there. */
  readonly jwks: number;
}

export interface EnvironmentReader {
  find(id: EnvironmentId): Promise<Environment | undefined>;
  findByName(name: string): Promise<{ readonly id: EnvironmentId; readonly name: string } | undefined>;
  /** The one of kind API_MANAGER. */
  apiManager(): Promise<Environment>;
  /** By name. */
  list(): Promise<readonly Environment[]>;
  /** A page of them, by name. */
  listPage(query: {
    readonly kind: EnvironmentKind | undefined;
    readonly page: PageRequest;
  }): Promise<Page<Environment>>;
  /** Of each of these environments. */
  count(ids: readonly EnvironmentId[]): Promise<ReadonlyMap<EnvironmentId, EnvironmentCounts>>;
  /** Certificates, nodes, custom domains and JWKs that use the environment, by name; at most so many. */
  listDependents(id: EnvironmentId, most: number): Promise<readonly Dependent[]>;
}

export interface EnvironmentWriter {
  /** Of kind STANDARD. */
  insert(id: EnvironmentId, settings: EnvironmentSettings): Promise<void>;
  update(id: EnvironmentId, settings: EnvironmentSettings): Promise<void>;
  /** One that nothing uses. Deleted certificates and applications that name it no longer do. */
  delete(id: EnvironmentId): Promise<void>;
}

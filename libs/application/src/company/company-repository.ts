import type { CompanyId, EnvironmentId } from '@certkeep/domain';

export interface Company {
  readonly id: CompanyId;
  /** How people name it when they sign in to an installation of several companies. */
  readonly slug: string;
  readonly name: string;
  /** The change counter: the revision of the last change. */
  readonly revision: number;
  /** From how many days before its end a certificate counts as expiring soon; 1 to 365. */
  readonly warningWindowDays: number;
  /** How long an earlier public key of a JWK stays published. */
  readonly jwkGraceSeconds: number;
  readonly createTime: Date;
}

/** The one-time link that creates a company's first admin, by its secret's hash. */
export interface SetupLink {
  readonly secretHash: string;
  readonly expireTime: Date;
}

export interface CompanyReader {
  require(): Promise<Company>;
  setupLink(): Promise<SetupLink | undefined>;
}

export interface CompanyWriter {
  rename(name: string): Promise<void>;
  setSetupLink(link: SetupLink | undefined): Promise<void>;
}

/** Companies seen from outside, before a credential says which one is meant. */
export interface CompanyDirectory {
  list(): Promise<readonly Company[]>;
  /** Of every environment, whose it is. */
  listEnvironments(): Promise<ReadonlyMap<EnvironmentId, CompanyId>>;
  findBySlug(slug: string): Promise<Company | undefined>;
  findBySetupSecret(secretHash: string): Promise<Company | undefined>;
  /** With its API_MANAGER environment, and an audit entry of the operator's. @throws DomainError NAME_TAKEN */
  create(company: NewCompany): Promise<void>;
}

export interface NewCompany {
  readonly id: CompanyId;
  readonly slug: string;
  readonly name: string;
  readonly apiManagerEnvironmentId: EnvironmentId;
}

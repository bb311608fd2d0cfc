import type { ApplicationId, EnvironmentId, UserId } from '@certkeep/domain';
import type { Page, PageRequest } from '../page.js';

export interface ApplicationSettings {
  readonly name: string;
  readonly description: string;
  readonly environmentIds: readonly EnvironmentId[];
  /** Users who may change its custom domains as technical contacts. */
  readonly technicalContactIds: readonly UserId[];
}

/** Something that serves host names in its environments. */
export interface Application extends ApplicationSettings {
  readonly id: ApplicationId;
  readonly customDomainCount: number;
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export interface ApplicationQuery {
  /** Part of the name, in any case; empty for all. */
  readonly search: string;
  readonly environmentId: EnvironmentId | undefined;
  readonly page: PageRequest;
}

export interface ApplicationReader {
  find(id: ApplicationId): Promise<Application | undefined>;
  findByName(name: string): Promise<{ readonly id: ApplicationId; readonly name: string } | undefined>;
  /** Of these applications the ones that name the user as a technical contact. */
  listOfContact(user: UserId, among: readonly ApplicationId[]): Promise<readonly ApplicationId[]>;
  /** By name. */
  list(query: ApplicationQuery): Promise<Page<Application>>;
}

export interface ApplicationWriter {
  insert(id: ApplicationId, settings: ApplicationSettings): Promise<void>;
  update(id: ApplicationId, settings: ApplicationSettings): Promise<void>;
  /** One without custom domains. */
  delete(id: ApplicationId): Promise<void>;
}

import type { Clock } from '@certkeep/application';
import type { CompanyId } from '@certkeep/domain';
import type { EntityManager } from 'typeorm';
import type { Dialect } from '../dialect.js';
import type { Entities } from '../entities.js';

/** What a repository works with: one company's rows, through one connection or transaction. */
export interface CompanyScope {
  readonly manager: EntityManager;
  readonly dialect: Dialect;
  readonly entities: Entities;
  readonly company: CompanyId;
  readonly clock: Clock;
}

import type { EnvironmentId } from '@certkeep/domain';

/** A place where certificates are used. Every company has one API_MANAGER from the start. */
export interface Environment {
  readonly id: EnvironmentId;
  readonly name: string;
  readonly description: string;
  readonly kind: 'STANDARD' | 'API_MANAGER';
  readonly version: number;
  readonly createTime: Date;
  readonly updateTime: Date;
}

export interface EnvironmentReader {
  find(id: EnvironmentId): Promise<Environment | undefined>;
  /** By name. */
  list(): Promise<readonly Environment[]>;
}

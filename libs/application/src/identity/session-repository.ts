import type { SessionId, UserId } from '@certkeep/domain';

export interface NewSession {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly secretHash: string;
  readonly expireTime: Date;
}

export interface SessionWriter {
  insert(session: NewSession): Promise<void>;
  delete(id: SessionId): Promise<void>;
  deleteAllOf(user: UserId): Promise<void>;
  /** Sessions past their end have no use. */
  deleteExpired(): Promise<void>;
}

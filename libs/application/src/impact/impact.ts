import type { CascadeChange, DomainError, DomainUse, NodeUse } from '@certkeep/domain';
import type { Environment } from '../environment/environment-repository.js';
import type { PlannedJwk } from './planned-jwks.js';

/** A dependent with the number of its changes: a plan notices when it has moved. */
export type UsingDomain = DomainUse & { readonly version: number };
export type UsingNode = NodeUse & { readonly version: number };

/** Everything that a deed would change. */
export interface Impact {
  readonly domains: readonly { readonly domain: UsingDomain; readonly uncovered: boolean }[];
  readonly nodes: readonly { readonly node: UsingNode; readonly leftWithout: boolean }[];
  readonly jwks: readonly PlannedJwk[];
  readonly environments: readonly Environment[];
  /** DNS names and addresses that are covered and would be no longer. */
  readonly missingNames: readonly string[];
  /** What the deed would be refused for as things stand; the first one is what it would say. */
  readonly problems: readonly DomainError[];
}

/** A deed as it would be done now. */
export interface Plan {
  readonly impact: Impact;
  /** What becomes of the certificate that JWKs follow. */
  readonly change: CascadeChange;
  /** The certificate whose name confirms the deed. */
  readonly name: string;
  /** Digest of all that the deed depends on: another one, and the plan is stale. */
  readonly state: string;
}

import type { ProbeDomainResponse } from '@certkeep/contracts/connect';
import type { Failure } from '../../client/rpc-error.js';

/** A look at what a domain's server presents. */
export type Probe =
  | { readonly state: 'busy' }
  | { readonly state: 'done'; readonly answer: ProbeDomainResponse }
  | { readonly state: 'failed'; readonly failure: Failure };

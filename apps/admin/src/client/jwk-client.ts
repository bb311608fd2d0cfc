import { createClient } from '@connectrpc/connect';
import { JwkService } from '@certkeep/contracts/connect';
import { transport } from './clients.js';

/** In a module of its own: its part of the contract is loaded with the pages that show JWKs. */
export const jwks = createClient(JwkService, transport);

import type { CompanyTransaction } from '../store.js';
import type { Jwk } from './jwk.js';
import { publicJwk } from './public-jwk.js';

/**
 * Keeps a JWK's current public key published under its key id for the company's grace period, so that what was signed
 * with it still verifies. One that keeps its key id is not kept: nobody could tell the two keys apart.
 */
export async function retireKey(
  { company, jwks }: Pick<CompanyTransaction, 'company' | 'jwks'>,
  jwk: Jwk,
  kidAfter: string,
  now: Date,
): Promise<void> {
  await jwks.unretire(jwk.id, kidAfter);
  if (jwk.kid === kidAfter) return;
  await jwks.forgetRetired(now);
  const { jwkGraceSeconds } = await company.require();
  if (jwkGraceSeconds === 0) return;
  const endTime = new Date(now.getTime() + jwkGraceSeconds * 1000);
  await jwks.retire(jwk.id, { kid: jwk.kid, publicJwk: publicJwk(jwk), endTime });
}

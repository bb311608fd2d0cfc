import type { JwkAction } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { requireDefinition } from '../definition/require-definition.js';
import type { Jwk } from '../jwk/jwk.js';
import { definitionKey, kidOf, sealedForJwk } from '../jwk/jwk-key.js';
import { retireKey } from '../jwk/retire-key.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyTransaction } from '../store.js';
import type { Plan } from './impact.js';
import type { PlannedJwk } from './planned-jwks.js';

export interface FollowJwksPorts {
  readonly sealer: KeySealer;
  readonly clock: Clock;
}

/**
 * Does to the JWKs that a deed reaches what was chosen, in the deed's transaction: before it takes a definition away,
 * after it has brought a key.
 */
export const followJwks =
  (ports: FollowJwksPorts) =>
  async (
    call: Call,
    transaction: CompanyTransaction,
    { impact, name }: Plan,
    action: JwkAction | undefined,
  ): Promise<void> => {
    for (const planned of impact.jwks) {
      const { jwk } = planned;
      switch (action) {
        case 'UPDATE':
          await update(ports, call, transaction, planned);
          break;
        case 'DISCONNECT':
          await transaction.jwks.disconnect(jwk.id);
          await transaction.audit.record('jwk.disconnect', targetOf(jwk), { certificate: name });
          break;
        case 'DELETE':
          await transaction.jwks.delete(jwk.id);
          await transaction.audit.record('jwk.delete', targetOf(jwk), { certificate: name, kid: jwk.kid });
          break;
        case undefined:
          throw new TypeError('JWKs were reached, and nobody chose what becomes of them');
      }
      await transaction.changes.append({ kind: 'jwk', recordId: jwk.id });
    }
  };

async function update(
  ports: FollowJwksPorts,
  call: Call,
  transaction: CompanyTransaction,
  { jwk, fate, algorithmAfter }: PlannedJwk,
): Promise<void> {
  const { jwks, certificates, audit } = transaction;
  switch (fate.kind) {
    case 'orphaned':
      throw new TypeError('a JWK can’t be updated from a definition that is gone');
    case 'moves':
      await jwks.update(jwk.id, { ...jwk, environmentIds: fate.environmentIds });
      await audit.record('jwk.follow', targetOf(jwk), { environments: String(fate.environmentIds.length) });
      return;
    case 'follows': {
      const now = ports.clock.now();
      const { certificate, definition } = await requireDefinition(certificates, fate.definitionId);
      const key = await definitionKey(transaction, certificate, definition);
      const algorithm = algorithmAfter ?? jwk.algorithm;
      const kid = jwk.kidKind === 'TYPED' ? jwk.kid : kidOf(jwk.kidKind, key, now);
      await retireKey(transaction, jwk, kid, now);
      await jwks.takeKey(
        jwk.id,
        { ...jwk, kid, algorithm, operations: algorithm === jwk.algorithm ? jwk.operations : [] },
        { ...key.taken, sealedKey: jwk.isPrivate ? sealedForJwk(ports, call, jwk.id, key) : undefined },
      );
      await audit.record('jwk.follow', targetOf(jwk), {
        certificate: certificate.name,
        version: String(definition.current.number),
        kid_before: jwk.kid,
        kid,
        algorithm,
      });
    }
  }
}

function targetOf({ id, name }: Jwk) {
  return { type: 'jwk', id, name } as const;
}

import { DomainError, type JwkAction } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { requireDefinition } from '../definition/require-definition.js';
import type { Jwk } from '../jwk/jwk.js';
import { freeKid } from '../jwk/free-kid.js';
import { definitionKey, sealedForJwk } from '../jwk/jwk-key.js';
import { retireKey } from '../jwk/retire-key.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyTransaction } from '../store.js';
import { dependentsOf } from './cascade-choice.js';
import type { Plan } from './impact.js';
import type { PlannedJwk } from './planned-jwks.js';

export interface FollowJwksPorts {
  readonly sealer: KeySealer;
  readonly clock: Clock;
}

/**
 * Does to the JWKs that a deed reaches what was chosen, in the deed's transaction: before it takes a definition away,
 * after it has brought a key.
 * @throws DomainError JWK_CHOICE_REQUIRED where an update would give two JWKs one key id
 */
export const followJwks =
  (ports: FollowJwksPorts) =>
  async (call: Call, transaction: CompanyTransaction, plan: Plan, action: JwkAction | undefined): Promise<void> => {
    const { impact, name } = plan;
    for (const planned of impact.jwks) {
      const { jwk } = planned;
      switch (action) {
        case 'UPDATE':
          await update(ports, call, transaction, plan, planned);
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
  plan: Plan,
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
      const kid = jwk.kidKind === 'TYPED' ? jwk.kid : await freeKid(jwks, jwk.kidKind, key, now);
      await refuseSharedKid(transaction, plan, jwk, kid);
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

/** Two JWKs with one key have one thumbprint: published under it would be the older one alone, with its algorithm. */
async function refuseSharedKid(
  { jwks }: CompanyTransaction,
  { impact, name }: Plan,
  jwk: Jwk,
  kid: string,
): Promise<void> {
  const holder = await jwks.findByKid(kid);
  if (holder === undefined || holder.id === jwk.id) return;
  throw new DomainError(
    'JWK_CHOICE_REQUIRED',
    `The JWK “${jwk.name}” can't be updated: its key id would be that of “${holder.name}”, which has the same key. Disconnect the JWKs, or delete one of these two first.`,
    {
      field: 'cascade.jwk_action',
      metadata: { name, jwk_count: String(impact.jwks.length), existing_id: holder.id, existing_name: holder.name },
      dependents: dependentsOf(impact),
    },
  );
}

function targetOf({ id, name }: Jwk) {
  return { type: 'jwk', id, name } as const;
}

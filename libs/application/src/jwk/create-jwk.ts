import { DomainError, type DefinitionId, type JwkId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import { requireDefinition } from '../definition/require-definition.js';
import type { KeySealer } from '../key-sealer.js';
import type { Store } from '../store.js';
import type { Jwk, JwkSettings } from './jwk.js';
import { freeKid } from './free-kid.js';
import { definitionKey, sealedForJwk } from './jwk-key.js';
import { parsedJwkSettings } from './jwk-settings.js';
import { refuseJwkTaken } from './jwk-taken.js';
import { requireJwk } from './require-jwk.js';

export interface CreateJwkInput {
  readonly definitionId: DefinitionId;
  /** An empty name: the certificate's; an empty algorithm: the key's usual one. */
  readonly settings: JwkSettings;
  /** With the private half, for who may have it. */
  readonly isPrivate: boolean;
  readonly validateOnly: boolean;
}

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * Makes a JWK from a definition's current version, which it follows from then on.
 * @throws DomainError NOT_FOUND, NAME_TAKEN, NO_PRIVATE_KEY, FIELD_INVALID
 */
export const createJwk =
  (ports: Ports) =>
  (call: Call, { definitionId, settings, isPrivate, validateOnly }: CreateJwkInput): Promise<Jwk> =>
    changeOrValidate(ports.store, { call, validateOnly }, async (transaction) => {
      const { certificates, jwks, changes, audit } = transaction;
      const { certificate, definition } = await requireDefinition(certificates, definitionId);
      const key = await definitionKey({ certificates }, certificate, definition);
      const { kidKind } = settings;
      const now = ports.clock.now();
      const chosen = parsedJwkSettings(
        {
          ...settings,
          name: settings.name.trim() === '' ? certificate.name : settings.name,
          kid: kidKind === 'TYPED' ? settings.kid : await freeKid(jwks, kidKind, key, now),
        },
        key.kind,
      );
      if (isPrivate && key.sealedInVersion === undefined) {
        throw new DomainError(
          'NO_PRIVATE_KEY',
          `“${certificate.name}” is here without a private key. Make a public JWK of it, or bring the key with the certificate.`,
          { field: 'jwk.private' },
        );
      }
      const { members } = key.taken.certificate;
      await refuseJwkTaken(transaction, { settings: chosen, members, now, before: undefined });
      const id = ports.makeId() as JwkId;
      const sealedKey = isPrivate ? sealedForJwk(ports, call, id, key) : undefined;
      await jwks.insert(id, chosen, { ...key.taken, sealedKey });
      await changes.append({ kind: 'jwk', recordId: id });
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      await audit.record(
        'jwk.create',
        { type: 'jwk', id, name: chosen.name },
        {
          certificate: certificate.name,
          definition: definition.alias,
          version: String(definition.current.number),
          kid: chosen.kid,
          algorithm: chosen.algorithm,
          private: String(isPrivate),
        },
      );
      return requireJwk(jwks, id);
    });

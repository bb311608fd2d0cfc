import { parseAlias, type DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { lostProblems } from '../impact/coverage-problems.js';
import { followJwks, type FollowJwksPorts } from '../impact/follow-jwks.js';
import type { Impact, Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { jwksMovedWith } from '../impact/planned-jwks.js';
import { servingDefinition } from '../impact/serving-definitions.js';
import type { CompanyView, Store } from '../store.js';
import { refusePlaceTaken, type DefinitionPlace } from './definition-place.js';
import { requireDefinition } from './require-definition.js';

export interface UpdateDefinitionInput {
  readonly id: DefinitionId;
  readonly etag: string;
  /** Only what is here changes. */
  readonly edit: Partial<DefinitionPlace>;
  readonly cascade: CascadeChoice;
}

/**
 * Changes a definition's alias, and where it holds.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, ALIAS_TAKEN, FIELD_INVALID, DOMAIN_NOT_COVERED, NODES_NOT_ACKNOWLEDGED, PLAN_STALE,
 * JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const updateDefinition =
  ({ store, ...ports }: FollowJwksPorts & { readonly store: Store }) =>
  (
    call: Call,
    { id, etag, edit, cascade }: UpdateDefinitionInput,
  ): Promise<{ certificate: Certificate; definition: Definition; impact: Impact }> =>
    store.change(call, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const { certificate, definition } = await requireDefinition(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      const place = placeAfter(definition, edit);
      await refusePlaceTaken(transaction, certificate, place, id);
      const plan = await planUpdate(transaction, certificate, definition, place);
      const jwkAction = requireConsent(plan, cascade, ports.clock.now());
      await certificates.updateDefinition(id, place);
      await followJwks(ports)(call, transaction, plan, jwkAction);
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      await audit.record(
        'definition.update',
        { type: 'certificate', id: certificate.id, name: certificate.name },
        { definition: place.alias, fields: Object.keys(edit).join(',') },
      );
      return { ...(await requireDefinition(certificates, id)), impact: plan.impact };
    });

/** @throws DomainError FIELD_INVALID for the alias */
export function placeAfter(definition: Definition, edit: Partial<DefinitionPlace>): DefinitionPlace {
  return {
    alias: edit.alias === undefined ? definition.alias : parseAlias(edit.alias, 'definition.alias'),
    environmentIds: edit.environmentIds ?? definition.environmentIds,
  };
}

/** What the update would do, as things stand in `view`. */
export function planUpdate(
  view: CompanyView,
  certificate: Certificate,
  definition: Definition,
  place: DefinitionPlace,
): Promise<Plan> {
  return planChange(view, {
    certificate,
    after: certificate.definitions.map((one) =>
      servingDefinition(one.id === definition.id ? { ...one, environmentIds: place.environmentIds } : one),
    ),
    deed: ['update_definition', definition.id, place.alias, place.environmentIds],
    jwks: jwksMovedWith(definition, place.environmentIds),
    problems: (reached) => lostProblems(reached, certificate.name, 'refused'),
  });
}

import { DomainError, type DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { nodeLoss, lostProblems } from '../impact/coverage-problems.js';
import { followJwks, type FollowJwksPorts } from '../impact/follow-jwks.js';
import type { Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { jwksOrphanedBy } from '../impact/planned-jwks.js';
import { servingDefinition } from '../impact/serving-definitions.js';
import type { CompanyView, Store } from '../store.js';
import { requireDefinition } from './require-definition.js';

export interface DeleteDefinitionInput {
  readonly id: DefinitionId;
  readonly etag: string;
  /** The caller knows that API nodes present it and goes on. */
  readonly acknowledgeNodes: boolean;
  readonly cascade: CascadeChoice;
  readonly validateOnly: boolean;
}

/**
 * Destroys a definition with its versions and their keys. The last one goes with its certificate alone.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, FIELD_INVALID, CERTIFICATE_IN_USE, NODES_NOT_ACKNOWLEDGED, PLAN_STALE,
 * JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const deleteDefinition =
  ({ store, ...ports }: FollowJwksPorts & { readonly store: Store }) =>
  (call: Call, { id, etag, acknowledgeNodes, cascade, validateOnly }: DeleteDefinitionInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const { certificate, definition } = await requireDefinition(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      const plan = await planDefinitionDeletion(transaction, certificate, definition, acknowledgeNodes);
      const jwkAction = requireConsent(plan, cascade, ports.clock.now());
      await followJwks(ports)(call, transaction, plan, jwkAction);
      await certificates.deleteDefinition(id);
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      await audit.record(
        'definition.delete',
        { type: 'certificate', id: certificate.id, name: certificate.name },
        { definition: definition.alias, versions_until: String(definition.current.number) },
      );
    });

/** What the deletion would do, as things stand in `view`. */
export function planDefinitionDeletion(
  view: CompanyView,
  certificate: Certificate,
  { id }: Definition,
  acknowledgeNodes: boolean,
): Promise<Plan> {
  const others = certificate.definitions.filter((one) => one.id !== id);
  return planChange(view, {
    certificate,
    after: others.map(servingDefinition),
    deed: ['delete_definition', id],
    jwks: jwksOrphanedBy((one) => one === id),
    problems: (reached) => [
      ...(others.length > 0
        ? []
        : [
            new DomainError(
              'FIELD_INVALID',
              `This is the only definition of “${certificate.name}”. Delete the certificate instead.`,
              { field: 'id' },
            ),
          ]),
      ...lostProblems(reached, certificate.name, nodeLoss(acknowledgeNodes)),
    ],
  });
}

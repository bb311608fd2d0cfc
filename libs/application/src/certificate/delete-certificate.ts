import type { CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { nodeLoss, usingProblems } from '../impact/coverage-problems.js';
import { firstNames } from '../impact/first-names.js';
import { followJwks, type FollowJwksPorts } from '../impact/follow-jwks.js';
import type { Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { jwksOrphanedBy } from '../impact/planned-jwks.js';
import type { CompanyView, Store } from '../store.js';
import type { Certificate } from './certificate.js';
import { requireCertificate } from './require-certificate.js';

export interface DeleteCertificateInput {
  readonly id: CertificateId;
  readonly etag: string;
  /** The caller knows that API nodes present this certificate and goes on. */
  readonly acknowledgeNodes: boolean;
  readonly cascade: CascadeChoice;
  readonly validateOnly: boolean;
}

/**
 * Takes a certificate out of use. Its row and sealed key stay for 30 days, so that it can be restored.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, CERTIFICATE_IN_USE, NODES_NOT_ACKNOWLEDGED, PLAN_STALE, JWK_CHOICE_REQUIRED,
 * CONFIRMATION_MISMATCH
 */
export const deleteCertificate =
  ({ store, ...ports }: FollowJwksPorts & { readonly store: Store }) =>
  (call: Call, { id, etag, acknowledgeNodes, cascade, validateOnly }: DeleteCertificateInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const certificate = await requireCertificate(certificates, id);
      requireEtag(etag, { version: certificate.version, kind: 'certificate' });
      const plan = await planDeletion(transaction, certificate, acknowledgeNodes);
      const jwkAction = requireConsent(plan, cascade, ports.clock.now());
      await followJwks(ports)(call, transaction, plan, jwkAction);
      await certificates.markDeleted(id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.delete',
        { type: 'certificate', id, name: certificate.name },
        {
          was_primary: String(certificate.primary),
          nodes: firstNames(plan.impact.nodes.map(({ node }) => node.name)),
          jwks: String(plan.impact.jwks.length),
        },
      );
    });

/** What the deletion would do, as things stand in `view`. */
export function planDeletion(view: CompanyView, certificate: Certificate, acknowledgeNodes: boolean): Promise<Plan> {
  return planChange(view, {
    certificate,
    after: [],
    deed: ['delete_certificate', certificate.id],
    jwks: jwksOrphanedBy(() => true),
    reachesEveryUse: true,
    problems: (reached) => usingProblems(reached, certificate.name, nodeLoss(acknowledgeNodes)),
  });
}

import { DomainError, isExpired, type DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Certificate, Definition, Version } from '../certificate/certificate.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { keylessProblems, uncoveredProblems, type Force } from '../impact/coverage-problems.js';
import { followJwks, type FollowJwksPorts } from '../impact/follow-jwks.js';
import type { Impact, Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { jwksOfDefinition } from '../impact/planned-jwks.js';
import { definitionsWith, servedBy } from '../impact/serving-definitions.js';
import { notFound } from '../not-found.js';
import type { CompanyView, Store } from '../store.js';
import { requireDefinition } from './require-definition.js';

export interface RollbackMaterialInput {
  readonly definitionId: DefinitionId;
  readonly versionNumber: number;
  readonly etag: string;
  readonly force: Force;
  readonly cascade: CascadeChoice;
  readonly validateOnly: boolean;
}

/**
 * Makes an earlier version of a definition current again.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, PLAN_STALE, CERTIFICATE_EXPIRED, FIELD_INVALID, DOMAIN_NOT_COVERED, NO_PRIVATE_KEY,
 * JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const rollbackMaterial =
  ({ store, ...ports }: FollowJwksPorts & { readonly store: Store }) =>
  (call: Call, input: RollbackMaterialInput): Promise<{ certificate: Certificate; impact: Impact }> =>
    changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const now = ports.clock.now();
      const { certificate, definition } = await requireDefinition(certificates, input.definitionId);
      requireEtag(input.etag, { version: certificate.version, kind: 'certificate' });
      const version = await certificates.findVersion(definition.id, input.versionNumber);
      if (version === undefined) throw notFound('version', String(input.versionNumber));
      const plan = await planRollback(transaction, certificate, { definition, version }, input.force, now);
      const jwkAction = requireConsent(plan, input.cascade, now);
      await certificates.makeCurrent(definition.id, version.id);
      await followJwks(ports)(call, transaction, plan, jwkAction);
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      await audit.record(
        'definition.material.rollback',
        { type: 'certificate', id: certificate.id, name: certificate.name },
        {
          definition: definition.alias,
          version_before: String(definition.current.number),
          version: String(version.number),
          ...(input.force.force ? { forced: 'true', reason: input.force.reason } : {}),
        },
      );
      return { certificate: await requireCertificate(certificates, certificate.id), impact: plan.impact };
    });

/** What going back would do, as things stand in `view`. */
export function planRollback(
  view: CompanyView,
  certificate: Certificate,
  { definition, version }: { readonly definition: Definition; readonly version: Version },
  force: Force,
  at: Date,
): Promise<Plan> {
  return planChange(view, {
    certificate,
    after: definitionsWith(certificate, definition, servedBy(version)),
    deed: ['rollback_material', definition.id, version.number],
    jwks: jwksOfDefinition(definition.id, { key: version.facts.key, hasKey: version.hasKey }),
    problems: (reached) => [
      ...unfitProblems(definition, version, at),
      ...keylessProblems(reached, certificate.name, 'version_number'),
      ...uncoveredProblems(reached, force),
    ],
  });
}

function unfitProblems({ current }: Definition, { number, facts }: Version, at: Date): DomainError[] {
  const field = 'version_number';
  if (number === current.number) {
    return [
      new DomainError('FIELD_INVALID', `Version ${number} is current already. Choose an earlier one.`, { field }),
    ];
  }
  if (!isExpired(facts.notAfter, at)) return [];
  return [
    new DomainError(
      'CERTIFICATE_EXPIRED',
      `Version ${number} expired on ${facts.notAfter.toISOString().slice(0, 10)}. Choose one that is valid, or replace the material.`,
      { field, metadata: { not_after: facts.notAfter.toISOString() } },
    ),
  ];
}

import { definitionFor, DomainError, refuseUnlessPresentable, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { followJwks, type FollowJwksPorts } from '../impact/follow-jwks.js';
import type { Impact, Plan } from '../impact/impact.js';
import { keylessProblems, uncoveredProblems } from '../impact/coverage-problems.js';
import { firstNames } from '../impact/first-names.js';
import { planChange } from '../impact/plan-change.js';
import type { JwkChange } from '../impact/planned-jwks.js';
import { problemsOf } from '../impact/problems-of.js';
import { servingDefinition } from '../impact/serving-definitions.js';
import type { CompanyView, Store } from '../store.js';
import { defaultDefinition, type Certificate, type Definition } from './certificate.js';
import { moveOfEnvironments, type EnvironmentMove } from './move-environments.js';
import { requireCertificate } from './require-certificate.js';

export interface ReplaceCertificateInput {
  readonly id: CertificateId;
  readonly replacementId: CertificateId;
  readonly etag: string;
  readonly cascade: CascadeChoice;
  readonly validateOnly: boolean;
}

export interface ReplacedCertificate {
  /** Not in use any more. */
  readonly certificate: Certificate;
  readonly replacement: Certificate;
  readonly impact: Impact;
}

/**
 * Moves everything that depends on one certificate to another: custom domains, nodes, environments and the primary
 * mark, and JWKs by what was chosen for them. The one that is replaced stays.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, FIELD_INVALID, CERTIFICATE_EXPIRED, DOMAIN_NOT_COVERED, NO_PRIVATE_KEY, ALIAS_TAKEN,
 * PLAN_STALE, JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const replaceCertificate =
  ({ store, ...ports }: FollowJwksPorts & { readonly store: Store }) =>
  (call: Call, input: ReplaceCertificateInput): Promise<ReplacedCertificate> =>
    changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates, customDomains, nodes, changes, audit } = transaction;
      const { id, replacementId } = input;
      const now = ports.clock.now();
      const certificate = await requireCertificate(certificates, id);
      requireEtag(input.etag, { version: certificate.version, kind: 'certificate' });
      const replacement = await requireCertificate(certificates, replacementId);
      const { move, ...plan } = await planSuccession(transaction, certificate, replacement, now);
      const jwkAction = requireConsent(plan, input.cascade, now);
      await customDomains.moveAll(id, replacementId);
      await nodes.moveChoice(id, replacementId);
      await certificates.releaseEnvironments(id);
      if (move !== undefined) await certificates.updateDefinition(move.definition.id, move.place);
      if (certificate.primary) await certificates.movePrimaryTo(replacementId);
      await followJwks(ports)(call, transaction, plan, jwkAction);
      await changes.append({ kind: 'certificate', recordId: id });
      await changes.append({ kind: 'certificate', recordId: replacementId });
      await audit.record(
        'certificate.replace',
        { type: 'certificate', id, name: certificate.name },
        {
          replacement: replacement.name,
          custom_domains: String(plan.impact.domains.length),
          nodes: String(plan.impact.nodes.length),
          jwks: String(plan.impact.jwks.length),
          primary_moved: String(certificate.primary),
        },
      );
      return {
        certificate: await requireCertificate(certificates, id),
        replacement: await requireCertificate(certificates, replacementId),
        impact: plan.impact,
      };
    });

/** What moving everything would do, as things stand in `view`. */
export async function planSuccession(
  view: CompanyView,
  certificate: Certificate,
  replacement: Certificate,
  at: Date,
): Promise<Plan & { readonly move: EnvironmentMove | undefined }> {
  const { move, problems: moveProblems } = await moveOfEnvironments(view, certificate, replacement);
  const after = replacement.definitions.map((definition) =>
    definition.id === move?.definition.id ? { ...definition, environmentIds: move.place.environmentIds } : definition,
  );
  const unfit = await unfitProblems(certificate, replacement, at);
  const plan = await planChange(view, {
    certificate,
    after: after.map(servingDefinition),
    deed: ['replace_certificate', certificate.id, replacement.id, replacement.version],
    jwks: jwksMovedTo(after, certificate),
    reachesEveryUse: true,
    problems: (reached) => [
      ...unfit,
      ...moveProblems,
      ...missingNameProblems(replacement.name, reached),
      ...keylessProblems(reached, replacement.name, 'replacement_id'),
      ...uncoveredProblems(reached, { force: false, reason: '' }),
    ],
  });
  return { ...plan, move };
}

/** Each JWK follows the definition that holds where the one that it followed did. */
function jwksMovedTo(successors: readonly Definition[], { definitions }: Certificate): JwkChange {
  return {
    change: 'update',
    fateOf: ({ link }) => {
      const before = definitions.find(({ id }) => id === link?.definitionId);
      const successor = definitionFor(successors, before?.environmentIds[0]) ?? successors[0];
      if (successor === undefined) return { kind: 'orphaned' };
      const { facts, hasKey } = successor.current;
      return { kind: 'follows', definitionId: successor.id, key: facts.key, hasKey };
    },
  };
}

/** Every name that the old one covers must be covered by the new one. */
function missingNameProblems(name: string, { missingNames }: Pick<Impact, 'missingNames'>): DomainError[] {
  if (missingNames.length === 0) return [];
  return [
    new DomainError(
      'DOMAIN_NOT_COVERED',
      `“${name}” does not cover ${firstNames(missingNames)}. Choose a certificate that covers every name of the one it replaces.`,
      {
        field: 'replacement_id',
        metadata: { missing_names: firstNames(missingNames), count: String(missingNames.length) },
      },
    ),
  ];
}

async function unfitProblems(certificate: Certificate, replacement: Certificate, at: Date): Promise<DomainError[]> {
  const field = 'replacement_id';
  if (certificate.id === replacement.id) {
    return [new DomainError('FIELD_INVALID', 'A certificate can’t replace itself. Choose another one.', { field })];
  }
  const { current } = defaultDefinition(replacement);
  const { notBefore, notAfter } = current.facts;
  const subject = { name: replacement.name, hasKey: current.hasKey || !certificate.primary, notAfter };
  const problems = await problemsOf(() => {
    refuseUnlessPresentable(subject, at);
  });
  if (at.getTime() >= notBefore.getTime()) return problems;
  const message = `“${replacement.name}” is not valid before ${notBefore.toISOString()}. Choose one that is valid now.`;
  return [...problems, new DomainError('FIELD_INVALID', message, { field })];
}

import type { CertificateId, DefinitionId, DomainError } from '@certkeep/domain';
import { judgeMaterial, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import { planDeletion } from '../certificate/delete-certificate.js';
import { readMaterial, type MaterialOrigin } from '../certificate/read-material.js';
import { planSuccession } from '../certificate/replace-certificate.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { planDefinitionDeletion } from '../definition/delete-definition.js';
import { refusePlaceTaken, type DefinitionPlace } from '../definition/definition-place.js';
import { keptKey } from '../definition/kept-key.js';
import { refuseMaterialTaken } from '../definition/material-taken.js';
import { planReplacement } from '../definition/place-material.js';
import type { ReplaceMaterialPorts } from '../definition/replace-material.js';
import { requireDefinition } from '../definition/require-definition.js';
import { planRollback } from '../definition/rollback-material.js';
import { placeAfter, planUpdate } from '../definition/update-definition.js';
import { notFound } from '../not-found.js';
import { answeredRequest } from '../signing/answer-signing-request.js';
import type { CompanyView } from '../store.js';
import type { Force } from './coverage-problems.js';
import type { Impact, Plan } from './impact.js';
import { planToken, type PlanToken } from './plan-token.js';
import { problemsOf } from './problems-of.js';

/** What somebody thinks of doing. */
export type Deed =
  | {
      readonly kind: 'replace_material';
      readonly definitionId: DefinitionId;
      readonly material: MaterialOrigin;
      readonly allowExpired: boolean;
      readonly force: Force;
    }
  | {
      readonly kind: 'rollback_material';
      readonly definitionId: DefinitionId;
      readonly versionNumber: number;
      readonly force: Force;
    }
  | { readonly kind: 'replace_certificate'; readonly id: CertificateId; readonly replacementId: CertificateId }
  | { readonly kind: 'delete_certificate'; readonly id: CertificateId; readonly acknowledgeNodes: boolean }
  | { readonly kind: 'delete_definition'; readonly id: DefinitionId; readonly acknowledgeNodes: boolean }
  | { readonly kind: 'update_definition'; readonly id: DefinitionId; readonly edit: Partial<DefinitionPlace> };

export interface ImpactPreview {
  readonly impact: Impact;
  readonly plan: PlanToken;
}

/**
 * Everything that a deed would change, what it would be refused for, and the token that lets exactly that be done.
 * @param at the moment that validity is judged at: now, or one to come
 * @throws DomainError NOT_FOUND, the intake's reasons for material that can't be understood
 */
export const previewImpact =
  (ports: ReplaceMaterialPorts) =>
  async (call: Call, deed: Deed, at: Date, signal: AbortSignal): Promise<ImpactPreview> => {
    const plan = await planDeed(ports, call, deed, at, signal);
    return { impact: plan.impact, plan: planToken(plan, ports.clock.now()) };
  };

async function planDeed(
  ports: ReplaceMaterialPorts,
  call: Call,
  deed: Deed,
  at: Date,
  signal: AbortSignal,
): Promise<Plan> {
  const view = ports.store.view(call.caller.company);
  const { certificates } = view;
  switch (deed.kind) {
    case 'replace_material': {
      await requireDefinition(certificates, deed.definitionId);
      return planNewMaterial(ports, call, deed, at, await readMaterial(ports)(call, deed.material, signal));
    }
    case 'rollback_material': {
      const { certificate, definition } = await requireDefinition(certificates, deed.definitionId);
      const version = await certificates.findVersion(definition.id, deed.versionNumber);
      if (version === undefined) throw notFound('version', String(deed.versionNumber));
      return planRollback(view, certificate, { definition, version }, deed.force, at);
    }
    case 'replace_certificate': {
      const certificate = await requireCertificate(certificates, deed.id);
      return planSuccession(view, certificate, await requireCertificate(certificates, deed.replacementId), at);
    }
    case 'delete_certificate':
      return planDeletion(view, await requireCertificate(certificates, deed.id), deed.acknowledgeNodes);
    case 'delete_definition': {
      const { certificate, definition } = await requireDefinition(certificates, deed.id);
      return planDefinitionDeletion(view, certificate, definition, deed.acknowledgeNodes);
    }
    case 'update_definition':
      return planNewPlace(view, deed);
  }
}

async function planNewMaterial(
  { store, sealer }: ReplaceMaterialPorts,
  call: Call,
  { definitionId, allowExpired, force }: Extract<Deed, { kind: 'replace_material' }>,
  at: Date,
  inspection: Inspection,
): Promise<Plan> {
  const view = store.view(call.caller.company);
  const { certificates } = view;
  const { certificate, definition } = await requireDefinition(certificates, definitionId);
  const hasKey =
    (await keptKey({ certificates, sealer }, call, definition, inspection)) !== undefined ||
    (await answeredRequest(view, inspection)) !== undefined;
  const plan = await planReplacement(view, certificate, { definition, inspection, hasKey }, force);
  return withProblems(plan, [
    ...(await problemsOf(() => {
      judgeMaterial(inspection, { now: at, allowExpired });
    })),
    ...(await problemsOf(() => refuseMaterialTaken(certificates, inspection, definition))),
  ]);
}

async function planNewPlace(
  view: CompanyView,
  { id, edit }: Extract<Deed, { kind: 'update_definition' }>,
): Promise<Plan> {
  const { certificate, definition } = await requireDefinition(view.certificates, id);
  const place = placeAfter(definition, edit);
  const plan = await planUpdate(view, certificate, definition, place);
  return withProblems(plan, await problemsOf(() => refusePlaceTaken(view, certificate, place, id)));
}

function withProblems({ impact, ...plan }: Plan, problems: readonly DomainError[]): Plan {
  return { ...plan, impact: { ...impact, problems: [...problems, ...impact.problems] } };
}

import type { DefinitionId } from '@certkeep/domain';
import { judgeMaterial, type Inspection, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import { readMaterial, sourceOf, type MaterialOrigin } from '../certificate/read-material.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import type { EndpointProber } from '../endpoint/endpoint-prober.js';
import { requireEtag } from '../etag.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { keylessProblems, uncoveredProblems, type Force } from '../impact/coverage-problems.js';
import type { Impact, Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { definitionsWith, servedBy } from '../impact/serving-definitions.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyView, Store } from '../store.js';
import { refuseMaterialTaken } from './material-taken.js';
import { keptKey } from './kept-key.js';
import { newVersion } from './new-version.js';
import { requireDefinition } from './require-definition.js';

export interface ReplaceMaterialInput {
  readonly definitionId: DefinitionId;
  readonly etag: string;
  readonly material: MaterialOrigin;
  readonly allowExpired: boolean;
  readonly force: Force;
  readonly cascade: CascadeChoice;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

export interface ReplaceMaterialPorts {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

export interface ReplacedMaterial {
  readonly certificate: Certificate;
  readonly impact: Impact;
  readonly warnings: readonly Warning[];
}

/**
 * Makes new material a definition's next version, and current. A certificate that comes without its key takes over the
 * one that is there, if it is the same.
 * @throws DomainError the intake's reasons, CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, DUPLICATE_MATERIAL, NOT_FOUND,
 * ETAG_MISMATCH, PLAN_STALE, DOMAIN_NOT_COVERED, NO_PRIVATE_KEY, CONFIRMATION_MISMATCH
 */
export const replaceMaterial =
  (ports: ReplaceMaterialPorts) =>
  async (call: Call, input: ReplaceMaterialInput, signal: AbortSignal): Promise<ReplacedMaterial> => {
    const { store, clock } = ports;
    await requireDefinition(store.view(call.caller.company).certificates, input.definitionId);
    const inspection = await readMaterial(ports)(input.material, signal);
    return changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      const { certificate, definition } = await requireDefinition(certificates, input.definitionId);
      requireEtag(input.etag, { version: certificate.version, kind: 'certificate' });
      const pkcs8 = await keptKey({ certificates, sealer: ports.sealer }, call, definition, inspection);
      judgeMaterial(inspection, { now: clock.now(), allowExpired: input.allowExpired });
      await refuseMaterialTaken(certificates, inspection, definition);
      const replacement = { definition, inspection, hasKey: pkcs8 !== undefined };
      const plan = await planReplacement(transaction, certificate, replacement, input.force);
      requireConsent(plan, input.cascade, clock.now());
      const version = newVersion(ports, call, inspection, pkcs8);
      await certificates.insertVersion(definition.id, version, sourceOf(input.material));
      await changes.append({ kind: 'certificate', recordId: certificate.id });
      const after = await requireCertificate(certificates, certificate.id);
      await audit.record(
        'definition.material.replace',
        { type: 'certificate', id: certificate.id, name: certificate.name },
        {
          definition: definition.alias,
          sha256_before: definition.current.facts.sha256,
          sha256: inspection.leaf.facts.sha256,
          with_key: String(version.sealedKey !== undefined),
          ...(input.force.force ? { forced: 'true', reason: input.force.reason } : {}),
        },
      );
      return { certificate: after, impact: plan.impact, warnings: inspection.warnings };
    });
  };

export interface Replacement {
  readonly definition: Definition;
  readonly inspection: Pick<Inspection, 'leaf'>;
  readonly hasKey: boolean;
}

/** What the replacement would do, as things stand in `view`. */
export function planReplacement(
  view: CompanyView,
  certificate: Certificate,
  { definition, inspection: { leaf }, hasKey }: Replacement,
  force: Force,
): Promise<Plan> {
  const { facts } = leaf;
  return planChange(view, {
    certificate,
    after: definitionsWith(certificate, definition, servedBy({ ...definition.current, id: nextId, hasKey, facts })),
    deed: ['replace_material', definition.id, facts.sha256, hasKey],
    problems: (reached) => [
      ...keylessProblems(reached, certificate.name, 'material'),
      ...uncoveredProblems(reached, force),
    ],
  });
}

/** Stands for a version that has no id yet. */
const nextId = 'next' as Definition['current']['id'];

import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, Definition, DefinitionSource } from '../certificate/certificate.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import type { Clock, MakeId } from '../clock.js';
import { requireConsent, type CascadeChoice } from '../impact/cascade-choice.js';
import { keylessProblems, uncoveredProblems, type Force } from '../impact/coverage-problems.js';
import { followJwks } from '../impact/follow-jwks.js';
import type { Impact, Plan } from '../impact/impact.js';
import { planChange } from '../impact/plan-change.js';
import { jwksOfDefinition } from '../impact/planned-jwks.js';
import { definitionsWith, servedBy } from '../impact/serving-definitions.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyTransaction, CompanyView } from '../store.js';
import { refuseMaterialTaken } from './material-taken.js';
import { newVersion } from './new-version.js';

export interface MaterialToPlace {
  readonly certificate: Certificate;
  readonly definition: Definition;
  readonly inspection: Inspection;
  /** PKCS#8 DER; undefined: none. */
  readonly pkcs8: Uint8Array | undefined;
  readonly source: DefinitionSource;
  readonly force: Force;
  readonly cascade: CascadeChoice;
}

interface Ports {
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * Makes material that was judged a definition's next version, and current, inside a transaction.
 * @throws DomainError DUPLICATE_MATERIAL, PLAN_STALE, DOMAIN_NOT_COVERED, NO_PRIVATE_KEY, JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const placeMaterial =
  (ports: Ports) =>
  async (
    call: Call,
    transaction: CompanyTransaction,
    { certificate, definition, inspection, pkcs8, source, force, cascade }: MaterialToPlace,
  ): Promise<{ readonly certificate: Certificate; readonly impact: Impact }> => {
    const { certificates, changes, audit } = transaction;
    await refuseMaterialTaken(certificates, inspection, definition);
    const replacement = { definition, inspection, hasKey: pkcs8 !== undefined };
    const plan = await planReplacement(transaction, certificate, replacement, force);
    const jwkAction = requireConsent(plan, cascade, ports.clock.now());
    await certificates.insertVersion(definition.id, newVersion(ports, call, inspection, pkcs8), source);
    await followJwks(ports)(call, transaction, plan, jwkAction);
    await changes.append({ kind: 'certificate', recordId: certificate.id });
    await audit.record(
      'definition.material.replace',
      { type: 'certificate', id: certificate.id, name: certificate.name },
      {
        definition: definition.alias,
        sha256_before: definition.current.facts.sha256,
        sha256: inspection.leaf.facts.sha256,
        with_key: String(pkcs8 !== undefined),
        source,
        ...(force.force ? { forced: 'true', reason: force.reason } : {}),
      },
    );
    return { certificate: await requireCertificate(certificates, certificate.id), impact: plan.impact };
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
    jwks: jwksOfDefinition(definition.id, { key: facts.key, hasKey }),
    problems: (reached) => [
      ...keylessProblems(reached, certificate.name, 'material'),
      ...uncoveredProblems(reached, force),
    ],
  });
}

/** Stands for a version that has no id yet. */
const nextId = 'next' as Definition['current']['id'];

import { impactOf, type DomainError, type ServingDefinition } from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import type { CompanyView } from '../store.js';
import { usesOf } from './certificate-uses.js';
import type { Impact, Plan } from './impact.js';
import { stateDigest } from './plan-token.js';
import { servingDefinitions } from './serving-definitions.js';

export interface PlannedChange {
  readonly certificate: Certificate;
  /** The certificate's definitions once it is done. */
  readonly after: readonly ServingDefinition[];
  /** Names the deed and what it was asked for, so that a plan holds for nothing else. */
  readonly deed: readonly unknown[];
  /** What stands in the way, judged by what would be reached. */
  readonly problems: (reached: Omit<Impact, 'problems'>) => readonly DomainError[];
}

/** What a change of a certificate's definitions would do to all that depend on it, as things stand in `view`. */
export async function planChange(
  view: CompanyView,
  { certificate, after, deed, problems }: PlannedChange,
): Promise<Plan> {
  const uses = await usesOf(view, certificate);
  const { domains, nodes, environmentIds, missingNames } = impactOf(servingDefinitions(certificate), after, uses);
  const environments = (await view.environments.list()).filter(({ id }) => environmentIds.includes(id));
  const reached = { domains, nodes, environments, missingNames };
  return {
    impact: { ...reached, problems: problems(reached) },
    name: certificate.name,
    state: stateDigest([
      deed,
      [certificate.id, certificate.version],
      uses.domains.map(({ id, version }) => [id, version]),
      uses.nodes.map(({ id, version }) => [id, version]),
    ]),
  };
}

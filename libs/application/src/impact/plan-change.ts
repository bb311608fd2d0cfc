import { impactOf, type DomainError, type ServingDefinition } from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import type { CompanyView } from '../store.js';
import { usesOf, type CertificateUses } from './certificate-uses.js';
import type { Impact, Plan } from './impact.js';
import { plannedJwks, type JwkChange } from './planned-jwks.js';
import { stateDigest } from './plan-token.js';
import { servingDefinitions } from './serving-definitions.js';

export interface PlannedChange {
  readonly certificate: Certificate;
  /** The certificate's definitions once it is done. */
  readonly after: readonly ServingDefinition[];
  /** Names the deed and what it was asked for, so that a plan holds for nothing else. */
  readonly deed: readonly unknown[];
  /** How it reaches the JWKs that follow the certificate. */
  readonly jwks: JwkChange;
  /** Nobody can depend on the certificate after it: it reaches all who do, also those whom it serves nothing now. */
  readonly reachesEveryUse?: boolean;
  /** What stands in the way, judged by what would be reached. */
  readonly problems: (reached: Omit<Impact, 'problems'>) => readonly DomainError[];
}

/** What a change of a certificate's definitions would do to all that depend on it, as things stand in `view`. */
export async function planChange(
  view: CompanyView,
  { certificate, after, deed, jwks, reachesEveryUse = false, problems }: PlannedChange,
): Promise<Plan> {
  const uses = await usesOf(view, certificate);
  const { environmentIds, missingNames, ...serving } = impactOf(servingDefinitions(certificate), after, uses);
  const environments = (await view.environments.list()).filter(({ id }) => environmentIds.includes(id));
  const { domains, nodes } = reachesEveryUse ? everyUse(uses, serving) : serving;
  const reached = { domains, nodes, jwks: plannedJwks(uses.jwks, jwks), environments, missingNames };
  return {
    impact: { ...reached, problems: problems(reached) },
    change: jwks.change,
    name: certificate.name,
    state: stateDigest([
      deed,
      [certificate.id, certificate.version],
      uses.domains.map(({ id, version }) => [id, version]),
      uses.nodes.map(({ id, version }) => [id, version]),
      uses.jwks.map(({ id, version }) => [id, version]),
    ]),
  };
}

function everyUse(uses: CertificateUses, { domains, nodes }: Pick<Impact, 'domains' | 'nodes'>) {
  const uncovered = new Set(domains.filter((one) => one.uncovered).map(({ domain }) => domain.id));
  const left = new Set(nodes.filter((one) => one.leftWithout).map(({ node }) => node.id));
  return {
    domains: uses.domains.map((domain) => ({ domain, uncovered: uncovered.has(domain.id) })),
    nodes: uses.nodes.map((node) => ({ node, leftWithout: left.has(node.id) })),
  };
}

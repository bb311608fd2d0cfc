import type { CascadeChoice, Impact, ImpactPreview } from '@certkeep/application';
import { type CascadeChoice as ChoiceMessage, type Impact as ImpactMessage } from '@certkeep/contracts/grpc';
import { problemMessage } from './material-message.js';

export function impactMessage({ domains, nodes, environments, missingNames, problems }: Impact): ImpactMessage {
  return {
    customDomains: domains.map(({ domain: { id, host }, uncovered }) => ({
      customDomain: { kind: 'custom_domain', id, name: host },
      uncovered,
    })),
    nodes: nodes.map(({ node: { id, name }, leftWithout }) => ({ node: { kind: 'node', id, name }, leftWithout })),
    jwks: [],
    linkedJwks: [],
    environments: environments.map(({ id, name }) => ({ kind: 'environment', id, name })),
    missingNames: [...missingNames],
    problems: problems.map(problemMessage),
    planToken: '',
    planExpireTime: undefined,
  };
}

/** The same with the token that lets exactly that be done. */
export function previewMessage({ impact, plan }: ImpactPreview): ImpactMessage {
  return { ...impactMessage(impact), planToken: plan.token, planExpireTime: plan.expireTime };
}

export function cascadeFrom(message: ChoiceMessage | undefined): CascadeChoice {
  return { confirmName: message?.confirmName ?? '', planToken: message?.planToken ?? '' };
}

import type { CascadeChoice, Impact, ImpactPreview, PlannedJwk } from '@certkeep/application';
import { DomainError, type JwkAction } from '@certkeep/domain';
import {
  JwkAction as ActionMessage,
  type CascadeChoice as ChoiceMessage,
  type Impact as ImpactMessage,
  type JwkImpact,
} from '@certkeep/contracts/grpc';
import { problemMessage } from './material-message.js';

export function impactMessage({ domains, nodes, jwks, environments, missingNames, problems }: Impact): ImpactMessage {
  return {
    customDomains: domains.map(({ domain: { id, host }, uncovered }) => ({
      customDomain: { kind: 'custom_domain', id, name: host },
      uncovered,
    })),
    nodes: nodes.map(({ node: { id, name }, leftWithout }) => ({ node: { kind: 'node', id, name }, leftWithout })),
    jwks: jwks.map(({ jwk }) => referenceOf(jwk)),
    linkedJwks: jwks.map(jwkImpact),
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

/** @throws DomainError FIELD_INVALID */
export function cascadeFrom(message: ChoiceMessage | undefined): CascadeChoice {
  return {
    jwkAction: actionFrom(message?.jwkAction ?? ActionMessage.UNSPECIFIED),
    confirmName: message?.confirmName ?? '',
    planToken: message?.planToken ?? '',
  };
}

function actionFrom(action: ActionMessage): JwkAction | undefined {
  switch (action) {
    case ActionMessage.UNSPECIFIED:
      return undefined;
    case ActionMessage.UPDATE:
      return 'UPDATE';
    case ActionMessage.DISCONNECT:
      return 'DISCONNECT';
    case ActionMessage.DELETE:
      return 'DELETE';
    default:
      throw new DomainError('FIELD_INVALID', 'This choice for JWKs is not known. Use UPDATE, DISCONNECT or DELETE.', {
        field: 'cascade.jwk_action',
      });
  }
}

function jwkImpact({ jwk, kidStays, algorithmAfter, obstacle }: PlannedJwk): JwkImpact {
  const reason = `The JWK “${jwk.name}” can't be updated: ${obstacle ?? ''}`;
  return {
    jwk: referenceOf(jwk),
    kidStays,
    algAfter: obstacle === undefined ? (algorithmAfter ?? '') : '',
    problem:
      obstacle === undefined
        ? undefined
        : problemMessage(new DomainError('JWK_CHOICE_REQUIRED', reason, { field: 'cascade.jwk_action' })),
  };
}

function referenceOf({ id, name }: PlannedJwk['jwk']) {
  return { kind: 'jwk', id, name };
}

import { DomainError } from '@certkeep/domain';
import { dependentsOf } from './cascade-choice.js';
import { firstNames } from './first-names.js';
import type { Impact } from './impact.js';

/** A change that is done although custom domains lose their cover, and why: the reason is audited. */
export interface Force {
  readonly force: boolean;
  readonly reason: string;
}

/** Custom domains that would be covered no longer, unless that is forced with a reason. */
export function uncoveredProblems({ domains }: Pick<Impact, 'domains'>, { force, reason }: Force): DomainError[] {
  const lost = domains.filter(({ uncovered }) => uncovered);
  if (lost.length === 0) return [];
  if (force && reason.trim() !== '') return [];
  if (force) {
    return [
      new DomainError('FIELD_INVALID', 'Say why custom domains may lose their certificate: the audit log keeps it.', {
        field: 'force_reason',
      }),
    ];
  }
  const hosts = firstNames(lost.map(({ domain }) => domain.host));
  return [
    new DomainError(
      'DOMAIN_NOT_COVERED',
      `${lost.length === 1 ? 'A custom domain' : `${lost.length} custom domains`} would be covered no longer: ${hosts}. ` +
        'Use a certificate that has these names, or go on with a reason.',
      { field: 'material', metadata: { hosts }, dependents: dependentsOf({ domains: lost }) },
    ),
  ];
}

/** Nodes that would have nothing to present. */
export function keylessProblems({ nodes }: Pick<Impact, 'nodes'>, name: string, field: string): DomainError[] {
  const left = nodes.filter(({ leftWithout }) => leftWithout);
  if (left.length === 0) return [];
  return [
    new DomainError(
      'NO_PRIVATE_KEY',
      `Without a private key “${name}” can't be presented by ${firstNames(left.map(({ node }) => node.name))}. ` +
        'Bring the key with it, or choose another certificate for them first.',
      { field, dependents: dependentsOf({ nodes: left }) },
    ),
  ];
}

/** Whether nodes may lose what they present: to somebody who says that he knows it, or not at all. */
export type NodeLoss = 'acknowledged' | 'to_acknowledge' | 'refused';

export function nodeLoss(acknowledgeNodes: boolean): NodeLoss {
  return acknowledgeNodes ? 'acknowledged' : 'to_acknowledge';
}

/** What must not be lost by taking a definition away, or where it holds: custom domains keep theirs, always. */
export function lostProblems(
  { domains, nodes }: Pick<Impact, 'domains' | 'nodes'>,
  name: string,
  loss: NodeLoss,
): DomainError[] {
  const lost = { domains: domains.filter(({ uncovered }) => uncovered), nodes: nodes.filter((one) => one.leftWithout) };
  return usingProblems(lost, name, loss);
}

/** The same for a certificate that is taken away as a whole: from all of these. */
export function usingProblems(
  { domains, nodes }: Pick<Impact, 'domains' | 'nodes'>,
  name: string,
  loss: NodeLoss,
): DomainError[] {
  return [
    ...(domains.length === 0 ? [] : [servingError(name, domains)]),
    ...(nodes.length === 0 || loss === 'acknowledged' ? [] : [presentingError(name, nodes, loss)]),
  ];
}

/** Custom domains are served with it. */
function servingError(name: string, lost: Impact['domains']): DomainError {
  const hosts = firstNames(lost.map(({ domain }) => domain.host));
  return new DomainError(
    'CERTIFICATE_IN_USE',
    `“${name}” serves ${lost.length === 1 ? 'the custom domain' : `${lost.length} custom domains`}: ${hosts}. ` +
      'Choose another certificate for them first, or replace this one by another.',
    { metadata: { hosts, count: String(lost.length) }, dependents: dependentsOf({ domains: lost }) },
  );
}

function presentingError(name: string, left: Impact['nodes'], loss: Exclude<NodeLoss, 'acknowledged'>): DomainError {
  const advice = loss === 'refused' ? 'Choose' : 'Confirm that you know, or choose';
  return new DomainError(
    'NODES_NOT_ACKNOWLEDGED',
    `API nodes use “${name}”: ${firstNames(left.map(({ node }) => node.name))}. ` +
      `They would lose what they present. ${advice} another certificate for them first.`,
    {
      ...(loss === 'refused' ? {} : { field: 'acknowledge_nodes' }),
      metadata: { node_count: String(left.length) },
      dependents: dependentsOf({ nodes: left }),
    },
  );
}

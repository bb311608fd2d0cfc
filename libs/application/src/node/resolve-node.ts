import {
  explainForNode,
  selectForNode,
  type NodeCandidate,
  type NodeId,
  type NodeSelection,
  type SelectionInput,
} from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import { notFound } from '../not-found.js';
import type { CompanyView } from '../store.js';
import { selectionCandidate } from './selection-candidate.js';
import type { ApiNode } from './node.js';

/** A node with what it would be served now, or why nothing. */
export interface ResolvedNode {
  readonly node: ApiNode;
  readonly selection: NodeSelection;
  /** The certificate that was selected. */
  readonly certificate: Certificate | undefined;
}

/** @throws DomainError NOT_FOUND */
export async function resolveNode(view: CompanyView, id: NodeId): Promise<ResolvedNode> {
  const node = await requireNode(view, id);
  return resolve(await choicesOf(view, node, await view.certificates.findPrimary()));
}

/** The same for a page of nodes, asking for the primary certificate once. */
export async function resolveNodes(view: CompanyView, nodes: readonly ApiNode[]): Promise<readonly ResolvedNode[]> {
  const primary = await view.certificates.findPrimary();
  return Promise.all(nodes.map(async (node) => resolve(await choicesOf(view, node, primary))));
}

/** Why the node presents what it presents. @throws DomainError NOT_FOUND */
export async function explainNode(
  view: CompanyView,
  id: NodeId,
): Promise<{ readonly resolved: ResolvedNode; readonly candidates: readonly NodeCandidate[] }> {
  const choices = await choicesOf(view, await requireNode(view, id), await view.certificates.findPrimary());
  return { resolved: resolve(choices), candidates: explainForNode(inputOf(choices)) };
}

/** What a node's certificate is chosen from. */
interface Choices {
  readonly node: ApiNode;
  readonly chosen: Certificate | undefined;
  readonly primary: Certificate | undefined;
}

/** @throws DomainError NOT_FOUND */
export async function requireNode({ nodes }: Pick<CompanyView, 'nodes'>, id: NodeId): Promise<ApiNode> {
  const node = await nodes.find(id);
  if (node === undefined) throw notFound('node', id);
  return node;
}

async function choicesOf(view: CompanyView, node: ApiNode, primary: Certificate | undefined): Promise<Choices> {
  const { chosenCertificateId: id } = node;
  return { node, chosen: id === undefined ? undefined : await view.certificates.find(id), primary };
}

function resolve(choices: Choices): ResolvedNode {
  const { node, chosen, primary } = choices;
  const selection = selectForNode(inputOf(choices));
  const certificate =
    selection.kind === 'selected' ? [chosen, primary].find((one) => one?.id === selection.certificateId) : undefined;
  return { node, selection, certificate };
}

function inputOf({ node: { mtlsEnabled, environmentId }, chosen, primary }: Choices): SelectionInput {
  return {
    mtlsEnabled,
    environmentId,
    chosenCertificate: selectionCandidate(chosen),
    primaryCertificate: selectionCandidate(primary),
  };
}

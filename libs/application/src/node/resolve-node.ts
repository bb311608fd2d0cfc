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
  const node = await view.nodes.find(id);
  if (node === undefined) throw notFound('node', id);
  return resolve(view, node, await view.certificates.findPrimary());
}

/** The same for a page of nodes, asking for the primary certificate once. */
export async function resolveNodes(view: CompanyView, nodes: readonly ApiNode[]): Promise<readonly ResolvedNode[]> {
  const primary = await view.certificates.findPrimary();
  return Promise.all(nodes.map((node) => resolve(view, node, primary)));
}

/** Why the node presents what it presents. @throws DomainError NOT_FOUND */
export async function explainNode(
  view: CompanyView,
  id: NodeId,
): Promise<{ readonly resolved: ResolvedNode; readonly candidates: readonly NodeCandidate[] }> {
  const resolved = await resolveNode(view, id);
  const { node } = resolved;
  const chosen =
    node.chosenCertificateId === undefined ? undefined : await view.certificates.find(node.chosenCertificateId);
  const primary = await view.certificates.findPrimary();
  return { resolved, candidates: explainForNode(inputOf(node, chosen, primary)) };
}

async function resolve(view: CompanyView, node: ApiNode, primary: Certificate | undefined): Promise<ResolvedNode> {
  const chosen =
    node.chosenCertificateId === undefined ? undefined : await view.certificates.find(node.chosenCertificateId);
  const selection = selectForNode(inputOf(node, chosen, primary));
  const certificate =
    selection.kind === 'selected' ? [chosen, primary].find((one) => one?.id === selection.certificateId) : undefined;
  return { node, selection, certificate };
}

function inputOf(
  { mtlsEnabled, environmentId }: ApiNode,
  chosen: Certificate | undefined,
  primary: Certificate | undefined,
): SelectionInput {
  return {
    mtlsEnabled,
    environmentId,
    chosenCertificate: candidate(chosen),
    primaryCertificate: candidate(primary),
  };
}

function candidate(certificate: Certificate | undefined) {
  if (certificate === undefined) return undefined;
  return {
    id: certificate.id,
    name: certificate.name,
    definitions: certificate.definitions.map(({ id, environmentIds, current }) => ({
      id,
      environmentIds,
      hasKey: current.hasKey,
    })),
  };
}

import { DomainError, type CompanyId, type NodeId } from '@certkeep/domain';
import type { Certificate, VersionMaterial } from '../certificate/certificate.js';
import type { ChangeFeed } from '../change-feed.js';
import type { KeySealer } from '../key-sealer.js';
import { resolveNode } from '../node/resolve-node.js';
import type { Store } from '../store.js';

/** What a node is to present: everything in the clear, so it goes to that node alone. */
export interface NodeMaterial {
  readonly revision: number;
  readonly etag: string;
  readonly certificate: Certificate;
  readonly material: VersionMaterial;
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
  readonly chosenBy: 'CHOSEN_BY_HAND' | 'PRIMARY';
  readonly isDefaultDefinition: boolean;
}

interface Ports<Encoded> {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly feed: ChangeFeed;
  /** Makes the answer that is kept; called once for each change, not once for each fetch. */
  readonly encode: (material: NodeMaterial) => Encoded;
}

export interface RuntimeAnswer<Encoded> {
  readonly etag: string;
  readonly encoded: Encoded;
}

/**
 * What each node is served, kept ready. A fetch that finds it kept does no query, no decryption and no encoding;
 * a change to a company's certificates or nodes drops what is kept for that company.
 */
export class RuntimeView<Encoded> {
  private readonly kept = new Map<CompanyId, Map<NodeId, Promise<RuntimeAnswer<Encoded>> | RuntimeAnswer<Encoded>>>();

  constructor(private readonly ports: Ports<Encoded>) {
    ports.feed.subscribe((company, changes) => {
      if (changes.some(({ kind }) => kind !== 'credential')) this.kept.delete(company);
    });
  }

  /**
   * @returns what the node is to present, at once when it is kept
   * @throws DomainError MTLS_DISABLED, NO_CERTIFICATE_SELECTED, NO_DEFINITION_FOR_ENVIRONMENT, NO_PRIVATE_KEY
   */
  answerFor(company: CompanyId, node: NodeId): RuntimeAnswer<Encoded> | Promise<RuntimeAnswer<Encoded>> {
    const answers =
      this.kept.get(company) ?? new Map<NodeId, Promise<RuntimeAnswer<Encoded>> | RuntimeAnswer<Encoded>>();
    const found = answers.get(node);
    if (found !== undefined) return found;
    this.kept.set(company, answers);
    // The map that the answer goes into is dropped by a change, so an answer that a change has overtaken is never kept.
    const building = this.build(company, node).then(
      (answer) => {
        answers.set(node, answer);
        return answer;
      },
      (error: unknown) => {
        answers.delete(node);
        throw error;
      },
    );
    answers.set(node, building);
    return building;
  }

  private async build(company: CompanyId, nodeId: NodeId): Promise<RuntimeAnswer<Encoded>> {
    const { store, sealer, encode } = this.ports;
    const view = store.view(company);
    const { revision } = await view.company.require();
    const { selection, certificate } = await resolveNode(view, nodeId);
    if (selection.kind === 'refused')
      throw new DomainError(selection.reason, selection.message, { resource: { type: 'node', id: nodeId } });
    const material = await view.certificates.material(selection.definitionId);
    if (certificate === undefined || material?.sealedKey === undefined) {
      throw new DomainError('NO_PRIVATE_KEY', 'The certificate selected for this node has no private key.');
    }
    const privateKey = sealer.open(material.sealedKey, {
      kind: 'private_key',
      companyId: company,
      recordId: material.versionId,
    });
    const etag = `"${material.versionId}"`;
    const encoded = encode({
      revision,
      etag,
      certificate,
      material,
      privateKey,
      chosenBy: selection.chosenBy,
      isDefaultDefinition: selection.defaultDefinition,
    });
    return { etag, encoded };
  }
}

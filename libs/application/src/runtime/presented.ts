import {
  selectForNode,
  type CertificateId,
  type DefinitionId,
  type EnvironmentId,
  type NodeSelection,
  type VersionId,
} from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import type { ApiNode } from '../node/node.js';
import { selectionCandidate } from '../node/selection-candidate.js';

/** What a node is to present, without its bytes, or why nothing. */
export type Presented =
  | {
      readonly kind: 'certificate';
      readonly certificateId: CertificateId;
      readonly certificateName: string;
      readonly definitionId: DefinitionId;
      readonly versionId: VersionId;
      readonly versionNumber: number;
      readonly notBefore: Date;
      readonly notAfter: Date;
      /** Of the leaf, in lower-case hex. */
      readonly sha256: string;
      readonly chosenBy: 'CHOSEN_BY_HAND' | 'PRIMARY';
      readonly isDefaultDefinition: boolean;
      /** Seconds; absent: without limit. */
      readonly maxCacheAge: number | undefined;
      /** Since when the node is to try again; 0: it was never asked to. */
      readonly retryRevision: number;
    }
  | {
      readonly kind: 'nothing';
      readonly reason: Extract<NodeSelection, { kind: 'refused' }>['reason'];
      readonly message: string;
    };

/** Everything that decides what a company's nodes present, as of one revision. */
export interface Choices {
  readonly primary: Certificate | undefined;
  /** Those that are chosen by hand. */
  readonly certificates: ReadonlyMap<CertificateId, Certificate>;
  /** In seconds, of the environments that have one. */
  readonly cacheAges: ReadonlyMap<EnvironmentId, number>;
}

export type NodePlace = Pick<ApiNode, 'environmentId' | 'mtlsEnabled' | 'chosenCertificateId' | 'retryRevision'>;

export function presentedBy(node: NodePlace, { primary, certificates, cacheAges }: Choices): Presented {
  const { mtlsEnabled, environmentId, chosenCertificateId } = node;
  const chosen = chosenCertificateId === undefined ? undefined : certificates.get(chosenCertificateId);
  const selection = selectForNode({
    mtlsEnabled,
    environmentId,
    chosenCertificate: selectionCandidate(chosen),
    primaryCertificate: selectionCandidate(primary),
  });
  if (selection.kind === 'refused') {
    return { kind: 'nothing', reason: selection.reason, message: selection.message };
  }
  const certificate = selection.chosenBy === 'PRIMARY' ? primary : chosen;
  const definition = certificate?.definitions.find(({ id }) => id === selection.definitionId);
  if (certificate === undefined || definition === undefined) throw new TypeError('what was selected is not there');
  const { id: versionId, number: versionNumber, facts } = definition.current;
  return {
    kind: 'certificate',
    certificateId: certificate.id,
    certificateName: certificate.name,
    definitionId: definition.id,
    versionId,
    versionNumber,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    sha256: facts.sha256,
    chosenBy: selection.chosenBy,
    isDefaultDefinition: selection.defaultDefinition,
    maxCacheAge: environmentId === undefined ? undefined : cacheAges.get(environmentId),
    retryRevision: node.retryRevision,
  };
}

/** Changes when a node has something else to do: present another version, keep it for another time, try again, or stop. */
export function etagOfPresented(presented: Presented): string {
  switch (presented.kind) {
    case 'certificate': {
      const { versionId, maxCacheAge, retryRevision } = presented;
      const age = maxCacheAge === undefined ? '' : `+${maxCacheAge}`;
      return `"${versionId}${age}${retryRevision === 0 ? '' : `~${retryRevision}`}"`;
    }
    case 'nothing':
      return `"${presented.reason}"`;
  }
}

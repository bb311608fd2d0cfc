import type { Certificate, Node } from '@certkeep/contracts/connect';
import {
  selectForNode,
  type CertificateId,
  type DefinitionId,
  type EnvironmentId,
  type NodeSelection,
  type SelectionCandidate,
} from '@certkeep/domain';

/** A node as it is being registered or edited. */
export class NodeDraft {
  name = $state('');
  /** Empty: none. */
  environmentId = $state('');
  mtlsEnabled = $state(true);
  /** Chosen by hand; empty: the primary one. */
  certificateId = $state('');
  private readonly before: Settings;

  constructor(node?: Node) {
    this.before = node ?? { name: '', environmentId: '', mtlsEnabled: true, certificateId: '' };
    this.name = this.before.name;
    this.environmentId = this.before.environmentId;
    this.mtlsEnabled = this.before.mtlsEnabled;
    this.certificateId = this.before.certificateId;
  }

  readonly changedFields = $derived.by(() =>
    (
      [
        ['name', 'name'],
        ['environmentId', 'environment_id'],
        ['mtlsEnabled', 'mtls_enabled'],
        ['certificateId', 'certificate_id'],
      ] as const
    )
      .filter(([property]) => this[property] !== this.before[property])
      .map(([, field]) => field),
  );

  /** As it is sent. */
  get settings(): Settings {
    const { name, environmentId, mtlsEnabled, certificateId } = this;
    return { name, environmentId, mtlsEnabled, certificateId };
  }
}

type Settings = Pick<Node, 'name' | 'environmentId' | 'mtlsEnabled' | 'certificateId'>;

/**
 * What a node would present, by the rule that the server goes by.
 * @param chosen the certificate chosen by hand; undefined for none
 */
export function previewOf(
  { environmentId, mtlsEnabled }: Pick<Settings, 'environmentId' | 'mtlsEnabled'>,
  chosen: Certificate | undefined,
  primary: Certificate | undefined,
): NodeSelection {
  return selectForNode({
    mtlsEnabled,
    environmentId: environmentId === '' ? undefined : (environmentId as EnvironmentId),
    chosenCertificate: candidateOf(chosen),
    primaryCertificate: candidateOf(primary),
  });
}

function candidateOf(certificate: Certificate | undefined): SelectionCandidate | undefined {
  if (certificate === undefined) return undefined;
  return {
    id: certificate.id as CertificateId,
    name: certificate.name,
    definitions: certificate.definitions.map(({ id, environmentIds, currentVersion }) => ({
      id: id as DefinitionId,
      environmentIds: environmentIds as EnvironmentId[],
      hasKey: currentVersion?.hasPrivateKey ?? false,
    })),
  };
}

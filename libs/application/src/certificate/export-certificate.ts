import type { DefinitionId } from '@certkeep/domain';
import { certificatePem } from '@certkeep/x509';
import type { Call } from '../call.js';
import { requireDefinition } from '../definition/require-definition.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import { exportFileName, type ExportedFile } from './exported-file.js';

export interface ExportCertificateInput {
  readonly definitionId: DefinitionId;
  /** DER is the leaf alone. */
  readonly format: 'PEM' | 'DER';
  readonly includeLeaf: boolean;
  readonly includeChain: boolean;
  /** Undefined: the current one. */
  readonly versionNumber: number | undefined;
}

/**
 * A certificate as a file, without its private key.
 * @throws DomainError NOT_FOUND for the definition or version
 */
export const exportCertificate =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, input: ExportCertificateInput): Promise<ExportedFile> => {
    const { certificates } = store.view(call.caller.company);
    const { certificate } = await requireDefinition(certificates, input.definitionId);
    const material = await certificates.material(input.definitionId, input.versionNumber);
    if (material === undefined) throw notFound('version', String(input.versionNumber));
    const name = exportFileName(certificate.name);
    if (input.format === 'DER') {
      return { fileName: `${name}.cer`, mediaType: 'application/pkix-cert', content: material.leaf };
    }
    const wantsAll = !input.includeLeaf && !input.includeChain;
    const parts = [
      ...(input.includeLeaf || wantsAll ? [material.leaf] : []),
      ...(input.includeChain || wantsAll ? material.chain : []),
    ];
    return {
      fileName: `${name}.pem`,
      mediaType: 'application/x-pem-file',
      content: Buffer.from(parts.map(certificatePem).join('')),
    };
  };

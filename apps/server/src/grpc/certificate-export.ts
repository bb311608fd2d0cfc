import { exportCertificate, type Store } from '@certkeep/application';
import { DomainError, type DefinitionId } from '@certkeep/domain';
import { ExportFormat, type CertificateServiceService } from '@certkeep/contracts/grpc';
import type { ServiceImplementation } from '../rpc/service.js';
import { notBuilt } from './not-built.js';

/** The way out of a certificate without its private key. */
export function certificateExport(ports: {
  readonly store: Store;
}): Pick<ServiceImplementation<typeof CertificateServiceService>, 'exportCertificate'> {
  return {
    exportCertificate: async ({ definitionId, format, includeLeaf, includeChain, versionNumber }, { call }) => {
      const file = await exportCertificate(ports)(call, {
        definitionId: definitionId as DefinitionId,
        format: formatFrom(format),
        includeLeaf,
        includeChain,
        versionNumber: versionNumber === 0n ? undefined : Number(versionNumber),
      });
      const { fileName, mediaType } = file;
      return { fileName, mediaType, content: Buffer.from(file.content), problems: [] };
    },
  };
}

function formatFrom(format: ExportFormat): 'PEM' | 'DER' {
  switch (format) {
    case ExportFormat.PEM:
      return 'PEM';
    case ExportFormat.DER:
      return 'DER';
    case ExportFormat.PKCS12:
    case ExportFormat.PEM_WITH_KEY:
      throw notBuilt('format');
    default:
      throw new DomainError('FIELD_INVALID', 'The format is missing. Choose PEM or DER.', { field: 'format' });
  }
}

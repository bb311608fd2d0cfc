import { exportCertificate, exportWithKey, type ExportedFile, type KeySealer, type Store } from '@certkeep/application';
import { DomainError, type DefinitionId } from '@certkeep/domain';
import {
  ExportFormat,
  type CertificateServiceService,
  type ExportCertificateRequest,
  type ExportCertificateResponse,
} from '@certkeep/contracts/grpc';
import type { RpcContext } from '../rpc/context.js';
import type { ServiceImplementation } from '../rpc/service.js';

/** The ways out of a certificate, with its private key and without. */
export function certificateExport(ports: {
  readonly store: Store;
  readonly sealer: KeySealer;
}): Pick<ServiceImplementation<typeof CertificateServiceService>, 'exportCertificate'> {
  const exported = (request: ExportCertificateRequest, { call }: RpcContext): Promise<ExportedFile> => {
    const { includeLeaf, includeChain, passphrase } = request;
    const definitionId = request.definitionId as DefinitionId;
    const versionNumber = request.versionNumber === 0n ? undefined : Number(request.versionNumber);
    const which = { definitionId, versionNumber };
    const withKey = { ...which, includeChain: includeChain || !includeLeaf, passphrase };
    switch (request.format) {
      case ExportFormat.PEM:
        return exportCertificate(ports)(call, { ...which, format: 'PEM', includeLeaf, includeChain });
      case ExportFormat.DER:
        return exportCertificate(ports)(call, { ...which, format: 'DER', includeLeaf, includeChain });
      case ExportFormat.PKCS12:
        return exportWithKey(ports)(call, { ...withKey, format: 'PKCS12' });
      case ExportFormat.PEM_WITH_KEY:
        return exportWithKey(ports)(call, { ...withKey, format: 'PEM_WITH_KEY' });
      default:
        throw new DomainError(
          'FIELD_INVALID',
          'The format is missing. Choose PEM or DER, or with the private key PKCS12 or PEM_WITH_KEY.',
          { field: 'format' },
        );
    }
  };
  return {
    exportCertificate: async (request, context): Promise<ExportCertificateResponse> => {
      const { fileName, mediaType, content } = await exported(request, context);
      return { fileName, mediaType, content: Buffer.from(content), problems: [] };
    },
  };
}

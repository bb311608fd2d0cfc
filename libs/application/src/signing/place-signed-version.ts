import { DomainError, type DefinitionId } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate } from '../certificate/certificate.js';
import { newVersion } from '../certificate/new-version.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import type { StoreCertificatePorts } from '../certificate/store-certificate.js';
import type { CompanyTransaction } from '../store.js';
import type { SigningRequest } from './signing-request.js';

export interface SignedVersion {
  readonly request: SigningRequest;
  readonly definitionId: DefinitionId;
  /** With the request's key. */
  readonly inspection: Inspection;
}

/** The signed certificate as the definition's next version, and current. @throws DomainError NOT_FOUND */
export const placeSignedVersion =
  (ports: Pick<StoreCertificatePorts, 'sealer' | 'makeId'>) =>
  async (
    call: Call,
    { certificates, changes, audit }: CompanyTransaction,
    { request, definitionId, inspection }: SignedVersion,
  ): Promise<Certificate> => {
    const certificate = await certificates.findByDefinition(definitionId);
    if (certificate === undefined) throw renewedIsGone(request);
    const { id, name } = certificate;
    await certificates.insertVersion(definitionId, newVersion(ports)(call, inspection));
    await changes.append({ kind: 'certificate', recordId: id });
    await audit.record(
      'definition.material.replace',
      { type: 'certificate', id, name },
      { definition_id: definitionId, sha256: inspection.leaf.facts.sha256, signing_request_id: request.id },
    );
    return requireCertificate(certificates, id);
  };

function renewedIsGone({ name, certificateId }: SigningRequest): DomainError {
  const id = certificateId ?? '';
  return new DomainError(
    'NOT_FOUND',
    `“${name}”, which this signing request renews, is deleted. Restore it first, or cancel the request.`,
    {
      field: 'id',
      resource: { type: 'certificate', id },
      metadata: { resource_type: 'certificate', id },
    },
  );
}

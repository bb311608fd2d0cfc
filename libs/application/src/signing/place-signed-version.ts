import { DomainError, type DefinitionId } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate } from '../certificate/certificate.js';
import type { StoreCertificatePorts } from '../certificate/store-certificate.js';
import { placeMaterial } from '../definition/place-material.js';
import type { CascadeChoice } from '../impact/cascade-choice.js';
import type { CompanyTransaction } from '../store.js';
import type { SigningRequest } from './signing-request.js';

export interface SignedVersion {
  readonly request: SigningRequest;
  readonly definitionId: DefinitionId;
  /** With the request's key. */
  readonly inspection: Inspection;
  readonly cascade: CascadeChoice;
}

/**
 * The signed certificate as the definition's next version, and current, under the rules of every replacement.
 * @throws DomainError NOT_FOUND, DUPLICATE_MATERIAL, PLAN_STALE, DOMAIN_NOT_COVERED, CONFIRMATION_MISMATCH
 */
export const placeSignedVersion =
  (ports: Omit<StoreCertificatePorts, 'store'>) =>
  async (
    call: Call,
    transaction: CompanyTransaction,
    { request, definitionId, inspection, cascade }: SignedVersion,
  ): Promise<Certificate> => {
    const certificate = await transaction.certificates.findByDefinition(definitionId);
    const definition = certificate?.definitions.find(({ id }) => id === definitionId);
    if (certificate === undefined || definition === undefined) throw renewedIsGone(request);
    const placed = await placeMaterial(ports)(call, transaction, {
      certificate,
      definition,
      inspection,
      pkcs8: inspection.privateKey?.pkcs8,
      source: 'SIGNING_REQUEST',
      force: { force: false, reason: '' },
      cascade,
    });
    return placed.certificate;
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

import { certificateNameFrom, DomainError, type SigningRequestId } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { EndpointProber } from '../endpoint/endpoint-prober.js';
import { freeName } from '../certificate/free-name.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import { readMaterial, type MaterialOrigin } from '../certificate/read-material.js';
import type { CertificateToStore, StoreCertificatePorts } from '../certificate/store-certificate.js';
import { changeOrValidate } from '../change-or-validate.js';
import { refuseMaterialTaken } from '../definition/material-taken.js';
import type { CascadeChoice } from '../impact/cascade-choice.js';
import type { CompanyTransaction } from '../store.js';
import { answerSigningRequest, type AnsweredRequest } from './answer-signing-request.js';
import { refuseUnlessPending } from './cancel-signing-request.js';
import { requireSigningRequest } from './require-signing-request.js';
import type { SigningRequest } from './signing-request.js';

export interface CompleteSigningRequestInput {
  /** Undefined: found by the certificate's public key. */
  readonly id: SigningRequestId | undefined;
  readonly material: MaterialOrigin;
  readonly cascade: CascadeChoice;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

interface Ports extends StoreCertificatePorts {
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

/**
 * Brings a pending request its signed certificate, all in one transaction.
 * @throws DomainError the intake's reasons, NOT_FOUND, CSR_MISMATCH, CERTIFICATE_EXPIRED, WEAK_SIGNATURE, DUPLICATE_MATERIAL,
 * for a renewal PLAN_STALE, DOMAIN_NOT_COVERED, CONFIRMATION_MISMATCH
 */
export const completeSigningRequest =
  (ports: Ports) =>
  async (
    call: Call,
    { id, material, cascade, validateOnly }: CompleteSigningRequestInput,
    signal: AbortSignal,
  ): Promise<AnsweredRequest> => {
    const inspection = await readMaterial(ports)(call, material, signal);
    return changeOrValidate(ports.store, { call, validateOnly }, async (transaction) => {
      const request =
        id === undefined ? await requestOfKey(transaction, inspection) : await requestOfId(transaction, id, inspection);
      return answerSigningRequest(ports)(call, transaction, request, toStore(inspection, validateOnly), cascade);
    });
  };

async function requestOfKey(
  { signingRequests, certificates }: CompanyTransaction,
  inspection: Inspection,
): Promise<SigningRequest> {
  const request = await signingRequests.findPendingByKey(inspection.leaf.facts.spkiSha256);
  if (request !== undefined) return request;
  // Says more: it may have come in already.
  await refuseMaterialTaken(certificates, inspection);
  throw new DomainError(
    'CSR_MISMATCH',
    'No pending signing request has the public key of this certificate. Choose the one that was signed for a request from here; a certificate with a key of its own is added as a new one.',
    { field: 'material', metadata: { spki_sha256: inspection.leaf.facts.spkiSha256 } },
  );
}

async function requestOfId(
  { signingRequests }: CompanyTransaction,
  id: SigningRequestId,
  { leaf: { facts } }: Inspection,
): Promise<SigningRequest> {
  const request = await requireSigningRequest(signingRequests, id);
  refuseUnlessPending(request);
  if (request.spkiSha256 === facts.spkiSha256) return request;
  const other = await signingRequests.findPendingByKey(facts.spkiSha256);
  const advice =
    other === undefined
      ? 'Choose the certificate that was signed for this request.'
      : `It answers the signing request “${other.name}”: complete that one with it.`;
  throw new DomainError(
    'CSR_MISMATCH',
    `This certificate has another key than the signing request “${request.name}”. ${advice}`,
    {
      field: 'material',
      resource: { type: 'signing_request', id },
      metadata: { id, spki_sha256: facts.spkiSha256, ...(other === undefined ? {} : { matching_id: other.id }) },
    },
  );
}

function toStore(inspection: Inspection, validateOnly: boolean): CertificateToStore {
  return {
    inspection,
    nameIn: (transaction, requested) => freeName(transaction, requested ?? certificateNameFrom(inspection.leaf.facts)),
    description: '',
    labels: {},
    alias: undefined,
    environmentIds: [],
    source: 'SIGNING_REQUEST',
    allowExpired: false,
    primary: false,
    validateOnly,
  };
}

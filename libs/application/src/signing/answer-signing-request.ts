import type { CertificateName } from '@certkeep/domain';
import { judgeMaterial, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import { defaultDefinition } from '../certificate/certificate.js';
import { refuseDuplicate } from '../certificate/duplicate-material.js';
import { insertCertificate } from '../certificate/insert-certificate.js';
import type { CertificateToStore, StoreCertificatePorts, StoredCertificate } from '../certificate/store-certificate.js';
import type { CompanyTransaction, CompanyView } from '../store.js';
import { placeSignedVersion } from './place-signed-version.js';
import { requireSigningRequest } from './require-signing-request.js';
import type { SigningRequest } from './signing-request.js';

/**
 * A signed certificate that comes back finds its pending request by its public key. One that brings its key needs none.
 */
export async function answeredRequest(
  { signingRequests }: Pick<CompanyView, 'signingRequests'>,
  { leaf, privateKey }: Inspection,
): Promise<SigningRequest | undefined> {
  return privateKey === undefined ? signingRequests.findPendingByKey(leaf.facts.spkiSha256) : undefined;
}

export interface AnsweredRequest extends StoredCertificate {
  readonly request: SigningRequest;
}

type Ports = Omit<StoreCertificatePorts, 'store'>;

/**
 * Completes a pending request with the certificate of its key: as a new certificate, or as the next version of what it
 * renews, where environments, alias and the rest stay as they are.
 * @throws DomainError CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, DUPLICATE_MATERIAL, and for a new certificate those of
 * storing one; NOT_FOUND when what it renews is gone
 */
export const answerSigningRequest =
  (ports: Ports) =>
  async (
    call: Call,
    transaction: CompanyTransaction,
    request: SigningRequest,
    input: CertificateToStore,
  ): Promise<AnsweredRequest> => {
    const { certificates, signingRequests, audit } = transaction;
    const inspection = await withRequestedKey(ports, call, transaction, request, input.inspection);
    judgeMaterial(inspection, { now: ports.clock.now(), allowExpired: input.allowExpired });
    await refuseDuplicate(certificates, inspection);
    const certificate =
      request.definitionId === undefined
        ? (await insertCertificate(ports)(call, transaction, { ...toInsert(input, request), inspection })).certificate
        : await placeSignedVersion(ports)(call, transaction, {
            request,
            definitionId: request.definitionId,
            inspection,
          });
    const definitionId = request.definitionId ?? defaultDefinition(certificate).id;
    await signingRequests.complete(request.id, { certificateId: certificate.id, definitionId });
    await audit.record(
      'signing_request.complete',
      { type: 'signing_request', id: request.id, name: request.name },
      { certificate_id: certificate.id, sha256: inspection.leaf.facts.sha256 },
    );
    return {
      certificate,
      request: await requireSigningRequest(signingRequests, request.id),
      warnings: [answeredWarning(request, certificate.name), ...inspection.warnings],
    };
  };

function toInsert(input: CertificateToStore, { name }: SigningRequest): CertificateToStore {
  return {
    ...input,
    source: 'SIGNING_REQUEST',
    nameIn: (transaction) => input.nameIn(transaction, name as CertificateName),
  };
}

function answeredWarning({ name, definitionId }: SigningRequest, certificateName: string) {
  const became = definitionId === undefined ? 'is stored with its key' : `renews “${certificateName}”`;
  return {
    code: 'SIGNING_REQUEST_ANSWERED',
    message: `This certificate answers the signing request “${name}”, and ${became}.`,
  } as const;
}

async function withRequestedKey(
  { sealer }: Pick<Ports, 'sealer'>,
  { caller }: Call,
  { signingRequests }: CompanyTransaction,
  { id }: SigningRequest,
  inspection: Inspection,
): Promise<Inspection> {
  const sealed = await signingRequests.sealedKey(id);
  if (sealed === undefined) throw new TypeError(`the pending signing request ${id} has no key`);
  const pkcs8 = sealer.open(sealed, { kind: 'private_key', companyId: caller.company, recordId: id });
  return {
    ...inspection,
    privateKey: { pkcs8, facts: inspection.leaf.facts.key, wasEncrypted: false },
    warnings: withoutTrustOnly(inspection.warnings),
  };
}

/** What is told of a certificate without a key is not so where the key waits here. */
export function withoutTrustOnly(warnings: Inspection['warnings']): Inspection['warnings'] {
  return warnings.filter(({ code }) => code !== 'TRUST_ONLY' && code !== 'WEAK_KEY' && code !== 'WEAK_SIGNATURE');
}

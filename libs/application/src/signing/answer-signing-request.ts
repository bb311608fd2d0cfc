import type { CertificateId, CertificateName, DefinitionId } from '@certkeep/domain';
import { judgeMaterial, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import { defaultDefinition } from '../certificate/certificate.js';
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
    const inspection = await withRequestedKey(ports, call, transaction, request, input.inspection);
    judgeMaterial(inspection, { now: ports.clock.now(), allowExpired: input.allowExpired });
    const { definitionId } = request;
    const certificate =
      definitionId === undefined
        ? (await insertCertificate(ports)(call, transaction, { ...toInsert(input, request), inspection })).certificate
        : await placeSignedVersion(ports)(call, transaction, { request, definitionId, inspection });
    await finishRequest(transaction, request, {
      certificateId: certificate.id,
      definitionId: definitionId ?? defaultDefinition(certificate).id,
      sha256: inspection.leaf.facts.sha256,
    });
    return {
      certificate,
      request: await requireSigningRequest(transaction.signingRequests, request.id),
      warnings: [answeredWarning(request, certificate.name), ...inspection.warnings],
    };
  };

/** The request is completed, and its key is here no more: the version that it became has it. */
export async function finishRequest(
  { signingRequests, audit }: CompanyTransaction,
  { id, name }: SigningRequest,
  became: { readonly certificateId: CertificateId; readonly definitionId: DefinitionId; readonly sha256: string },
): Promise<void> {
  await signingRequests.complete(id, became);
  await audit.record(
    'signing_request.complete',
    { type: 'signing_request', id, name },
    { certificate_id: became.certificateId, sha256: became.sha256 },
  );
}

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
  ports: Pick<Ports, 'sealer'>,
  call: Call,
  transaction: CompanyTransaction,
  request: SigningRequest,
  inspection: Inspection,
): Promise<Inspection> {
  return {
    ...inspection,
    privateKey: {
      pkcs8: await requestedKey(ports, call, transaction, request),
      facts: inspection.leaf.facts.key,
      wasEncrypted: false,
    },
    warnings: withoutTrustOnly(inspection.warnings),
  };
}

/** The key that waits in a pending request. @returns PKCS#8 DER */
export async function requestedKey(
  { sealer }: Pick<Ports, 'sealer'>,
  { caller }: Call,
  { signingRequests }: CompanyTransaction,
  { id }: SigningRequest,
): Promise<Uint8Array> {
  const sealed = await signingRequests.sealedKey(id);
  if (sealed === undefined) throw new TypeError(`the pending signing request ${id} has no key`);
  return sealer.open(sealed, { kind: 'private_key', companyId: caller.company, recordId: id });
}

/** What is told of a certificate without a key is not so where the key waits here. */
export function withoutTrustOnly(warnings: Inspection['warnings']): Inspection['warnings'] {
  return warnings.filter(({ code }) => code !== 'TRUST_ONLY' && code !== 'WEAK_KEY' && code !== 'WEAK_SIGNATURE');
}

import { DomainError, type DefinitionId } from '@certkeep/domain';
import { judgeMaterial, type Inspection, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, Definition } from '../certificate/certificate.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import { readMaterial, sourceOf, type MaterialOrigin } from '../certificate/read-material.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import type { EndpointProber } from '../endpoint/endpoint-prober.js';
import { requireEtag } from '../etag.js';
import type { CascadeChoice } from '../impact/cascade-choice.js';
import type { Force } from '../impact/coverage-problems.js';
import type { Impact } from '../impact/impact.js';
import type { KeySealer } from '../key-sealer.js';
import { answeredRequest, closeAnswered, withRequestedKey } from '../signing/answer-signing-request.js';
import type { SigningRequest } from '../signing/signing-request.js';
import type { CompanyTransaction, Store } from '../store.js';
import { keptKey } from './kept-key.js';
import { placeMaterial } from './place-material.js';
import { requireDefinition } from './require-definition.js';

export interface ReplaceMaterialInput {
  readonly definitionId: DefinitionId;
  readonly etag: string;
  readonly material: MaterialOrigin;
  readonly allowExpired: boolean;
  readonly force: Force;
  readonly cascade: CascadeChoice;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

export interface ReplaceMaterialPorts {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

export interface ReplacedMaterial {
  readonly certificate: Certificate;
  readonly impact: Impact;
  readonly warnings: readonly Warning[];
}

/**
 * Makes new material a definition's next version, and current. A certificate that comes without its key takes over the
 * one that is there, if it is the same.
 * @throws DomainError the intake's reasons, CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, DUPLICATE_MATERIAL, NOT_FOUND,
 * ETAG_MISMATCH, PLAN_STALE, DOMAIN_NOT_COVERED, NO_PRIVATE_KEY, JWK_CHOICE_REQUIRED, CONFIRMATION_MISMATCH
 */
export const replaceMaterial =
  (ports: ReplaceMaterialPorts) =>
  async (call: Call, input: ReplaceMaterialInput, signal: AbortSignal): Promise<ReplacedMaterial> => {
    const { store, clock } = ports;
    await requireDefinition(store.view(call.caller.company).certificates, input.definitionId);
    const inspection = await readMaterial(ports)(call, input.material, signal);
    return changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates } = transaction;
      const { certificate, definition } = await requireDefinition(certificates, input.definitionId);
      requireEtag(input.etag, { version: certificate.version, kind: 'certificate' });
      const request = await requestFor(transaction, definition, inspection);
      const understood =
        request === undefined ? inspection : await withRequestedKey(ports, call, transaction, request, inspection);
      judgeMaterial(understood, { now: clock.now(), allowExpired: input.allowExpired });
      const placed = await placeMaterial(ports)(call, transaction, {
        ...input,
        certificate,
        definition,
        inspection: understood,
        pkcs8: await keptKey({ certificates, sealer: ports.sealer }, call, definition, understood),
        source: request === undefined ? sourceOf(input.material) : 'SIGNING_REQUEST',
      });
      if (request !== undefined) {
        await closeAnswered(transaction, request, { certificateId: certificate.id, definitionId: definition.id });
      }
      return { ...placed, warnings: understood.warnings };
    });
  };

/** The pending request that the certificate answers; another definition's is not for this one. */
async function requestFor(
  transaction: CompanyTransaction,
  definition: Definition,
  inspection: Inspection,
): Promise<SigningRequest | undefined> {
  const request = await answeredRequest(transaction, inspection);
  if (request === undefined || request.definitionId === definition.id) return request;
  throw new DomainError(
    'CSR_MISMATCH',
    `This certificate answers the signing request “${request.name}”, which is not for this definition. Complete that request with it.`,
    { field: 'material', resource: { type: 'signing_request', id: request.id }, metadata: { id: request.id } },
  );
}

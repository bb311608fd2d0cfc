import type { CertificateName, EnvironmentId } from '@certkeep/domain';
import { judgeMaterial, type Inspection, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock, MakeId } from '../clock.js';
import type { KeySealer } from '../key-sealer.js';
import { answeredRequest, answerSigningRequest } from '../signing/answer-signing-request.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { Certificate, DefinitionSource } from './certificate.js';
import { insertCertificate } from './insert-certificate.js';
import { changeUnlessValidating } from './validate-only.js';

/** A certificate as it is to be stored: everything parsed, nothing judged. */
export interface CertificateToStore {
  readonly inspection: Inspection;
  /**
   * Finds the name inside the transaction, where it is known which are taken.
   * @param requested the one that it was asked for under, where it answers a signing request
   * @throws DomainError NAME_TAKEN
   */
  readonly nameIn: (transaction: CompanyTransaction, requested?: CertificateName) => Promise<CertificateName>;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: the name. */
  readonly alias: string | undefined;
  /** That its definition is assigned to; none: it is the default one. */
  readonly environmentIds: readonly EnvironmentId[];
  readonly source: DefinitionSource;
  readonly allowExpired: boolean;
  readonly primary: boolean;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

/** Worth knowing of what was stored. */
export type StoreWarning = Warning | { readonly code: 'SIGNING_REQUEST_ANSWERED'; readonly message: string };

export interface StoredCertificate {
  readonly certificate: Certificate;
  readonly warnings: readonly StoreWarning[];
}

export interface StoreCertificatePorts {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * Judges what was understood, and stores it as a certificate with its default definition and version 1. One whose key
 * waits here in a signing request completes that request instead: as a new certificate, or as its renewal.
 * @throws DomainError CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, NAME_TAKEN, ALIAS_TAKEN, DUPLICATE_MATERIAL, NO_PRIVATE_KEY,
 * NOT_FOUND for an environment
 */
export const storeCertificate =
  (ports: StoreCertificatePorts) =>
  async (call: Call, input: CertificateToStore): Promise<StoredCertificate> => {
    judgeMaterial(input.inspection, { now: ports.clock.now(), allowExpired: input.allowExpired });
    return changeUnlessValidating(ports.store, call, input.validateOnly, async (transaction) => {
      const request = await answeredRequest(transaction, input.inspection);
      if (request === undefined) return insertCertificate(ports)(call, transaction, input);
      const { certificate, warnings } = await answerSigningRequest(ports)(call, transaction, request, input);
      return { certificate, warnings };
    });
  };

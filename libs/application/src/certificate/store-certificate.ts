import {
  parseAlias,
  refuseUnlessPresentable,
  type CertificateId,
  type CertificateName,
  type DefinitionId,
  type EnvironmentId,
} from '@certkeep/domain';
import { judgeMaterial, type Inspection, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import type { Clock, MakeId } from '../clock.js';
import { refuseMaterialTaken } from '../definition/material-taken.js';
import { newVersion } from '../definition/new-version.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { Certificate, DefinitionSource } from './certificate.js';
import { refuseAliasTaken, requireEnvironments } from './alias-taken.js';
import { requireCertificate } from './require-certificate.js';

/** A certificate as it is to be stored: everything parsed, nothing judged. */
export interface CertificateToStore {
  readonly inspection: Inspection;
  /** Finds the name inside the transaction, where it is known which are taken. @throws DomainError NAME_TAKEN */
  readonly nameIn: (transaction: CompanyTransaction) => Promise<CertificateName>;
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

export interface StoredCertificate {
  readonly certificate: Certificate;
  readonly warnings: readonly Warning[];
}

export interface StoreCertificatePorts {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/**
 * Judges what was understood, and stores it as a certificate with its default definition and version 1.
 * @throws DomainError CERTIFICATE_EXPIRED, WEAK_KEY, WEAK_SIGNATURE, NAME_TAKEN, ALIAS_TAKEN, DUPLICATE_MATERIAL, NO_PRIVATE_KEY,
 * NOT_FOUND for an environment
 */
export const storeCertificate =
  ({ store, sealer, clock, makeId }: StoreCertificatePorts) =>
  async (call: Call, input: CertificateToStore): Promise<StoredCertificate> => {
    const { inspection, primary } = input;
    const { leaf, privateKey, warnings } = inspection;
    const now = clock.now();
    judgeMaterial(inspection, { now, allowExpired: input.allowExpired });
    const hasKey = privateKey !== undefined;

    const id = makeId() as CertificateId;
    const version = newVersion({ sealer, makeId }, call, inspection, inspection.privateKey?.pkcs8);
    return changeOrValidate(store, { call, validateOnly: input.validateOnly }, async (transaction) => {
      const { certificates, changes, audit } = transaction;
      // First: a certificate that is here already says more than a name that was made from it.
      await refuseMaterialTaken(certificates, inspection);
      const name = await input.nameIn(transaction);
      const alias = input.alias ?? parseAlias(name, 'alias');
      await requireEnvironments(transaction, input.environmentIds);
      await refuseAliasTaken(transaction, alias, input.environmentIds);
      if (primary) refuseUnlessPresentable({ name, hasKey, notAfter: leaf.facts.notAfter }, now);
      await certificates.insert({
        id,
        name,
        description: input.description,
        labels: input.labels,
        definition: {
          id: makeId() as DefinitionId,
          alias,
          environmentIds: input.environmentIds,
          source: input.source,
          version,
        },
      });
      if (primary) await certificates.movePrimaryTo(id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.create',
        { type: 'certificate', id, name },
        { sha256: leaf.facts.sha256, with_key: String(hasKey), primary: String(primary), source: input.source },
      );
      return { certificate: await requireCertificate(certificates, id), warnings };
    });
  };

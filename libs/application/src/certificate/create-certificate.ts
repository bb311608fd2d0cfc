import {
  certificateNameFrom,
  DomainError,
  parseAlias,
  parseCertificateName,
  parseDescription,
  parseLabels,
  refuseUnlessPresentable,
  type CertificateId,
  type DefinitionId,
  type VersionId,
} from '@certkeep/domain';
import { inspectMaterial, judgeMaterial, type Inspection, type MaterialInput, type Warning } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock, MakeId } from '../clock.js';
import type { KeySealer, SealedSecret } from '../key-sealer.js';
import type { CompanyTransaction, Store } from '../store.js';
import type { Certificate } from './certificate.js';
import { refuseNameTaken } from './name-taken.js';
import { requireCertificate } from './require-certificate.js';

export interface CreateCertificateInput {
  /** Empty: made from the subject or the first SAN. */
  readonly name: string;
  readonly description: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly alias: string;
  readonly material: MaterialInput & { readonly passphrase?: string };
  readonly allowExpired: boolean;
  readonly primary: boolean;
  /** Checks everything and stores nothing. */
  readonly validateOnly: boolean;
}

export interface CreateCertificateResult {
  readonly certificate: Certificate;
  readonly warnings: readonly Warning[];
}

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly makeId: MakeId;
}

/** Thrown inside the transaction to take everything back, after all checks have passed. */
class ValidatedOnly extends Error {
  constructor(readonly result: CreateCertificateResult) {
    super('validated only');
  }
}

/**
 * Takes material in as a new certificate with its default definition and version 1.
 * @throws DomainError the intake's reasons, NAME_TAKEN, DUPLICATE_MATERIAL, NO_PRIVATE_KEY when a primary is asked for without a key
 */
export const createCertificate =
  ({ store, sealer, clock, makeId }: Ports) =>
  async (call: Call, input: CreateCertificateInput): Promise<CreateCertificateResult> => {
    const inspection = await inspectMaterial(input.material);
    const now = clock.now();
    judgeMaterial(inspection, { now, allowExpired: input.allowExpired });
    const name =
      input.name.trim() === '' ? certificateNameFrom(inspection.leaf.facts) : parseCertificateName(input.name, 'name');
    const description = parseDescription(input.description, 'description');
    const labels = parseLabels(input.labels, 'labels');
    const alias = input.alias.trim() === '' ? name : parseAlias(input.alias, 'alias');
    const hasKey = inspection.privateKey !== undefined;
    if (input.primary) refuseUnlessPresentable({ name, hasKey, notAfter: inspection.leaf.facts.notAfter }, now);

    const id = makeId() as CertificateId;
    const versionId = makeId() as VersionId;
    const sealedKey = sealKey(sealer, call, versionId, inspection);
    const work = async (transaction: CompanyTransaction): Promise<CreateCertificateResult> => {
      const { certificates, changes, audit } = transaction;
      // First: a certificate that is here already says more than a name that was made from it.
      await refuseDuplicate(transaction, inspection);
      await refuseNameTaken(certificates, name, 'name');
      await certificates.insert({
        id,
        name,
        description,
        labels,
        definition: {
          id: makeId() as DefinitionId,
          alias,
          source: input.material.kind === 'files' ? 'FILE' : 'PASTE',
          version: {
            id: versionId,
            facts: inspection.leaf.facts,
            leaf: inspection.leaf.der,
            chain: inspection.chain.map((certificate) => certificate.der),
            sealedKey,
          },
        },
      });
      if (input.primary) await certificates.movePrimaryTo(id);
      await changes.append({ kind: 'certificate', recordId: id });
      await audit.record(
        'certificate.create',
        { type: 'certificate', id, name },
        { sha256: inspection.leaf.facts.sha256, with_key: String(hasKey), primary: String(input.primary) },
      );
      const result = {
        certificate: await requireCertificate(certificates, id),
        warnings: inspection.warnings,
      };
      if (input.validateOnly) throw new ValidatedOnly(result);
      return result;
    };
    try {
      return await store.change(call, work);
    } catch (error) {
      if (error instanceof ValidatedOnly) return error.result;
      throw error;
    }
  };

function sealKey(
  sealer: KeySealer,
  call: Call,
  versionId: VersionId,
  inspection: Inspection,
): SealedSecret | undefined {
  if (inspection.privateKey === undefined) return undefined;
  return sealer.seal(inspection.privateKey.pkcs8, {
    kind: 'private_key',
    companyId: call.caller.company,
    recordId: versionId,
  });
}

async function refuseDuplicate({ certificates }: CompanyTransaction, { leaf }: Inspection): Promise<void> {
  const existing = await certificates.findByLeaf(leaf.facts.sha256);
  if (existing === undefined) return;
  throw new DomainError(
    'DUPLICATE_MATERIAL',
    `This certificate is already here, as “${existing.name}”. To change it, replace the material of that one.`,
    {
      field: 'material',
      resource: { type: 'certificate', id: existing.id },
      metadata: { existing_id: existing.id, existing_name: existing.name, sha256: leaf.facts.sha256 },
    },
  );
}

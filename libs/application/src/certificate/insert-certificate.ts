import { parseAlias, refuseUnlessPresentable, type CertificateId, type DefinitionId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { CompanyTransaction } from '../store.js';
import { refuseAliasTaken, requireEnvironments } from './alias-taken.js';
import { refuseDuplicate } from './duplicate-material.js';
import { newVersion } from './new-version.js';
import { requireCertificate } from './require-certificate.js';
import type { CertificateToStore, StoreCertificatePorts, StoredCertificate } from './store-certificate.js';

/**
 * Stores a certificate that was judged, inside a transaction.
 * @throws DomainError NAME_TAKEN, ALIAS_TAKEN, DUPLICATE_MATERIAL, NO_PRIVATE_KEY, NOT_FOUND for an environment
 */
export const insertCertificate =
  (ports: Omit<StoreCertificatePorts, 'store'>) =>
  async (call: Call, transaction: CompanyTransaction, input: CertificateToStore): Promise<StoredCertificate> => {
    const { inspection, primary } = input;
    const { leaf, privateKey, warnings } = inspection;
    const { certificates, changes, audit } = transaction;
    const hasKey = privateKey !== undefined;
    // First: a certificate that is here already says more than a name that was made from it.
    await refuseDuplicate(certificates, inspection);
    const name = await input.nameIn(transaction);
    const alias = input.alias ?? parseAlias(name, 'alias');
    await requireEnvironments(transaction, input.environmentIds);
    await refuseAliasTaken(transaction, alias, input.environmentIds);
    if (primary) refuseUnlessPresentable({ name, hasKey, notAfter: leaf.facts.notAfter }, ports.clock.now());
    const id = ports.makeId() as CertificateId;
    await certificates.insert({
      id,
      name,
      description: input.description,
      labels: input.labels,
      definition: {
        id: ports.makeId() as DefinitionId,
        alias,
        environmentIds: input.environmentIds,
        source: input.source,
        version: newVersion(ports)(call, inspection),
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
  };

import { definitionFor, DomainError, type NodeId } from '@certkeep/domain';
import { defaultDefinition } from '../certificate/certificate.js';
import { requireCertificate } from '../certificate/require-certificate.js';
import { notFound } from '../not-found.js';
import type { CompanyTransaction } from '../store.js';
import type { NodeSettings } from './node-repository.js';

/** @throws DomainError NAME_TAKEN, NOT_FOUND for an environment or certificate, NO_PRIVATE_KEY for one that can't be presented */
export async function refuseUnusableSettings(
  { nodes, environments, certificates }: CompanyTransaction,
  { name, environmentId, chosenCertificateId }: NodeSettings,
  except?: NodeId,
): Promise<void> {
  const holder = await nodes.findByName(name);
  if (holder !== undefined && holder.id !== except) {
    throw new DomainError('NAME_TAKEN', `There is a node “${holder.name}” already. Choose another name.`, {
      field: 'node.name',
      resource: { type: 'node', id: holder.id },
      metadata: { name, existing_id: holder.id },
    });
  }
  if (environmentId !== undefined && (await environments.find(environmentId)) === undefined) {
    throw notFound('environment', environmentId);
  }
  if (chosenCertificateId === undefined) return;
  const certificate = await requireCertificate(certificates, chosenCertificateId);
  const serving = definitionFor(certificate.definitions, environmentId) ?? defaultDefinition(certificate);
  if (serving.current.hasKey) return;
  throw new DomainError(
    'NO_PRIVATE_KEY',
    `“${certificate.name}” has no private key where “${name}” is, so it can’t be presented there. Choose a certificate with its key.`,
    { field: 'node.certificate_id', metadata: { certificate_id: certificate.id } },
  );
}

import { DomainError } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { CertificateReader } from './certificate-repository.js';

/** @throws DomainError DUPLICATE_MATERIAL when the company has this very certificate */
export async function refuseDuplicate(certificates: CertificateReader, { leaf }: Inspection): Promise<void> {
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

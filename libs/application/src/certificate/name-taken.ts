import { DomainError, type CertificateId } from '@certkeep/domain';
import type { CertificateReader } from './certificate-repository.js';

/** @throws DomainError NAME_TAKEN when another certificate than `except` has the name, in any case */
export async function refuseNameTaken(
  certificates: CertificateReader,
  name: string,
  field: string,
  except?: CertificateId,
): Promise<void> {
  const holder = await certificates.findByName(name);
  if (holder === undefined || holder.id === except) return;
  throw new DomainError(
    'NAME_TAKEN',
    `Another certificate is already called “${holder.name}”. Choose a name that is free; upper and lower case don't count.`,
    { field, resource: { type: 'certificate', id: holder.id }, metadata: { name, existing_id: holder.id } },
  );
}

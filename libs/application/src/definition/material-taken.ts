import { DomainError } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Definition } from '../certificate/certificate.js';
import type { CertificateReader } from '../certificate/certificate-repository.js';

/**
 * Refuses a certificate that the company has already, and says what to do instead.
 * @param definition the one that it is brought for; undefined for a new certificate or definition
 * @throws DomainError DUPLICATE_MATERIAL
 */
export async function refuseMaterialTaken(
  certificates: CertificateReader,
  { leaf }: Pick<Inspection, 'leaf'>,
  definition?: Definition,
): Promise<void> {
  const { sha256 } = leaf.facts;
  const existing = await certificates.findByLeaf(sha256);
  if (existing === undefined) return;
  const earlier = definition && (await certificates.findVersionByLeaf(definition.id, sha256));
  throw new DomainError('DUPLICATE_MATERIAL', messageOf(existing.name, earlier?.number, definition), {
    field: 'material',
    resource: { type: 'certificate', id: existing.id },
    metadata: {
      existing_id: existing.id,
      existing_name: existing.name,
      sha256,
      ...(earlier === undefined ? {} : { version_number: String(earlier.number) }),
    },
  });
}

function messageOf(name: string, earlier: number | undefined, definition: Definition | undefined): string {
  if (earlier === undefined) {
    return `This certificate is already here, as “${name}”. To change it, replace the material of that one.`;
  }
  return earlier === definition?.current.number
    ? 'This is the certificate that is current now. Choose a new one.'
    : `This certificate was version ${earlier} here. To use it again, go back to that version.`;
}

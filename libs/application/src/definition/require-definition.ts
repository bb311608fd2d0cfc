import type { DefinitionId } from '@certkeep/domain';
import type { Certificate, Definition } from '../certificate/certificate.js';
import type { CertificateReader } from '../certificate/certificate-repository.js';
import { notFound } from '../not-found.js';

/** @throws DomainError NOT_FOUND */
export async function requireDefinition(
  certificates: CertificateReader,
  id: DefinitionId,
): Promise<{ readonly certificate: Certificate; readonly definition: Definition }> {
  const certificate = await certificates.findByDefinition(id);
  const definition = certificate?.definitions.find((one) => one.id === id);
  if (certificate === undefined || definition === undefined) throw notFound('definition', id);
  return { certificate, definition };
}

import type { CertificateId } from '@certkeep/domain';
import { notFound } from '../not-found.js';
import type { Certificate } from './certificate.js';
import type { CertificateReader } from './certificate-repository.js';

/** @throws DomainError NOT_FOUND */
export async function requireCertificate(certificates: CertificateReader, id: CertificateId): Promise<Certificate> {
  const certificate = await certificates.find(id);
  if (certificate === undefined) throw notFound('certificate', id);
  return certificate;
}

import type { CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Store } from '../store.js';
import type { Certificate } from './certificate.js';
import { requireCertificate } from './require-certificate.js';

/** @throws DomainError NOT_FOUND */
export const getCertificate =
  ({ store }: { readonly store: Store }) =>
  (call: Call, id: CertificateId): Promise<Certificate> =>
    requireCertificate(store.view(call.caller.company).certificates, id);

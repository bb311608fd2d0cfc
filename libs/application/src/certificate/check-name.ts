import { parseCertificateName, type CertificateId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Store } from '../store.js';
import type { CertificateReference } from './certificate-repository.js';

/**
 * @returns the certificate that has the name already, if another than `except` has
 * @throws DomainError FIELD_INVALID for what can't be a name at all
 */
export const checkCertificateName =
  ({ store }: { readonly store: Store }) =>
  async (call: Call, name: string, except?: CertificateId): Promise<CertificateReference | undefined> => {
    const holder = await store.view(call.caller.company).certificates.findByName(parseCertificateName(name, 'name'));
    return holder?.id === except ? undefined : holder;
  };

import type { Call } from '../call.js';
import type { Page } from '../page.js';
import type { Store } from '../store.js';
import type { Certificate } from './certificate.js';
import type { CertificateQuery } from './certificate-repository.js';

export const listCertificates =
  ({ store }: { readonly store: Store }) =>
  (call: Call, query: CertificateQuery): Promise<Page<Certificate>> =>
    store.view(call.caller.company).certificates.list(query);

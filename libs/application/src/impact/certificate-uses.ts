import type { Certificate } from '../certificate/certificate.js';
import type { CompanyView } from '../store.js';
import type { UsingDomain, UsingNode } from './impact.js';

export interface CertificateUses {
  readonly domains: readonly UsingDomain[];
  readonly nodes: readonly UsingNode[];
}

/** Who depends on a certificate: its custom domains, and the nodes that present it, by hand or as the primary one. */
export async function usesOf(view: CompanyView, certificate: Certificate): Promise<CertificateUses> {
  const choosing = await view.nodes.listChoosing(certificate.id);
  const following = certificate.primary ? await view.nodes.listFollowingPrimary() : [];
  return { domains: await view.customDomains.listServedBy(certificate.id), nodes: [...choosing, ...following] };
}

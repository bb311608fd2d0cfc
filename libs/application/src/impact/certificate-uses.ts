import type { Certificate } from '../certificate/certificate.js';
import type { CompanyView } from '../store.js';
import type { Jwk } from '../jwk/jwk.js';
import type { UsingDomain, UsingNode } from './impact.js';

export interface CertificateUses {
  readonly domains: readonly UsingDomain[];
  readonly nodes: readonly UsingNode[];
  readonly jwks: readonly Jwk[];
}

/**
 * Who depends on a certificate: its custom domains, the nodes that present it, by hand or as the primary one, and the
 * JWKs that follow it.
 */
export async function usesOf(view: CompanyView, certificate: Certificate): Promise<CertificateUses> {
  const choosing = await view.nodes.listChoosing(certificate.id);
  const following = certificate.primary ? await view.nodes.listFollowingPrimary() : [];
  return {
    domains: await view.customDomains.listServedBy(certificate.id),
    nodes: [...choosing, ...following],
    jwks: await view.jwks.listLinked(certificate.id),
  };
}

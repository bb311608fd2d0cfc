import type { Inspection, ParsedCertificate } from '@certkeep/x509';
import type { CertificateReference } from '../certificate/certificate-repository.js';
import type { Environment } from '../environment/environment-repository.js';
import type { CompanyView } from '../store.js';
import type { PresentedEndpoint } from './endpoint-prober.js';

/** A certificate of a server's chain that would make Certkeep trust the server, once it is assigned. */
export interface TrustAdvice {
  readonly certificate: ParsedCertificate;
  /** The certificate that has it here already. */
  readonly heldAs: CertificateReference | undefined;
  /** Where to assign it: the company's API_MANAGER environment. */
  readonly environment: Environment;
}

/** The issuers that the server has sent, the highest first, and then its own certificate; nothing when trust is not what is missing. */
export async function trustAdvice(
  { certificates, environments }: CompanyView,
  { untrusted }: Pick<PresentedEndpoint, 'untrusted'>,
  { leaf, chain }: Inspection,
): Promise<readonly TrustAdvice[]> {
  if (!untrusted) return [];
  const environment = await environments.apiManager();
  return Promise.all(
    [...chain.toReversed(), leaf].map(async (certificate) => ({
      certificate,
      heldAs: await certificates.findByLeaf(certificate.facts.sha256),
      environment,
    })),
  );
}

/** Why the server isn't trusted, and what to assign where. */
export function explainUntrusted(error: string, [best]: readonly TrustAdvice[]): string {
  if (best === undefined) return error;
  const { certificate, heldAs, environment } = best;
  const { subject, sha256 } = certificate.facts;
  const held = heldAs === undefined ? '' : `, which is here as “${heldAs.name}”,`;
  return `${error} Assign “${subject}” (SHA-256 ${sha256})${held} to the API_MANAGER environment “${environment.name}” to have Certkeep trust it.`;
}

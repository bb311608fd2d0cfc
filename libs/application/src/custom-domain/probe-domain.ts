import { definitionFor, DomainError, type CustomDomainId } from '@certkeep/domain';
import type { CertificateFacts } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { MaterialReader } from '../certificate/material-reader.js';
import { materialOf } from '../certificate/read-material.js';
import type { Clock } from '../clock.js';
import type { EndpointProber } from '../endpoint/endpoint-prober.js';
import { trustAdvice, type TrustAdvice } from '../endpoint/trust-advice.js';
import type { CompanyView, Store } from '../store.js';
import type { CustomDomain } from './custom-domain-repository.js';
import { requireCustomDomain } from './served-domain.js';

export interface ProbeDomainPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

export interface DomainProbe {
  /** Of the leaf that the domain's server presents. */
  readonly presented: CertificateFacts;
  /** SHA-256 of the leaf that it should present, in lower-case hex; undefined where nothing is assigned. */
  readonly expectedSha256: string | undefined;
  readonly matches: boolean;
  readonly address: string;
  readonly time: Date;
  /** Why Certkeep would not go on, for people; undefined when it would. */
  readonly verificationError: string | undefined;
  readonly trustAdvice: readonly TrustAdvice[];
}

/**
 * What the domain's server presents today, against the version that is current here.
 * @param port 0: 443
 * @throws DomainError NOT_FOUND, FIELD_INVALID, ADDRESS_FORBIDDEN, ENDPOINT_UNREACHABLE, RATE_LIMITED
 */
export const probeDomain =
  ({ store, clock, materials, prober }: ProbeDomainPorts) =>
  async (
    call: Call,
    { id, port }: { readonly id: CustomDomainId; readonly port: number },
    signal: AbortSignal,
  ): Promise<DomainProbe> => {
    const view = store.view(call.caller.company);
    const domain = await requireCustomDomain(view, id);
    if (port < 0 || port > 65_535) {
      throw new DomainError('FIELD_INVALID', `${port} is no port. Use 1 to 65535, or 0 for 443.`, { field: 'port' });
    }
    const time = clock.now();
    const url = `https://${domain.host}:${port === 0 ? 443 : port}`;
    const shown = await prober.probe(url, { company: call.caller.company, field: 'custom_domain_id', signal });
    const inspection = await materials.inspect(materialOf(shown));
    const { facts: presented } = inspection.leaf;
    const expectedSha256 = await expectedOf(view, domain);
    return {
      presented,
      expectedSha256,
      matches: presented.sha256 === expectedSha256,
      address: shown.address,
      time,
      verificationError: shown.verificationError,
      trustAdvice: await trustAdvice(view, shown, inspection),
    };
  };

async function expectedOf(
  { certificates }: CompanyView,
  { certificateId, environmentId }: CustomDomain,
): Promise<string | undefined> {
  const certificate = certificateId && (await certificates.find(certificateId));
  return certificate && definitionFor(certificate.definitions, environmentId)?.current.facts.sha256;
}

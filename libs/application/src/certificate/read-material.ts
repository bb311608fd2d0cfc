import { DomainError } from '@certkeep/domain';
import type { BroughtMaterial, Inspection, MaterialInput } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { EndpointProber, PresentedEndpoint } from '../endpoint/endpoint-prober.js';
import type { DefinitionSource } from './certificate.js';
import type { MaterialReader } from './material-reader.js';

/** Material as somebody brings it, or where to fetch it. */
export type MaterialOrigin =
  | BroughtMaterial
  | {
      readonly kind: 'endpoint';
      readonly url: string;
      /** SHA-256 of the leaf that was shown, in lower-case hex; undefined where nothing was shown yet. */
      readonly confirmedSha256: string | undefined;
    };

interface Ports {
  readonly materials: MaterialReader;
  readonly prober: EndpointProber;
}

/**
 * Understands material, fetching it first where it is a server's.
 * @throws DomainError the intake's reasons and the prober's; FIELD_INVALID when the server presents another certificate
 *   than the one that was confirmed
 */
export const readMaterial =
  ({ materials, prober }: Ports) =>
  async (call: Call, origin: MaterialOrigin, signal: AbortSignal): Promise<Inspection> => {
    if (origin.kind !== 'endpoint') return materials.inspect(origin);
    const presented = await prober.probe(origin.url, {
      company: call.caller.company,
      field: 'material.endpoint.url',
      signal,
    });
    const inspection = await materials.inspect(materialOf(presented));
    const { sha256 } = inspection.leaf.facts;
    if (sha256 === origin.confirmedSha256) return inspection;
    const field = 'material.endpoint.confirmed_sha256_fingerprint';
    if (origin.confirmedSha256 === undefined) {
      throw new DomainError(
        'FIELD_INVALID',
        'The fingerprint is missing. Fetch the certificate first, and confirm it.',
        {
          field,
        },
      );
    }
    throw new DomainError(
      'FIELD_INVALID',
      `${presented.host} now presents another certificate than the one that was confirmed. Fetch it again, and look at it.`,
      { field, metadata: { host: presented.host, sha256 } },
    );
  };

/** What was presented: the first one is the leaf, whatever the others are (RFC 8446 section 4.4.2). */
export function materialOf({ certificates }: PresentedEndpoint): MaterialInput {
  return { kind: 'presented', certificates };
}

export function sourceOf(origin: MaterialOrigin): DefinitionSource {
  switch (origin.kind) {
    case 'files':
      return 'FILE';
    case 'paste':
      return 'PASTE';
    case 'endpoint':
      return /^ldaps:/i.test(origin.url.trim()) ? 'LDAPS' : 'HTTPS';
  }
}

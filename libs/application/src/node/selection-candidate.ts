import type { SelectionCandidate } from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';

/** A certificate as the choice of what a node presents looks at it. */
export function selectionCandidate(certificate: Certificate | undefined): SelectionCandidate | undefined {
  if (certificate === undefined) return undefined;
  return {
    id: certificate.id,
    name: certificate.name,
    definitions: certificate.definitions.map(({ id, environmentIds, current }) => ({
      id,
      environmentIds,
      hasKey: current.hasKey,
    })),
  };
}

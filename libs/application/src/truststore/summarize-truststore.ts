import type { EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import type { SystemRoots } from './system-roots.js';

/** How many entries a truststore has, by their origin. */
export interface TruststoreSummary {
  readonly assignedCertificates: number;
  readonly importedCas: number;
  /** None where they are switched off. */
  readonly systemRoots: number;
  /** That there are, whether they are switched on or off. */
  readonly availableSystemRoots: number;
}

/** @throws DomainError NOT_FOUND */
export const summarizeTruststore =
  ({ store, systemRoots }: { readonly store: Store; readonly systemRoots: SystemRoots }) =>
  async (call: Call, environmentId: EnvironmentId): Promise<TruststoreSummary> => {
    const { environments, truststores } = store.view(call.caller.company);
    const environment = await environments.find(environmentId);
    if (environment === undefined) throw notFound('environment', environmentId);
    const availableSystemRoots = systemRoots.list().length;
    return {
      assignedCertificates: await truststores.countAssigned(environmentId),
      importedCas: await truststores.countImported(environmentId),
      systemRoots: environment.systemRoots ? availableSystemRoots : 0,
      availableSystemRoots,
    };
  };

import { nameKey, type EnvironmentId } from '@certkeep/domain';
import { certificatePem, certificateText } from '@certkeep/x509';
import type { Call } from '../call.js';
import { notFound } from '../not-found.js';
import type { TruststoreView } from './truststore-view.js';

export interface EntryCertificate {
  readonly pem: string;
  /** A readable dump of everything. */
  readonly text: string;
}

/** The certificate of one entry, whatever its origin. @throws DomainError NOT_FOUND for the environment or the alias */
export const getEntryCertificate =
  ({ truststores }: { readonly truststores: TruststoreView }) =>
  async (
    call: Call,
    { environmentId, alias }: { readonly environmentId: EnvironmentId; readonly alias: string },
  ): Promise<EntryCertificate> => {
    const { entries } = await truststores.require(call.caller.company, environmentId);
    const key = nameKey(alias);
    const entry = entries.find((one) => nameKey(one.alias) === key);
    if (entry === undefined) throw notFound('truststore_entry', alias);
    return { pem: certificatePem(entry.der), text: certificateText(entry.der) };
  };

import { DomainError, type EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import { changeOrValidate } from '../change-or-validate.js';
import { mostDependents } from '../dependents.js';
import { requireEtag } from '../etag.js';
import type { CompanyView, Store } from '../store.js';
import { requireEnvironment, type EnvironmentInUse } from './environment-use.js';

export interface DeleteEnvironmentInput {
  readonly id: EnvironmentId;
  readonly etag: string;
  readonly validateOnly: boolean;
}

/**
 * Applications and deleted certificates that name it no longer do.
 * @throws DomainError NOT_FOUND, ETAG_MISMATCH, ENVIRONMENT_IN_USE with what uses it, and for the API_MANAGER one
 */
export const deleteEnvironment =
  ({ store }: { readonly store: Store }) =>
  (call: Call, { id, etag, validateOnly }: DeleteEnvironmentInput): Promise<void> =>
    changeOrValidate(store, { call, validateOnly }, async (transaction) => {
      const found = await requireEnvironment(transaction, id);
      const { environment } = found;
      requireEtag(etag, { version: environment.version, kind: 'environment' });
      await refuseInUse(transaction, found);
      await transaction.environments.delete(id);
      await transaction.changes.append({ kind: 'environment', recordId: id });
      await transaction.audit.record('environment.delete', { type: 'environment', id, name: environment.name });
    });

async function refuseInUse(
  { environments }: Pick<CompanyView, 'environments'>,
  { environment, counts }: EnvironmentInUse,
): Promise<void> {
  const resource = { type: 'environment', id: environment.id };
  if (environment.kind === 'API_MANAGER') {
    throw new DomainError(
      'ENVIRONMENT_IN_USE',
      `“${environment.name}” is where Certkeep's own trust is kept, so it can't be deleted. Rename it if its name is in the way.`,
      { resource },
    );
  }
  const users = [
    counted(counts.definitions, 'certificate', 'certificates'),
    counted(counts.nodes, 'API node', 'API nodes'),
    counted(counts.customDomains, 'custom domain', 'custom domains'),
    counted(counts.jwks, 'JWK', 'JWKs'),
  ].filter((text) => text !== undefined);
  if (users.length === 0) return;
  throw new DomainError(
    'ENVIRONMENT_IN_USE',
    `“${environment.name}” is used by ${users.join(', ')}. Take it from them first, then delete it.`,
    {
      resource,
      metadata: {
        definition_count: String(counts.definitions),
        node_count: String(counts.nodes),
        custom_domain_count: String(counts.customDomains),
        jwk_count: String(counts.jwks),
      },
      dependents: await environments.listDependents(environment.id, mostDependents),
    },
  );
}

function counted(count: number, one: string, many: string): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}

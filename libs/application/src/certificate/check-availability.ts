import { parseAlias, parseCertificateName, type CertificateId, type EnvironmentId } from '@certkeep/domain';
import type { Call } from '../call.js';
import type { Store } from '../store.js';
import { refuseAliasTaken } from './alias-taken.js';
import { refuseNameTaken } from './name-taken.js';

/** @throws DomainError NAME_TAKEN when another certificate than `except` has the name; FIELD_INVALID for what can't be one */
export const checkName =
  ({ store }: { readonly store: Store }) =>
  (call: Call, name: string, except?: CertificateId): Promise<void> =>
    refuseNameTaken(store.view(call.caller.company).certificates, parseCertificateName(name, 'name'), 'name', except);

/** @throws DomainError ALIAS_TAKEN when it is taken in one of the environments; FIELD_INVALID for what can't be one */
export const checkAlias =
  ({ store }: { readonly store: Store }) =>
  (call: Call, alias: string, environments: readonly EnvironmentId[]): Promise<void> =>
    refuseAliasTaken(store.view(call.caller.company), parseAlias(alias, 'alias'), environments);

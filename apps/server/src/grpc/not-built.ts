import { DomainError } from '@certkeep/domain';

/** What to tell a caller who uses a field that the contract has and this version doesn't: never passed over in silence. */
export function notBuilt(field: string): DomainError {
  return new DomainError('FIELD_INVALID', `${field} can't be used yet. Leave it out.`, { field });
}

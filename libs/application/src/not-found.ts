import { DomainError } from '@certkeep/domain';

/** The same answer whether the record never was, is deleted, or is another company's. */
export function notFound(type: string, id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no ${type.replaceAll('_', ' ')} with the id ${JSON.stringify(id)}.`, {
    resource: { type, id },
    metadata: { resource_type: type, id },
  });
}

import { DomainError, type Permission } from '@certkeep/domain';

/** @throws DomainError FIELD_INVALID for a permission that can't be granted here */
export function requireGrantable(
  asked: readonly Permission[],
  grantable: readonly Permission[],
  field: string,
): readonly Permission[] {
  for (const permission of asked) {
    if (grantable.includes(permission)) continue;
    throw new DomainError(
      'FIELD_INVALID',
      `“${permission}” can't be granted here. Choose among: ${grantable.join(', ')}.`,
      { field, metadata: { permission } },
    );
  }
  return [...new Set(asked)];
}

import { DomainError } from '@certkeep/domain';

/**
 * The fields that an update changes (AIP-134): those that the mask names, all for `*`, those that are set for no mask.
 * @param values the record's fields by their names in the contract; undefined counts as not set
 * @throws DomainError FIELD_INVALID for a field that isn't there or can't be changed
 */
export function maskedFields<Field extends string>(
  mask: readonly string[] | undefined,
  values: Readonly<Record<Field, { readonly isSet: boolean }>>,
): ReadonlySet<Field> {
  const all = Object.keys(values) as Field[];
  if (mask === undefined || mask.length === 0) return new Set(all.filter((field) => values[field].isSet));
  if (mask.length === 1 && mask[0] === '*') return new Set(all);
  const unknown = mask.filter((path) => !all.some((field) => field === path));
  if (unknown.length > 0) {
    throw new DomainError(
      'FIELD_INVALID',
      `${unknown.join(', ')} can't be changed here. What can: ${all.join(', ')}.`,
      { field: 'update_mask' },
    );
  }
  return new Set(all.filter((field) => mask.includes(field)));
}

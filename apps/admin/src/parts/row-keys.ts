/** Where the arrows mean something else: they choose, write or open there. */
const keepsArrows = 'input:not([type=checkbox]), textarea, select, [aria-haspopup]';

/**
 * The row that a key goes to from this one; undefined when the key isn't for that.
 * @param target what has the focus within the row
 */
export function rowAfter(
  key: string,
  row: HTMLTableRowElement,
  target: EventTarget | null,
): HTMLTableRowElement | undefined {
  if (target instanceof Element && target.closest(keepsArrows) !== null) return undefined;
  const rows = [...(row.parentElement?.querySelectorAll<HTMLTableRowElement>(':scope > tr[tabindex]') ?? [])];
  const index = rows.indexOf(row);
  switch (key) {
    case 'ArrowDown':
      return rows[index + 1] ?? row;
    case 'ArrowUp':
      return rows[index - 1] ?? row;
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}

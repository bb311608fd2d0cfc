const shown = 10;

/** Names for a message: the first ten, and how many there are more. */
export function firstNames(names: readonly string[]): string {
  const text = names.slice(0, shown).join(', ');
  return names.length <= shown ? text : `${text} and ${(names.length - shown).toLocaleString('en')} more`;
}

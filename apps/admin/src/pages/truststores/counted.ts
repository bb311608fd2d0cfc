/** As in "1 entry" or "1,200 entries". */
export function entriesWords(count: number): string {
  return count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`;
}

/** As in "1 CA" or "1,200 CAs". */
export function casWords(count: number): string {
  return count === 1 ? '1 CA' : `${count.toLocaleString('en')} CAs`;
}

/** As in "1 root CA" or "145 root CAs". */
export function rootsWords(count: number): string {
  return count === 1 ? '1 root CA' : `${count.toLocaleString('en')} root CAs`;
}

/** As in "1 file" or "3 files". */
export function filesWords(count: number): string {
  return count === 1 ? '1 file' : `${count.toLocaleString('en')} files`;
}

/** As in "1,200 of 5,000 read". */
export function progressWords(
  { deed, done, total }: { readonly deed: 'read' | 'stored' | 'told'; readonly done: number; readonly total: number },
  isImport: boolean,
): string {
  const words = { read: 'read', stored: isImport ? 'stored' : 'compared with what is trusted', told: 'listed' };
  const of = total > 0 ? ` of ${total.toLocaleString('en')}` : '';
  return `${done.toLocaleString('en')}${of} ${words[deed]}`;
}

/** What became of those that were imported, as in "2 added, 1 here already", or what would become of them. */
export function importWords(
  counts: { readonly added: number; readonly updated: number; readonly unchanged: number; readonly refused: number },
  done: boolean,
): string {
  const parts = [
    [counts.added, done ? 'added' : 'to add'],
    [counts.updated, done ? 'updated' : 'to update'],
    [counts.unchanged, 'here already'],
    [counts.refused, 'refused'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count.toLocaleString('en')} ${word}`);
  return words.length === 0 ? 'There is no certificate in it' : words.join(', ');
}

/**
 * The form in which names are compared, sorted and searched: one for names that differ in case or in the way their
 * letters are composed. The application makes it, since SQLite's own lower() knows ASCII alone.
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** In code points. A sign that stands for a whole phrase, as U+FDFA does, is written out in a key: up to 18 for one. */
export const mostOfNameKey = 512;

import { hash } from 'node:crypto';
import { distinctNames } from './distinct-names.js';
import type { TruststoreEntry } from './truststore-entry.js';

/**
 * Aliases that Java tells apart. It looks them up in lower case, and of two that are then the same it keeps the later one
 * without a word: the first keeps its name, and the others become `alias (2)`, `alias (3)`. A certificate with no alias
 * is called by its SHA-256.
 * @param entries in the order in which they are written
 */
export function javaAliases(entries: readonly TruststoreEntry[]): readonly string[] {
  return distinctNames(entries.map(aliasOf), javaLowerCase, (alias, number) => `${alias} (${number})`);
}

/** As `String.toLowerCase(Locale.ENGLISH)`, which is Unicode's own way. */
export function javaLowerCase(alias: string): string {
  return alias.toLowerCase();
}

function aliasOf({ alias, der }: TruststoreEntry): string {
  return alias === '' ? hash('sha256', der) : alias;
}

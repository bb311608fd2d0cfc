import { nameKey } from './name-key.js';

const mostCharacters = 128;

/**
 * The alias itself where it is free; else with the first number behind it that makes it so, as in `Root CA 2`.
 * @param isTaken asked with the form that aliases are compared in
 */
export function uniqueAlias(alias: string, isTaken: (aliasKey: string) => boolean): string {
  if (!isTaken(nameKey(alias))) return alias;
  for (let number = 2; ; number++) {
    const ending = ` ${number}`;
    const candidate = `${[...alias].slice(0, mostCharacters - ending.length).join('')}${ending}`;
    if (!isTaken(nameKey(candidate))) return candidate;
  }
}

/**
 * Makes names different from each other, where some count as the same: the first of those stays as it is, and each
 * later one gets the next number that nobody has. The same names in the same order are always made the same.
 * @param keyOf the form in which two names count as the same
 * @param numbered the name with a number, from 2 on
 */
export function distinctNames(
  names: readonly string[],
  keyOf: (name: string) => string,
  numbered: (name: string, number: number) => string,
): readonly string[] {
  const firstHolders = new Map<string, number>();
  names.forEach((name, index) => {
    const key = keyOf(name);
    if (!firstHolders.has(key)) firstHolders.set(key, index);
  });
  const taken = new Set(firstHolders.keys());
  const numbers = new Map<string, number>();
  return names.map((name, index) => {
    const key = keyOf(name);
    if (firstHolders.get(key) === index) return name;
    for (let number = numbers.get(key) ?? 2; ; number++) {
      const candidate = numbered(name, number);
      const candidateKey = keyOf(candidate);
      if (taken.has(candidateKey)) continue;
      taken.add(candidateKey);
      numbers.set(key, number + 1);
      return candidate;
    }
  });
}

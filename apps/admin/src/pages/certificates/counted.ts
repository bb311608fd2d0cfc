/** As in "1 certificate" or "1,200 certificates". */
export function certificatesWords(count: number): string {
  return count === 1 ? '1 certificate' : `${count.toLocaleString('en')} certificates`;
}

/** What became of many, as in "2 are deleted, 1 is not". */
export function outcomeWords(done: number, refused: number, participle: string): string {
  const were = done === 0 ? 'None' : done.toLocaleString('en');
  return `${were} ${done === 1 ? 'is' : 'are'} ${participle}, ${refused.toLocaleString('en')} ${refused === 1 ? 'is' : 'are'} not`;
}

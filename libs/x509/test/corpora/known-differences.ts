import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';

const page = join(import.meta.dirname, '../../../../docs/corpora.md');

/** A row of the table in docs/corpora.md: where we read something otherwise than others, and why. */
export interface KnownDifference {
  /** The file's path in the corpus; a `*` stands for anything. */
  readonly files: string;
  /** As the comparison calls it: `refused`, `read`, or the name of a fact. */
  readonly difference: string;
}

export function knownDifferences(): readonly KnownDifference[] {
  return readFileSync(page, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, files, difference] = /^\| `([^`]+)`\s*\| ([^|]+?)\s*\|[^|]+\|$/.exec(line) ?? [];
      return files === undefined || difference === undefined ? [] : [{ files, difference }];
    });
}

export function isAbout({ files, difference }: KnownDifference, file: string, found: string): boolean {
  return matchesGlob(file, files) && found.split(':')[0] === difference;
}

import { MaterialSource } from '@certkeep/contracts/connect';

const words: Readonly<Record<MaterialSource, string>> = {
  [MaterialSource.UNSPECIFIED]: 'from somewhere',
  [MaterialSource.FILE]: 'from files',
  [MaterialSource.PASTE]: 'pasted',
  [MaterialSource.HTTPS]: 'fetched over HTTPS',
  [MaterialSource.LDAPS]: 'fetched over LDAPS',
  [MaterialSource.SIGNING_REQUEST]: 'signed for a request from here',
  [MaterialSource.IMPORT]: 'imported',
};

/** Where material came from, as part of a sentence. */
export function sourceWords(source: MaterialSource): string {
  return words[source];
}

import { JwkUse } from '@certkeep/contracts/connect';

const words: Readonly<Record<JwkUse, string>> = {
  [JwkUse.UNSPECIFIED]: '',
  [JwkUse.SIG]: 'Signature',
  [JwkUse.ENC]: 'Encryption',
};

/** What a JWK is for, as people read it. */
export function useWords(use: JwkUse): string {
  return words[use];
}

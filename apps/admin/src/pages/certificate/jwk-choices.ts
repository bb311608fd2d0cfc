import { JwkAction, type JwkImpact } from '@certkeep/contracts/connect';

/** What happens to the certificate that JWKs are linked to. */
export type CertificateChange = 'update' | 'delete';

/** One of the answers to what becomes of the JWKs. */
export interface JwkChoice {
  readonly action: JwkAction;
  readonly label: string;
  /** What it means, in a sentence. */
  readonly help: string;
}

/** What a button does besides what becomes of JWKs. */
export type DeedWords =
  | {
      readonly change: 'update';
      /** Alone, as in "Go back to version 2". */
      readonly alone: string;
      /** After "and", as in "go back to version 2". */
      readonly joined: string;
    }
  | {
      readonly change: 'delete';
      readonly alone: string;
      /** What is deleted, as in "this certificate". */
      readonly object: string;
    };

const stays =
  'The JWKs stay as they are, with the key that they have, and follow this certificate no more. This can’t be undone.';

const choices: Readonly<Record<CertificateChange, readonly JwkChoice[]>> = {
  update: [
    {
      action: JwkAction.UPDATE,
      label: 'Update related JWKs',
      help: 'They take the new key. The old public key stays published for a while, so that tokens signed with it still verify.',
    },
    { action: JwkAction.DISCONNECT, label: 'Update certificate only and disconnect', help: stays },
  ],
  delete: [
    {
      action: JwkAction.DELETE,
      label: 'Delete JWKs',
      help: 'Their keys are published no more: tokens signed with them can’t be verified any more. This can’t be undone.',
    },
    { action: JwkAction.DISCONNECT, label: 'Delete and disconnect', help: stays },
  ],
};

/** The answers there are, besides leaving everything as it is. */
export function jwkChoices(change: CertificateChange): readonly JwkChoice[] {
  return choices[change];
}

/** Why an answer can't be given, for people; undefined when it can. */
export function whyNot(action: JwkAction, jwks: readonly JwkImpact[]): string | undefined {
  if (action !== JwkAction.UPDATE) return undefined;
  return jwks.find(({ problem }) => problem !== undefined)?.problem?.message;
}

/** As in "1 JWK" or "3 JWKs". */
export function jwksWords(count: number): string {
  return count === 1 ? '1 JWK' : `${count.toLocaleString('en')} JWKs`;
}

/** The question of the dialog. @param what is used, as in "This certificate is" */
export function jwkQuestion(count: number, what = 'This certificate is'): string {
  return `${what} used in ${jwksWords(count)}. What would you like to do?`;
}

/** What the button does, with what becomes of the JWKs, as in "Delete 3 JWKs and this certificate". */
export function deedLabel(words: DeedWords, action: JwkAction, count: number): string {
  const jwks = jwksWords(count);
  const joined = words.change === 'delete' ? `delete ${words.object}` : words.joined;
  switch (action) {
    case JwkAction.UNSPECIFIED:
      return words.alone;
    case JwkAction.UPDATE:
      return `Update ${jwks} and ${joined}`;
    case JwkAction.DISCONNECT:
      return `Disconnect ${jwks} and ${joined}`;
    case JwkAction.DELETE:
      return words.change === 'delete' ? `Delete ${jwks} and ${words.object}` : `Delete ${jwks} and ${joined}`;
  }
}

/** What an update means for one JWK, in words. */
export function updateWords({ kidStays, algAfter, problem }: JwkImpact): string {
  if (problem !== undefined) return problem.message;
  const alg = algAfter === '' ? '' : `algorithm ${algAfter}`;
  const kid = kidStays
    ? 'its key ID stays, so the old key is published no more'
    : 'it gets a new key ID, and the old key stays published for a while';
  return [alg, kid].filter((text) => text !== '').join('; ');
}

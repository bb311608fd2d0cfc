import { refusalOf, type Refusal } from '../../intake/refusal.js';

/** One entry of what somebody brings to be trusted: a certificate, not looked into yet, or why it is none. */
export type FoundTrust =
  | { readonly kind: 'certificate'; readonly alias: string | undefined; readonly der: Uint8Array }
  | { readonly kind: 'problem'; readonly alias: string | undefined; readonly problem: Refusal };

export function foundCertificate(der: Uint8Array, alias?: string): FoundTrust {
  return { kind: 'certificate', alias: alias === '' ? undefined : alias, der };
}

/** @throws the error itself when it is no refusal */
export function foundProblem(error: unknown, alias?: string): FoundTrust {
  return { kind: 'problem', alias: alias === '' ? undefined : alias, problem: refusalOf(error) };
}

/** @throws what is thrown and no refusal */
export function orProblem(read: () => readonly FoundTrust[], alias?: string): readonly FoundTrust[] {
  try {
    return read();
  } catch (error) {
    return [foundProblem(error, alias)];
  }
}

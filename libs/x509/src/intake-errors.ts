import { DomainError, type Reason } from '@certkeep/domain';

/** The request field that material comes in. */
export const materialField = 'material';
export const passphraseField = 'material.passphrase';

/** A refusal of material. */
export function refusal(reason: Reason, message: string, metadata: Readonly<Record<string, string>> = {}): DomainError {
  const field = reason.startsWith('PASSPHRASE_') ? passphraseField : materialField;
  return new DomainError(reason, message, { field, metadata });
}

import { DomainError, type Reason } from '@certkeep/domain';

/** The request field that material comes in. */
export const materialField = 'material';
export const passphraseField = 'material.passphrase';

/**
 * A refusal of material.
 * @param message gets its capital here, so that it can begin with the name of a file or with "the file"
 */
export function refusal(reason: Reason, message: string, metadata: Readonly<Record<string, string>> = {}): DomainError {
  const field = reason.startsWith('PASSPHRASE_') ? passphraseField : materialField;
  return new DomainError(reason, message.charAt(0).toUpperCase() + message.slice(1), { field, metadata });
}

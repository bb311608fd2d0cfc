import { DomainError } from './domain-error.js';
import { mostOfNameKey, nameKey } from './name-key.js';

interface TextRule {
  /** How people call the field, with its article: "a name". */
  readonly what: string;
  readonly least: number;
  /** In code points. */
  readonly most: number;
  readonly multiline?: true;
  /** It is stored with its key, which has a length of its own. */
  readonly hasKey?: true;
}

/** Controls, line and paragraph separators, and the marks that override or isolate the direction of text. */
const forbidden = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;
const loneSurrogate = /\p{Cs}/u;

/**
 * Text that people read: trimmed, in Unicode's NFC, without signs that hide or turn other signs around.
 * @param field path of the request field, for the error
 * @throws DomainError FIELD_INVALID
 */
export function parseText(text: string, field: string, { what, least, most, multiline, hasKey }: TextRule): string {
  const parsed = text.normalize('NFC').trim();
  const length = [...parsed].length;
  if (length < least) throw invalid(field, `${what} is missing. Enter one of ${least} to ${most} characters.`);
  if (length > most) throw invalid(field, `${what} has ${length} characters. Shorten it to ${most} at most.`);
  const shown = multiline ? parsed.replaceAll(/[\n\r\t]/g, ' ') : parsed;
  if (loneSurrogate.test(shown)) throw invalid(field, `${what} holds half of a character. Type it again.`);
  if (forbidden.test(shown)) {
    throw invalid(field, `${what} holds control characters or marks that turn text around. Remove them.`);
  }
  if (hasKey && [...nameKey(parsed)].length > mostOfNameKey) {
    throw invalid(field, `${what} has many signs that stand for whole phrases. Write fewer of them.`);
  }
  return parsed;
}

export function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

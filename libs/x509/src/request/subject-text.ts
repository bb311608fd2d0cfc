import { DomainError } from '@certkeep/domain';
import { attributeTypeNamed } from '../certificate/distinguished-name.js';

/** One part of a subject as it was written. */
export interface WrittenAttribute {
  /** Dotted. */
  readonly type: string;
  /** Text, or DER that stands there as it is. */
  readonly value: string | Uint8Array;
}

const mostCharacters = 2048;
/** Controls, halves of characters, and the marks that turn text around. */
const forbidden = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * Reads a subject as people write it (RFC 4514): `CN=api.example.org,O=Example\, Inc.`. Spaces beside separators count
 * for nothing.
 * @returns in the order of the text: the most specific part first
 * @throws DomainError FIELD_INVALID
 */
export function readSubjectText(text: string, field: string): readonly (readonly WrittenAttribute[])[] {
  if (text.length > mostCharacters) {
    throw invalid(field, `The subject is longer than ${mostCharacters.toLocaleString('en')} characters. Shorten it.`);
  }
  if (text.trim() === '') return [];
  return splitAt(text, ',').map((part) => splitAt(part, '+').map((attribute) => attributeOf(attribute, field)));
}

/** At separators that have no backslash before them. */
function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function attributeOf(text: string, field: string): WrittenAttribute {
  const equals = text.indexOf('=');
  if (equals < 0) {
    const part = text.trim() === '' ? 'An empty part' : `“${shown(text)}”`;
    throw invalid(
      field,
      `${part} in the subject has no “=”. Write parts like CN=api.example.org, with commas between them.`,
    );
  }
  const name = text.slice(0, equals).trim();
  const type = /^\d+(?:\.\d+)+$/.test(name) ? dottedType(name) : attributeTypeNamed(name);
  if (type === undefined) {
    throw invalid(
      field,
      `“${shown(name)}” in the subject is no known attribute. Write CN, O, OU, L, ST, C, or its dotted OID.`,
    );
  }
  const value = valueOf(withoutSpacesAround(text.slice(equals + 1)), name, field);
  if (value.length === 0) throw invalid(field, `${name} in the subject has no value. Enter one, or leave it out.`);
  return { type, value };
}

function dottedType(text: string): string | undefined {
  return /^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))*$/.test(text) && text.length <= 64
    ? text
    : undefined;
}

/** A space at the end stays when it has a backslash. */
function withoutSpacesAround(text: string): string {
  const trimmed = text.trimStart();
  const end = trimmed.trimEnd();
  const backslashes = /\\*$/.exec(end)?.[0].length ?? 0;
  return backslashes % 2 === 1 && end.length < trimmed.length ? `${end} ` : end;
}

function valueOf(text: string, name: string, field: string): string | Uint8Array {
  if (/^#(?:[0-9a-f]{2})+$/i.test(text)) return Buffer.from(text.slice(1), 'hex');
  const sign = /^#|(?<!\\)(?:\\\\)*([";<>])/.exec(text);
  if (sign !== null) {
    throw invalid(
      field,
      `${name} in the subject has “${sign[1] ?? '#'}” in it. Write a backslash before it: \\${sign[1] ?? '#'}`,
    );
  }
  const value = withoutEscapes(text);
  if (value === undefined) {
    throw invalid(
      field,
      `${name} in the subject has a backslash that stands before nothing it could mean. Write \\\\ for one.`,
    );
  }
  if (forbidden.test(value)) {
    throw invalid(
      field,
      `${name} in the subject holds control characters or marks that turn text around. Remove them.`,
    );
  }
  return value.normalize('NFC');
}

/** @returns undefined for an escape that RFC 4514 doesn't have, and for bytes that are no UTF-8 */
function withoutEscapes(text: string): string | undefined {
  const bytes = [...text.matchAll(/\\([0-9a-f]{2})|\\([ "#+,;<=>\\])|([^\\]+)|\\/gi)].map(([, hex, sign, plain]) => {
    if (hex !== undefined) return Buffer.from(hex, 'hex');
    const characters = sign ?? plain;
    return characters === undefined ? undefined : Buffer.from(characters);
  });
  const known = bytes.filter((part) => part !== undefined);
  if (known.length < bytes.length) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(known));
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  return [...text.trim()].slice(0, 40).join('');
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

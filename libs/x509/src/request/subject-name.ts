import { DomainError } from '@certkeep/domain';
import { onlyElement } from '../der/der-elements.js';
import { der, derIdentifier, derSequence, derSetOf } from '../der/der-writer.js';
import { readSubjectText, type WrittenAttribute } from './subject-text.js';

const utf8String = 0x0c;
const printableString = 0x13;
const ia5String = 0x16;

interface AttributeRule {
  readonly name: string;
  /** Characters, by RFC 5280 appendix A.1: authorities refuse longer ones. */
  readonly most?: number;
  readonly least?: number;
  readonly tag?: number;
}

/** What authorities take other than text of any length in UTF-8. */
const rules: Readonly<Record<string, AttributeRule>> = {
  '2.5.4.3': { name: 'The common name (CN)', most: 64 },
  '2.5.4.5': { name: 'The serial number', most: 64, tag: printableString },
  '2.5.4.6': { name: 'The country (C)', least: 2, most: 2, tag: printableString },
  '2.5.4.7': { name: 'The locality (L)', most: 128 },
  '2.5.4.8': { name: 'The state (ST)', most: 128 },
  '2.5.4.10': { name: 'The organization (O)', most: 64 },
  '2.5.4.11': { name: 'The organizational unit (OU)', most: 64 },
  '0.9.2342.19200300.100.1.25': { name: 'The domain component (DC)', most: 63, tag: ia5String },
  '1.2.840.113549.1.9.1': { name: 'The e-mail address', most: 255, tag: ia5String },
};

/** @param text RFC 4514 @returns DER of a Name (RFC 5280 section 4.1.2.4) @throws DomainError FIELD_INVALID */
export function subjectName(text: string, field: string): Uint8Array {
  const relativeNames = readSubjectText(text, field).toReversed();
  return derSequence(
    ...relativeNames.map((attributes) =>
      derSetOf(
        ...attributes.map((attribute) => derSequence(derIdentifier(attribute.type), valueBytes(attribute, field))),
      ),
    ),
  );
}

function valueBytes({ type, value }: WrittenAttribute, field: string): Uint8Array {
  if (typeof value !== 'string') return wellFormed(value, field);
  const { name, most, least = 1, tag = utf8String } = rules[type] ?? { name: '' };
  const { length } = [...value];
  if (most !== undefined && (length > most || length < least)) {
    const wanted = least === most ? `${most} letters` : `${most} characters at most`;
    throw invalid(field, `${name} has ${length} characters, and ${wanted} are allowed. Change it.`);
  }
  if (tag === printableString && !/^[A-Za-z0-9 '()+,./:=?-]+$/.test(value)) {
    throw invalid(field, `${name} can have letters of the Latin alphabet, digits and ' ( ) + , - . / : = ? alone.`);
  }
  if (tag === ia5String && /[^\x20-\x7e]/.test(value)) {
    throw invalid(field, `${name} can have signs of ASCII alone. Write a domain with its A-labels (xn--…).`);
  }
  return der(tag, Buffer.from(value));
}

function wellFormed(bytes: Uint8Array, field: string): Uint8Array {
  try {
    return onlyElement(bytes).bytes;
  } catch {
    throw invalid(field, 'A value with # in the subject is not one value in DER. Write it as text.');
  }
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('FIELD_INVALID', message, { field });
}

import { sequenceMembers, setMembers, type DerElement } from '../der/der-elements.js';
import { textOf } from '../der/der-text.js';
import { hexOf, objectIdentifier } from '../der/der-values.js';

/** One part of a name (RFC 5280 section 4.1.2.4). */
export interface NameAttribute {
  /** Dotted. */
  readonly type: string;
  /** Undefined for a value that is no text. */
  readonly text: string | undefined;
  readonly value: DerElement;
}

/** In the order of the certificate: the most general part first. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** Short names of RFC 4514 section 3, and those that certificates use beside them. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
const commonNameType = '2.5.4.3';

/** Long names, and older short ones, that people write for the same types (RFC 4519). */
const otherNames: Readonly<Record<string, string>> = {
  commonname: '2.5.4.3',
  surname: '2.5.4.4',
  countryname: '2.5.4.6',
  localityname: '2.5.4.7',
  stateorprovincename: '2.5.4.8',
  s: '2.5.4.8',
  streetaddress: '2.5.4.9',
  organizationname: '2.5.4.10',
  organizationalunitname: '2.5.4.11',
  givenname: '2.5.4.42',
  userid: '0.9.2342.19200300.100.1.1',
  domaincomponent: '0.9.2342.19200300.100.1.25',
  e: '1.2.840.113549.1.9.1',
};
const typesByName: ReadonlyMap<string, string> = new Map([
  ...Object.entries(otherNames),
  ...Object.entries(shortNames).map(([type, name]) => [name.toLowerCase(), type] as const),
]);

/** @returns the dotted type of a name like `CN`, in any case; undefined for one that isn't known */
export function attributeTypeNamed(name: string): string | undefined {
  return typesByName.get(name.toLowerCase());
}

/** @throws RangeError for what is no Name */
export function distinguishedName(element: DerElement | undefined): DistinguishedName {
  return sequenceMembers(element).map((relative) => setMembers(relative).map(attributeOf));
}

function attributeOf(element: DerElement): NameAttribute {
  const [type, value] = sequenceMembers(element);
  if (value === undefined) throw new RangeError('an attribute without a value');
  return { type: objectIdentifier(type), text: textOf(value), value };
}

/** @returns RFC 4514 text: the most specific part first */
export function distinguishedNameText(name: DistinguishedName): string {
  return name
    .toReversed()
    .map((relative) =>
      relative.map(({ type, text, value }) => `${shortNames[type] ?? type}=${valueText(text, value)}`).join('+'),
    )
    .join(',');
}

/** @returns the most specific common name, if there is one */
export function commonNameOf(name: DistinguishedName): string | undefined {
  return name.toReversed().flatMap((relative) => relative.filter(({ type }) => type === commonNameType))[0]?.text;
}

/** RFC 4514 section 2.4; what is no text is written as its bytes. */
function valueText(text: string | undefined, value: DerElement): string {
  if (text === undefined) return `#${hexOf(value.bytes)}`;
  // Most values need no escape.
  if (!/[\\"+,;<>\0]|^[ #]| $/.test(text)) return text;
  return text
    .replaceAll(/[\\"+,;<>]/g, (sign) => `\\${sign}`)
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, (sign) => `\\${sign}`)
    .replace(/ $/, '\\ ');
}

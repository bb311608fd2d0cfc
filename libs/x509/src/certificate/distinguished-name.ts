import type { Name } from '@peculiar/asn1-x509';

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
const commonNameOid = '2.5.4.3';

/** @returns RFC 4514 text: the most specific part first */
export function distinguishedNameText(name: Name): string {
  return [...name]
    .reverse()
    .map((relative) =>
      [...relative].map(({ type, value }) => `${shortNames[type] ?? type}=${escaped(value.toString())}`).join('+'),
    )
    .join(',');
}

/** @returns the most specific common name, if there is one */
export function commonNameOf(name: Name): string | undefined {
  for (const relative of [...name].reverse()) {
    for (const { type, value } of relative) if (type === commonNameOid) return value.toString();
  }
  return undefined;
}

/** RFC 4514 section 2.4. */
function escaped(value: string): string {
  return value
    .replaceAll(/[\\"+,;<>]/g, (sign) => `\\${sign}`)
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, (sign) => `\\${sign}`)
    .replace(/ $/, '\\ ');
}

import { DomainError } from '@certkeep/domain';
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Where to connect. */
export interface Endpoint {
  readonly scheme: 'https' | 'ldaps';
  /** A-labels in lower case, or an address as text, without brackets. */
  readonly host: string;
  readonly port: number;
}

const defaultPorts = { https: 443, ldaps: 636 } as const;
const longestUrl = 2048;
const form = /^(https|ldaps):\/\/([^/?#]*)(?:[/?#]|$)/i;

/**
 * Reads the URL of an HTTPS or LDAPS server. Addresses in other spellings (decimal, octal, hexadecimal, with fewer
 * parts, in other digits) become what they mean, by the rules that browsers have (WHATWG URL section 3.5), whatever
 * the scheme. Path and query are passed over: nothing is ever asked.
 * @throws DomainError FIELD_INVALID
 */
export function parseEndpointUrl(text: string, field: string): Endpoint {
  const trimmed = text.trim();
  const invalid = (why: string) =>
    new DomainError('FIELD_INVALID', `${why} Enter one such as https://api.example.org or ldaps://ldap.example.org.`, {
      field,
    });
  if (trimmed === '') throw invalid('The URL is missing.');
  if (trimmed.length > longestUrl)
    throw invalid(`The URL is longer than ${longestUrl.toLocaleString('en')} characters.`);
  if (/[\p{Cc}\p{Z}\\]/u.test(trimmed)) throw invalid('The URL has a space, a backslash or a control character in it.');
  const [, schemeText = '', authority = ''] = form.exec(trimmed) ?? [];
  if (schemeText === '') throw invalid('The URL must begin with https:// or ldaps://.');
  if (authority.includes('@')) throw invalid('The URL has a user name or password in it, which is never sent.');
  if (authority === '') throw invalid('The URL names no host.');
  const scheme = schemeText.toLowerCase() === 'ldaps' ? 'ldaps' : 'https';
  // Only of schemes that it knows does the parser put hosts into their one spelling.
  if (!URL.canParse(`https://${authority}/`)) throw invalid('The URL’s host or port can’t be understood.');
  const { hostname, port } = new URL(`https://${authority}/`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (host === '' || (isIP(host) === 0 && !isHostName(host))) throw invalid('The URL’s host can’t be understood.');
  return { scheme, host, port: portOf(authority, port, scheme, invalid) };
}

/** RFC 1123 section 2.1, and the underscore that some have all the same. */
function isHostName(host: string): boolean {
  return (
    host.length <= 253 &&
    host.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) &&
    !ipaddr.isValid(host)
  );
}

function portOf(
  authority: string,
  port: string,
  scheme: Endpoint['scheme'],
  invalid: (why: string) => DomainError,
): number {
  // The parser leaves out 443 as the port that goes without saying.
  if (port === '') return /:0*443$/.test(authority) ? 443 : defaultPorts[scheme];
  const number = Number(port);
  if (number < 1 || number > 65_535) throw invalid('The URL’s port is not between 1 and 65535.');
  return number;
}

/** The names of a certificate that a host name can be covered by (RFC 9525 section 6.2): never the common name. */
export interface PresentedNames {
  /** dNSName, as the certificate has them. */
  readonly dns: readonly string[];
  /** iPAddress, as text: dotted quads, RFC 5952. */
  readonly ip: readonly string[];
}

/**
 * Does a certificate with these names cover this host? By RFC 9525 section 6.3: whole labels, without regard to
 * case, a wildcard being the whole left-most label alone and standing for exactly one.
 * @param host A-labels, with or without the root's dot; or an address as text, in the certificate's spelling
 */
export function coversHost({ dns, ip }: PresentedNames, host: string): boolean {
  if (looksLikeAddress(host)) return ip.includes(host.toLowerCase());
  const wanted = host.toLowerCase().replace(/\.$/, '');
  if (!isHostName(wanted)) return false;
  return dns.some((name) => coversName(name.toLowerCase(), wanted));
}

function coversName(presented: string, wanted: string): boolean {
  const name = presented.replace(/\.$/, '');
  if (!name.startsWith('*.')) return isHostName(name) && name === wanted;
  const parent = name.slice(2);
  const [, ...rest] = wanted.split('.');
  // A wildcard over a whole top-level domain covers what nobody owns alone.
  return isHostName(parent) && parent.includes('.') && rest.join('.') === parent;
}

/** Letters, digits, hyphens and, as many have it, underscores (RFC 1123 section 2.1), in labels of 1 to 63. */
export function isHostName(name: string): boolean {
  return (
    name.length <= 253 &&
    name.split('.').every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !looksLikeAddress(name)
  );
}

/** The last label of a host name is never a number (RFC 1123 section 2.1, WHATWG URL section 3.5). */
function looksLikeAddress(host: string): boolean {
  return host.includes(':') || /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i.test(host);
}

/** Of a certificate's names those that can cover a host, in one spelling each: lower case, without the root's dot. */
export function coveringNames({ dns, ip }: PresentedNames): readonly string[] {
  const spelled = dns.map((name) => name.toLowerCase().replace(/\.$/, ''));
  const usable = spelled.filter((name) => isHostName(name.startsWith('*.') ? name.slice(2) : name));
  return [...new Set([...usable, ...ip])];
}

/** The spellings, as `coveringNames` gives them, of which a certificate needs one to cover the host. */
export function namesThatCover(host: string): readonly string[] {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const [, ...rest] = wanted.split('.');
  return looksLikeAddress(wanted) || rest.length < 2 ? [wanted] : [wanted, `*.${rest.join('.')}`];
}

/** Names that the one covers and the other doesn't, as the one spells them. */
export function namesNotCovered(by: PresentedNames, names: PresentedNames): readonly string[] {
  const there = coveringNames(by);
  return coveringNames(names).filter((name) => !there.includes(name) && !coversHost(by, name));
}

import ipaddr from 'ipaddr.js';

/** Says which addresses may be connected to. */
export interface AddressPolicy {
  /** @param address as text, IPv4 or IPv6 */
  permits(address: string): boolean;
}

/** An operator's range that can't be read. */
export class AddressRangeError extends Error {
  override readonly name = 'AddressRangeError';
}

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Permits what is reachable for everybody on the internet, and what the operator has opened. Everything else is refused:
 * loopback, link-local, private, shared and unique local addresses, multicast, and those that carry another address
 * inside (IPv4-mapped and -compatible, NAT64, 6to4, Teredo), which would lead around the rest (RFC 6890, RFC 4291).
 * @param allowedRanges addresses or ranges in CIDR notation, as in `10.20.0.0/16`; no shorter or octal spellings
 * @throws AddressRangeError
 */
export function createAddressPolicy(allowedRanges: readonly string[]): AddressPolicy {
  const allowed = allowedRanges.map(rangeOf);
  return {
    permits: (text) => {
      const address = addressOf(text);
      if (address === undefined) return false;
      return isPublic(address) || allowed.some((range) => isWithin(address, range));
    },
  };
}

/** @returns undefined for what is no address, and for one with a zone, which is link-local by its nature */
function addressOf(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (text.includes('%')) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** Never assigned to anybody's host, and not in the library's list. */
const furtherRanges: readonly Range[] = [
  '::/96',
  '64:ff9b:1::/48',
  'fec0::/10',
  '5f00::/16',
  '192.88.99.0/24',
  '192.175.48.0/24',
].map((text) => ipaddr.parseCIDR(text));

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  if (furtherRanges.some((range) => isWithin(address, range))) return false;
  // Of IPv6, only what has been given out to be routed (RFC 4291 section 2.4).
  return address.kind() === 'ipv4' || isWithin(address, globalUnicast);
}

const globalUnicast: Range = ipaddr.parseCIDR('2000::/3');

/** An IPv4 address in an IPv6 one is within what the operator has opened for IPv4. */
function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, range: Range): boolean {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && range[0].kind() === 'ipv4') {
    return isWithin(address.toIPv4Address(), range);
  }
  const [network, bits] = range;
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match([network, bits]);
  return network instanceof ipaddr.IPv6 && address.match([network, bits]);
}

function rangeOf(text: string): Range {
  // The library's own reading of ranges takes 10/8 for 0.0.0.10/8, and 012.0.0.0/8 for 10.0.0.0/8.
  const [, start = '', length] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const address = addressOf(start);
  if (address !== undefined) {
    const longest = address.kind() === 'ipv4' ? 32 : 128;
    const bits = length === undefined ? longest : Number(length);
    if (bits <= longest) return [address, bits];
  }
  throw new AddressRangeError(`“${text}” is no address range. Write it as in 10.20.0.0/16 or 2001:db8::/32.`);
}

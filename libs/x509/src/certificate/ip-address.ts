import { hexOf } from '../der/der-values.js';

/**
 * @param bytes 4 or 16 of them, or twice as many for an address and its mask (RFC 5280 sections 4.2.1.6, 4.2.1.10)
 * @returns dotted quad, or RFC 5952 text; hex for another number of bytes
 */
export function ipAddressText(bytes: Uint8Array): string {
  switch (bytes.length) {
    case 4:
      return bytes.join('.');
    case 16:
      return ipv6Text(bytes);
    case 8:
    case 32:
      return `${ipAddressText(bytes.subarray(0, bytes.length / 2))}/${maskText(bytes.subarray(bytes.length / 2))}`;
    default:
      return hexOf(bytes);
  }
}

/** The number of its leading ones, where they are all there are. */
function maskText(mask: Uint8Array): string {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? String(bits.lastIndexOf('1') + 1) : ipAddressText(mask);
}

/** RFC 5952 section 4: no leading zeros, the longest run of zeros shortened, the first of several. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':');
  const runs = text.match(/\b0(?::0\b)+/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

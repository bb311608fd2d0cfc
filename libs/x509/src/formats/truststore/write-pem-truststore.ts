import { certificatePem } from '../pem-blocks.js';
import { shownText } from './shown-text.js';
import { inOrder, type TruststoreEntry } from './truststore-entry.js';

/**
 * PEM of all certificates, each under a line with its alias: text outside of the armour is passed over by whoever reads
 * this (RFC 7468 section 2). UTF-8. The same entries give the same bytes.
 */
export function writePemTruststore(entries: readonly TruststoreEntry[]): Uint8Array {
  return Buffer.from(
    inOrder(entries)
      .map(({ alias, der }) => `# ${commentOf(alias)}\n${certificatePem(der)}`)
      .join('\n'),
  );
}

/** Stays one line, and never looks like armour. */
function commentOf(alias: string): string {
  return shownText(alias, ' ').replaceAll(/-{2,}/g, '-').trim();
}

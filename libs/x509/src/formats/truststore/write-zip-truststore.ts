import { zipSync, type ZipOptions, type Zippable } from 'fflate';
import { certificateFileNames } from './certificate-file-names.js';
import { inOrder, type TruststoreEntry } from './truststore-entry.js';

/** More take a form of ZIP that is not written here (APPNOTE section 4.3.14). */
const most = 65_535;
/** unzip takes names from elsewhere for ones in DOS's letters, whatever the ZIP says of them. */
const unix = 3;
/** A plain file that all may read and its owner may write. */
const readable = 0o100644 << 16;

/**
 * A ZIP of `.cer` files in DER, named by their aliases. The same entries give the same bytes: every file has the first
 * date that a ZIP can have, and none is compressed, which would gain little and differ from one version of the
 * compressor to the next.
 * @throws RangeError for more than 65,535 entries
 */
export function writeZipTruststore(entries: readonly TruststoreEntry[]): Uint8Array {
  if (entries.length > most) throw new RangeError('more entries than a ZIP has without extensions');
  const ordered = inOrder(entries);
  const names = certificateFileNames(ordered.map(({ alias }) => alias));
  // A ZIP has local times: this one is the same everywhere.
  const options: ZipOptions = { level: 0, mtime: new Date(1980, 0, 1), os: unix, attrs: readable };
  const files: Zippable = Object.fromEntries(ordered.map(({ der }, index) => [names[index] ?? '', [der, options]]));
  return zipSync(files);
}

import { refusal } from '../../intake/intake-errors.js';
import { fileKind } from '../file-kind.js';
import type { Source } from '../found-material.js';
import { UnknownCompressionError, unpacked, zipEntries, type ZipEntry } from '../zip/read-zip.js';
import { originOf } from '../read-sources.js';
import { foundProblem, type FoundTrust } from './found-trust.js';
import type { UnpackingBudget } from '../zip/unpacking-budget.js';
import { trustInFile } from './read-trust-file.js';

/** What one file of a ZIP holds. */
export interface TrustInZipFile {
  /** The file's path in the ZIP. */
  readonly path: string;
  readonly found: readonly FoundTrust[];
}

/**
 * Reads each file of a ZIP by itself: one that can't be read stands in nobody's way. Sizes are those that the ZIP's
 * directory tells, added up before anything is unpacked, and nothing is unpacked to more.
 * @param unpacking spent on all ZIPs of one import together
 * @throws DomainError MATERIAL_UNREADABLE, TOO_LARGE
 */
export function* trustInZip(
  content: Uint8Array,
  source: Source,
  unpacking: UnpackingBudget,
): Generator<TrustInZipFile, void> {
  const files = entriesOf(content, source.origin).filter(({ name }) => !isPassedOver(name));
  unpacking.spend(files);
  for (const file of files) {
    const inFile = { ...source, name: file.name, origin: originOf(file.name) };
    yield { path: file.name, found: trustOf(file, inFile) };
  }
}

function entriesOf(content: Uint8Array, origin: string): readonly ZipEntry[] {
  try {
    return zipEntries(content);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal('MATERIAL_UNREADABLE', `${origin} is a damaged ZIP, or one in several parts. Pack it again.`);
  }
}

/** Folders, and what operating systems leave in them. */
function isPassedOver(path: string): boolean {
  return /\/$|^__MACOSX\/|(?:^|\/)\.[^/.][^/]*$/.test(path);
}

function trustOf(file: ZipEntry, source: Source): readonly FoundTrust[] {
  try {
    refuseStrangePath(file.name);
    const content = contentOf(file);
    const found = fileKind(content);
    if (found.kind === 'zip') throw refusal('MATERIAL_UNREADABLE', 'This is a ZIP in a ZIP. Import it by itself.');
    return trustInFile(found, content, source);
  } catch (error) {
    return [foundProblem(error)];
  }
}

/** Nothing is written to it; but an honest ZIP has none like this. */
function refuseStrangePath(path: string): void {
  if (!/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(path)) return;
  throw refusal('MATERIAL_UNREADABLE', 'The path of this file leads out of the ZIP. Pack it again without such paths.');
}

function contentOf(file: ZipEntry): Uint8Array {
  if (file.isEncrypted) {
    throw refusal('MATERIAL_UNREADABLE', 'This file of the ZIP is encrypted. Pack it again without a password.');
  }
  try {
    return unpacked(file);
  } catch (error) {
    if (error instanceof UnknownCompressionError) {
      throw refusal('MATERIAL_UNREADABLE', 'This file of the ZIP is packed in an unusual way. Pack it with deflate.');
    }
    if (!(error instanceof RangeError)) throw error;
    throw refusal('MATERIAL_UNREADABLE', 'This file of the ZIP is damaged. Pack it again.');
  }
}

import type { ParsedCertificate } from '../certificate/facts.js';
import { fileKind, pasteKind } from '../formats/file-kind.js';
import type { Source } from '../formats/found-material.js';
import { RoundBudget } from '../formats/pkcs12/round-budget.js';
import { UnpackingBudget } from '../formats/zip/unpacking-budget.js';
import { originOf, refuseTooManyBytes } from '../formats/read-sources.js';
import { foundProblem, type FoundTrust } from '../formats/truststore/found-trust.js';
import { trustInFile } from '../formats/truststore/read-trust-file.js';
import { trustInZip } from '../formats/truststore/read-trust-zip.js';
import { parsed, refuseTooLarge, refusingWhatThrows } from './inspect-material.js';
import { refusal } from './intake-errors.js';
import type { BroughtMaterial, IntakeLimits } from './material.js';
import { refusalOf, type Refusal } from './refusal.js';

/** One entry of what somebody brings to be trusted. */
export type TrustedEntry = {
  /** How it is called in what was brought, for people: an alias, a file's path, `bundle.pem #3`. */
  readonly name: string;
} & (
  | {
      readonly kind: 'certificate';
      /** What it could be called, as it stands there: neither checked nor unique. Undefined when nothing tells. */
      readonly alias: string | undefined;
      readonly certificate: ParsedCertificate;
    }
  | { readonly kind: 'problem'; readonly problem: Refusal }
);

/** How many entries are read, of how many; 0 while that is not known. */
export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
}

/** Entries between two words of how far it is. */
const toldAfter = 100;

/** How much of it is read, at the most. */
export type TrustLimits = Omit<IntakeLimits, 'keys'>;

/** `certificates` are entries of one import here, `bytes` those of the upload and again of all that it unpacks to. */
export const defaultTrustLimits: TrustLimits = {
  bytes: 64 * 1024 * 1024,
  certificateBytes: 512 * 1024,
  certificates: 20_000,
  derivationRounds: 2_000_000,
};

/**
 * Everything to be trusted in files or a paste: PEM, DER, PKCS#7, PKCS#12, JKS, and a ZIP of any of these, in the order
 * it stands there. Of several files, of a ZIP and of a bundle each entry has its own verdict; a single file that can't
 * be opened at all is refused. Judges nothing: expired and weak certificates are certificates too.
 * @throws DomainError MATERIAL_UNREADABLE, NO_CERTIFICATE, PASSPHRASE_REQUIRED, PASSPHRASE_WRONG, ENCODING_MISMATCH,
 * TOO_LARGE
 * @param tell is told now and then how far it is
 */
export function readTrustedEntries(
  input: BroughtMaterial,
  limits: TrustLimits = defaultTrustLimits,
  tell: (progress: ReadingProgress) => void = () => undefined,
): readonly TrustedEntry[] {
  return refusingWhatThrows(() => {
    const entries: TrustedEntry[] = [];
    refuseTooManyBytes(input, limits);
    for (const place of trustIn(input, limits)) {
      refuseTooMany(entries.length + place.found.length, limits);
      const total = place.isOneOfMany ? 0 : place.found.length;
      place.found.forEach((found, index) => {
        entries.push(entryOf(found, index, place, limits));
        if (entries.length % toldAfter === 0) tell({ done: entries.length, total });
      });
    }
    if (entries.length === 0) {
      throw refusal('NO_CERTIFICATE', 'There is no certificate in this. Choose a file or bundle that has one.');
    }
    return entries;
  });
}

/** What stands in one place: a file, a file in a ZIP, a paste. */
interface TrustInPlace {
  /** The file's path, or empty for a paste. */
  readonly path: string;
  /** There are others, so that an alias alone doesn't tell where it stands. */
  readonly isOneOfMany: boolean;
  readonly found: readonly FoundTrust[];
}

function* trustIn(input: BroughtMaterial, limits: TrustLimits): Generator<TrustInPlace, void> {
  const { passphrase } = input;
  const budget = new RoundBudget(limits.derivationRounds);
  if (input.kind === 'paste') {
    const source: Source = { name: '', origin: 'the pasted text', passphrase, budget };
    const found = trustInFile(pasteKind(input.text, input.encoding), new Uint8Array(), source);
    yield { path: '', isOneOfMany: false, found };
    return;
  }
  const unpacking = new UnpackingBudget({ files: limits.certificates, bytes: limits.bytes });
  const isOneOfMany = input.files.length > 1;
  for (const { name, content } of input.files) {
    const source: Source = { name, origin: originOf(name), passphrase, budget };
    try {
      yield* trustInOneFile(content, source, isOneOfMany, unpacking);
    } catch (error) {
      if (!isOneOfMany) throw error;
      yield { path: name, isOneOfMany, found: [foundProblem(error)] };
    }
  }
}

function* trustInOneFile(
  content: Uint8Array,
  source: Source,
  isOneOfMany: boolean,
  unpacking: UnpackingBudget,
): Generator<TrustInPlace, void> {
  const kind = fileKind(content);
  if (kind.kind === 'zip') {
    for (const inFile of trustInZip(content, source, unpacking)) yield { ...inFile, isOneOfMany: true };
  } else {
    yield { path: source.name, isOneOfMany, found: trustInFile(kind, content, source) };
  }
}

function refuseTooMany(count: number, { certificates }: TrustLimits): void {
  if (count <= certificates) return;
  throw refusal(
    'TOO_LARGE',
    `There are more than ${certificates.toLocaleString('en')} entries here, and one import may have no more. Import them in parts.`,
    { limit: 'truststore_entries', limit_value: String(certificates) },
  );
}

function entryOf(found: FoundTrust, index: number, place: TrustInPlace, limits: TrustLimits): TrustedEntry {
  const name = entryName(found.alias, index, place);
  if (found.kind === 'problem') return { kind: 'problem', name, problem: found.problem };
  try {
    const origin = `“${name}”`;
    refuseTooLarge(found.der, origin, limits);
    const certificate = parsed(found.der, origin);
    const isAlone = place.found.length === 1;
    return { kind: 'certificate', name, alias: found.alias ?? (isAlone ? stemOf(place.path) : undefined), certificate };
  } catch (error) {
    return { kind: 'problem', name, problem: refusalOf(error) };
  }
}

function entryName(alias: string | undefined, index: number, { path, isOneOfMany, found }: TrustInPlace): string {
  if (alias !== undefined) return isOneOfMany && found.length > 1 ? `${path}: ${alias}` : alias;
  if (found.length === 1 && path !== '') return path;
  return `${path} #${index + 1}`.trimStart();
}

/** `roots/Root CA.cer` is of Root CA. */
function stemOf(path: string): string | undefined {
  const stem = /([^/\\]+?)(?:\.(?:cer|crt|der|pem|p7b|p7c|p12|pfx|jks))?$/i.exec(path)?.[1];
  return stem === undefined || stem.trim() === '' ? undefined : stem;
}

import type { ParsedCertificate } from '../certificate/facts.js';
import { candidatesForLeaf, orderChain } from '../chain/chain-order.js';
import { newest } from '../chain/find-leaf.js';
import { certificateFrame } from '../certificate/certificate-frame.js';
import { RoundBudget } from '../formats/pkcs12/round-budget.js';
import { readFile } from '../formats/read-sources.js';
import { publicKeyIdentity } from '../key/key-match.js';
import type { OpenedKey } from '../key/read-private-key.js';
import { openKeys, parseAll, refusingWhatThrows } from './inspect-material.js';
import { refusal } from './intake-errors.js';
import { intakeWarnings } from './intake-warnings.js';
import type { Inspection, IntakeLimits, MaterialFile } from './material.js';
import { refusalOf, type Refusal } from './refusal.js';

/** What many files are together. */
export interface SortedFiles {
  readonly bundles: readonly FileBundle[];
  readonly refused: readonly { readonly file: number; readonly refusal: Refusal }[];
}

/** One certificate to be, with all that belongs to it. */
export interface FileBundle {
  /** By their place in the list: the one that holds the leaf first, then key and chain, wherever they were. */
  readonly files: readonly number[];
  readonly inspection: Inspection;
}

/** A key with what tells it from all others. */
interface IdentifiedKey extends OpenedKey {
  readonly identity: string;
}

interface ReadFile {
  readonly file: number;
  readonly certificates: readonly ParsedCertificate[];
  readonly keys: readonly IdentifiedKey[];
  readonly sources: Inspection['sources'];
}

/** A private key is asked to be derived once for each file, so that more rounds are spent than on one upload. */
const budgetFactor = 10;

/**
 * Sorts many files into certificates: keys are paired with certificates by the key itself, chains are made of whatever
 * is there, and a file that can't be read stands in nobody's way.
 * @throws DomainError TOO_LARGE when all of it together asks for too much derivation
 */
export function sortFiles(
  files: readonly MaterialFile[],
  passphrase: string | undefined,
  limits: IntakeLimits,
): SortedFiles {
  const budget = new RoundBudget(limits.derivationRounds * budgetFactor);
  const read: ReadFile[] = [];
  const refused: { file: number; refusal: Refusal }[] = [];
  files.forEach((content, file) => {
    try {
      read.push(refusingWhatThrows(() => readOne(content, file, passphrase, limits, budget)));
    } catch (error) {
      refused.push({ file, refusal: refusalOf(error) });
    }
  });
  const { paired, orphans } = withoutOrphans(read);
  for (const { file } of orphans) refused.push({ file, refusal: refusalOf(orphanedKey()) });
  return { bundles: bundlesOf(paired), refused: refused.sort((one, other) => one.file - other.file) };
}

function readOne(
  content: MaterialFile,
  file: number,
  passphrase: string | undefined,
  limits: IntakeLimits,
  budget: RoundBudget,
): ReadFile {
  refuseLargeFile(content, limits);
  const found = readFile(content, passphrase, budget);
  const { certificates } = parseAll(found.certificates, limits);
  const keys = openKeys(found, passphrase, budget).map((key) => ({ ...key, identity: publicKeyIdentity(key.spki) }));
  return { file, certificates, keys, sources: found.sources };
}

function refuseLargeFile({ content }: MaterialFile, { bytes }: IntakeLimits): void {
  if (content.length <= bytes) return;
  throw refusal(
    'TOO_LARGE',
    `This file has ${content.length.toLocaleString('en')} bytes, and one may have ${bytes.toLocaleString('en')}.`,
    { limit: 'upload_bytes', limit_value: String(bytes), size: String(content.length) },
  );
}

/** A key that belongs to nothing is an error of its file; without that file, another key may be left alone. */
function withoutOrphans(read: readonly ReadFile[]): { paired: readonly ReadFile[]; orphans: readonly ReadFile[] } {
  let paired = read;
  for (;;) {
    const certified = new Set(paired.flatMap(({ certificates }) => certificates.map(identityOf)));
    const left = paired.filter(({ keys }) => keys.every(({ identity }) => certified.has(identity)));
    if (left.length === paired.length) break;
    paired = left;
  }
  const isPaired = new Set(paired);
  return { paired, orphans: read.filter((file) => !isPaired.has(file)) };
}

function identityOf({ der }: ParsedCertificate): string {
  return publicKeyIdentity(certificateFrame(der).publicKeyInfo.bytes);
}

function orphanedKey(): Error {
  return refusal(
    'KEY_MISMATCH',
    'The private key in this file belongs to none of the certificates here. Add the certificate that was made for it.',
  );
}

function bundlesOf(files: readonly ReadFile[]): readonly FileBundle[] {
  const all = [
    ...new Map(files.flatMap(({ certificates }) => certificates).map((each) => [each.facts.sha256, each])).values(),
  ];
  const keys = new Map(files.flatMap((file) => file.keys).map((key) => [key.identity, key]));
  const byKey = Map.groupBy(all, identityOf);
  const leaves = new Map<ParsedCertificate, IdentifiedKey | undefined>();
  for (const [identity, key] of keys) {
    const ofKey = byKey.get(identity) ?? [];
    const leaf = newest(candidatesForLeaf(ofKey)) ?? newest(ofKey);
    if (leaf !== undefined) leaves.set(leaf, key);
  }
  for (const certificate of all) {
    if (certificate.facts.basicConstraints?.ca !== true && !leaves.has(certificate)) leaves.set(certificate, undefined);
  }
  const bundles = [...leaves].map(([leaf, key]) => bundleOf(leaf, key, all, files));
  const taken = new Set(bundles.flatMap(fingerprintsOf));
  // What is left are authorities that none of these was issued by: each file is one, to be trusted.
  for (const { certificates } of files) {
    const left = certificates.filter(({ facts }) => !taken.has(facts.sha256));
    const leaf = newest(candidatesForLeaf(left)) ?? newest(left);
    if (leaf === undefined) continue;
    const bundle = bundleOf(leaf, undefined, left, files);
    bundles.push(bundle);
    for (const fingerprint of fingerprintsOf(bundle)) taken.add(fingerprint);
  }
  return bundles.sort((one, other) => (one.files[0] ?? 0) - (other.files[0] ?? 0));
}

function fingerprintsOf({ inspection: { leaf, chain } }: FileBundle): readonly string[] {
  return [leaf, ...chain].map(({ facts }) => facts.sha256);
}

function bundleOf(
  leaf: ParsedCertificate,
  key: IdentifiedKey | undefined,
  all: readonly ParsedCertificate[],
  files: readonly ReadFile[],
): FileBundle {
  const ordered = orderChain(
    leaf,
    all.filter((certificate) => certificate !== leaf),
  );
  const holds = (certificate: ParsedCertificate) => (file: ReadFile) =>
    file.certificates.some(({ facts }) => facts.sha256 === certificate.facts.sha256);
  const parts = [
    ...files.filter(holds(leaf)),
    ...files.filter((file) => key !== undefined && file.keys.some(({ identity }) => identity === key.identity)),
    ...ordered.chain.flatMap((certificate) => files.filter(holds(certificate))),
  ];
  return {
    files: [...new Set(parts.map(({ file }) => file))],
    inspection: {
      leaf,
      chain: ordered.chain,
      privateKey: key && { pkcs8: key.pkcs8, facts: key.facts, wasEncrypted: key.wasEncrypted },
      // Other certificates are other people's here, not strangers.
      warnings: intakeWarnings({
        leaf,
        ordered: { ...ordered, strangers: [], alternatives: [] },
        duplicates: 0,
        hasKey: key !== undefined,
      }),
      sources: [...new Set(parts)].flatMap(({ sources }) => sources),
    },
  };
}

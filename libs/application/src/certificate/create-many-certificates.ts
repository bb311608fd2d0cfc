import { certificateNameFrom, DomainError, nameKey, type EnvironmentId } from '@certkeep/domain';
import { errorOf, type FileBundle, type MaterialFile } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate } from './certificate.js';
import { freeName } from './free-name.js';
import type { MaterialReader } from './material-reader.js';
import {
  storeCertificate,
  type StoreCertificatePorts,
  type StoredCertificate,
  type StoreWarning,
} from './store-certificate.js';

export interface CreateManyInput {
  readonly files: readonly MaterialFile[];
  readonly passphrase: string | undefined;
  readonly allowExpired: boolean;
  /** Of every definition; none: each is its certificate's default one. */
  readonly environmentIds: readonly EnvironmentId[];
  /** Verdicts, and nothing stored. */
  readonly validateOnly: boolean;
}

/** What became of one file. */
export interface FileVerdict {
  readonly fileName: string;
  readonly outcome:
    | { readonly kind: 'certificate'; readonly certificate: Certificate; readonly warnings: readonly StoreWarning[] }
    | { readonly kind: 'refused'; readonly error: DomainError };
}

export type BatchEvent =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'verdict'; readonly verdict: FileVerdict }
  | { readonly kind: 'summary'; readonly created: number; readonly refused: number };

interface Ports extends StoreCertificatePorts {
  readonly materials: MaterialReader;
}

/** Files of one call. */
const mostFiles = 1000;
/** Bytes of one call, all files together. */
const mostBytes = 3 * 1024 * 1024;

/**
 * Makes certificates of many files, each in a transaction of its own: a bad file stands in nobody's way. Tells how far
 * it is after each certificate, and a verdict for every file.
 * @throws DomainError TOO_LARGE, FIELD_INVALID
 */
export const createManyCertificates = (ports: Ports) =>
  async function* (call: Call, input: CreateManyInput, signal: AbortSignal): AsyncGenerator<BatchEvent, undefined> {
    refuseTooMuch(input.files);
    const { files } = input;
    const { bundles, refused } = await ports.materials.sort(files, input.passphrase);
    const told = new Set<number>();
    const counts = { created: 0, refused: refused.length };
    const verdictsOf = function* (indexes: readonly number[], outcome: FileVerdict['outcome']): Generator<BatchEvent> {
      for (const index of indexes.filter((each) => !told.has(each))) {
        told.add(index);
        yield { kind: 'verdict', verdict: { fileName: files[index]?.name ?? '', outcome } };
      }
      yield { kind: 'progress', done: told.size, total: files.length };
    };
    yield { kind: 'progress', done: 0, total: files.length };
    for (const { file, refusal } of refused) yield* verdictsOf([file], { kind: 'refused', error: errorOf(refusal) });
    const namesTaken = new Set<string>();
    for (const bundle of bundles) {
      // What is stored stays stored; a caller that has gone gets no more.
      if (signal.aborted) return;
      const outcome = await storedOr(ports, call, input, bundle, namesTaken);
      if (outcome.kind === 'certificate') counts.created += 1;
      else counts.refused += 1;
      yield* verdictsOf(bundle.files, outcome);
    }
    yield { kind: 'summary', ...counts };
  };

async function storedOr(
  ports: Ports,
  call: Call,
  { allowExpired, environmentIds, validateOnly }: CreateManyInput,
  { inspection }: FileBundle,
  namesTaken: Set<string>,
): Promise<FileVerdict['outcome']> {
  const { sha256 } = inspection.leaf.facts;
  try {
    const stored: StoredCertificate = await storeCertificate(ports)(callFor(call, sha256), {
      inspection,
      nameIn: (transaction, requested) =>
        freeName(transaction, requested ?? certificateNameFrom(inspection.leaf.facts), namesTaken),
      description: '',
      labels: {},
      alias: undefined,
      environmentIds,
      source: 'FILE',
      allowExpired,
      primary: false,
      validateOnly,
    });
    namesTaken.add(nameKey(stored.certificate.name));
    return { kind: 'certificate', ...stored };
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', error };
    throw error;
  }
}

/** Each certificate of a repeated call answers with its own first result. */
function callFor(call: Call, sha256: string): Call {
  return call.idempotencyKey === undefined
    ? call
    : { ...call, idempotencyKey: `${call.idempotencyKey} ${sha256.slice(0, 32)}` };
}

function refuseTooMuch(files: readonly MaterialFile[]): void {
  if (files.length === 0) {
    throw new DomainError('FIELD_INVALID', 'There are no files. Send at least one.', { field: 'files' });
  }
  if (files.length > mostFiles) {
    throw new DomainError(
      'TOO_LARGE',
      `There are ${files.length} files here, and one call may have ${mostFiles}. Send them in several calls.`,
      { field: 'files', metadata: { limit: 'batch_files', limit_value: String(mostFiles) } },
    );
  }
  const bytes = files.reduce((total, { content }) => total + content.length, 0);
  if (bytes > mostBytes) {
    throw new DomainError(
      'TOO_LARGE',
      `The files have ${bytes.toLocaleString('en')} bytes, and one call may have ${mostBytes.toLocaleString('en')}. Send them in several calls.`,
      { field: 'files', metadata: { limit: 'batch_bytes', limit_value: String(mostBytes) } },
    );
  }
}

import type { Certificate, FileVerdict, Warning } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';
import type { ChosenFile } from '../../parts/chosen-file.js';
import { bytesOf, mebibytes, readFiles } from './material-input.js';

/** What became, or would become, of one file. */
export interface BatchRow {
  readonly id: string;
  readonly fileName: string;
  /** What the file is, or is part of. */
  readonly certificate?: Certificate | undefined;
  readonly problem?: string | undefined;
  /** The certificate that is here already and is the same. */
  readonly existing?: { readonly id: string; readonly name: string } | undefined;
  /** Said once for each certificate, beside the first of its files. */
  readonly warnings: readonly Warning[];
}

/** More files than this are hardly one certificate with its key and chain. */
const mostFilesOfOne = 3;
const mostFiles = 1000;
const mostBytes = 3 * 1024 * 1024;

/** Whether files that were chosen are taken for several certificates, until somebody says otherwise. */
export function areSeveral(files: readonly ChosenFile[]): boolean {
  return files.length > mostFilesOfOne || files.some(({ path }) => path.includes('/'));
}

/** @returns why these files can't be sent in one go, or undefined */
export function tooMuch(files: readonly ChosenFile[]): string | undefined {
  const limits = `A batch takes at most ${mostFiles.toLocaleString('en')} files and ${mostBytes / 1024 / 1024} MiB`;
  if (files.length > mostFiles) {
    return `These are ${files.length.toLocaleString('en')} files. ${limits}: choose fewer at a time.`;
  }
  if (bytesOf(files) > mostBytes) {
    return `These files have ${mebibytes(bytesOf(files))}. ${limits}: choose fewer at a time.`;
  }
  return undefined;
}

/** Many files on their way in: first what they are, then what became of them. */
export class Batch {
  rows = $state.raw<readonly BatchRow[]>([]);
  state = $state<'idle' | 'looking' | 'looked' | 'creating' | 'created'>('idle');
  done = $state(0);
  total = $state(0);
  /** Certificates that would be created, or were. */
  created = $state(0);
  refused = $state(0);
  failure = $state.raw<Failure | undefined>();
  /** It failed while certificates were being created: some may be here now. */
  mayHaveCreated = $state(false);
  /** For every encrypted key and store; kept nowhere. */
  passphrase = $state('');
  needsPassphrase = $state(false);
  /** What the passphrase did not open. */
  passphraseError = $state<string | undefined>();
  readonly isBusy = $derived(this.state === 'looking' || this.state === 'creating');
  private latest = 0;
  private looking: AbortController | undefined;

  look(files: readonly ChosenFile[], environmentIds: readonly string[] = []): Promise<void> {
    return this.run(files, environmentIds, true);
  }

  create(files: readonly ChosenFile[], environmentIds: readonly string[] = []): Promise<void> {
    return this.run(files, environmentIds, false);
  }

  /** Looks no further. What is being created goes on to its end. */
  forget(): void {
    this.latest += 1;
    this.looking?.abort();
    this.passphrase = '';
    this.needsPassphrase = false;
    this.passphraseError = undefined;
    this.rows = [];
    this.state = 'idle';
    this.failure = undefined;
  }

  /** Of several runs under way the newest counts. */
  private async run(files: readonly ChosenFile[], environmentIds: readonly string[], validateOnly: boolean) {
    const turn = ++this.latest;
    this.looking?.abort();
    const abort = new AbortController();
    if (validateOnly) this.looking = abort;
    this.state = validateOnly ? 'looking' : 'creating';
    this.failure = undefined;
    this.done = 0;
    this.total = files.length;
    const { passphrase } = this;
    try {
      const { read, unread } = await readFiles(files);
      const rows: BatchRow[] = unread.map(unreadRow);
      const request = { files: { files: read }, passphrase, environmentIds: [...environmentIds], validateOnly };
      const counts = { created: 0, refused: 0 };
      const verdicts: FileVerdict[] = [];
      // Where nothing could be read there is nothing to ask.
      const events = read.length === 0 ? [] : certificates.batchCreateCertificates(request, { signal: abort.signal });
      for await (const { event } of events) {
        if (event.case === 'verdict') verdicts.push(event.value);
        else if (event.case === 'summary') Object.assign(counts, event.value);
        else if (event.case === 'progress' && turn === this.latest) this.done = unread.length + event.value.done;
      }
      if (turn !== this.latest) return;
      rows.push(...rowsOf(verdicts));
      this.rows = rows;
      this.created = counts.created;
      this.refused = counts.refused + unread.length;
      this.judgePassphrase(verdicts, passphrase);
      this.state = validateOnly ? 'looked' : 'created';
      if (!validateOnly) this.passphrase = '';
    } catch (error) {
      if (turn !== this.latest) return;
      this.failure = failureOf(error);
      this.mayHaveCreated = !validateOnly;
      // Nobody knows how far it came: what is here by now has to be looked at again.
      this.state = 'idle';
      this.rows = [];
    }
  }

  private judgePassphrase(verdicts: readonly FileVerdict[], passphrase: string): void {
    const closed = verdicts.filter(({ problem }) => problem?.field === 'material.passphrase').length;
    this.needsPassphrase = closed > 0 || passphrase !== '';
    this.passphraseError =
      closed > 0 && passphrase !== ''
        ? `It does not open ${closed === 1 ? 'one of the files' : `${closed} of the files`}. The others are not affected.`
        : undefined;
  }
}

function unreadRow(path: string): BatchRow {
  const problem = 'The browser could not read this file. Check that it is still where it was, and choose it again.';
  return { id: `unread ${path}`, fileName: path, problem, warnings: [] };
}

function rowsOf(verdicts: readonly FileVerdict[]): readonly BatchRow[] {
  const ids = verdicts.map(({ certificate }) => certificate?.id);
  return verdicts.map(({ fileName, certificate, problem, warnings }, index) => {
    const isFirst = certificate !== undefined && ids.indexOf(certificate.id) === index;
    const { existing_id: id, existing_name: name } = problem?.metadata ?? {};
    return {
      id: String(index),
      fileName,
      certificate,
      problem: problem?.message,
      existing: id !== undefined && name !== undefined ? { id, name } : undefined,
      warnings: isFirst ? warnings.filter(({ code }) => code !== 'TRUST_ONLY') : [],
    };
  });
}

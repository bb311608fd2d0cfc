import type { FileVerdict } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';

/** What became, or would become, of one file. */
export interface BatchRow {
  readonly id: string;
  readonly fileName: string;
  readonly verdict: FileVerdict;
  /** The first of the files that its certificate is made of: what is to say of that is said here. */
  readonly isFirst: boolean;
}

/** More files than this are hardly one certificate with its key and chain. */
const mostFilesOfOne = 3;
const mostFiles = 1000;
const mostBytes = 3 * 1024 * 1024;

export function areSeveral(files: readonly File[]): boolean {
  return files.length > mostFilesOfOne;
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
  /** For every encrypted key and store; kept nowhere. */
  passphrase = $state('');
  needsPassphrase = $state(false);
  private latest = 0;

  /** @returns why these can't be sent in one go, or undefined */
  tooMuch(files: readonly File[]): string | undefined {
    if (files.length > mostFiles) return `These are ${files.length} files; choose at most ${mostFiles} at a time.`;
    const bytes = files.reduce((total, { size }) => total + size, 0);
    if (bytes <= mostBytes) return undefined;
    return `These files have ${(bytes / 1024 / 1024).toFixed(1)} MiB; choose at most 3 MiB at a time.`;
  }

  look(files: readonly File[]): Promise<void> {
    return this.run(files, true);
  }

  create(files: readonly File[]): Promise<void> {
    return this.run(files, false);
  }

  forget(): void {
    this.latest += 1;
    this.passphrase = '';
    this.rows = [];
    this.state = 'idle';
    this.failure = undefined;
  }

  /** Of several runs under way the newest counts. */
  private async run(files: readonly File[], validateOnly: boolean): Promise<void> {
    const turn = ++this.latest;
    const before = this.state;
    this.state = validateOnly ? 'looking' : 'creating';
    this.failure = undefined;
    this.done = 0;
    this.total = files.length;
    const rows: BatchRow[] = [];
    try {
      const content = await Promise.all(
        files.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
      );
      const request = { files: { files: content }, passphrase: this.passphrase, validateOnly };
      for await (const { event } of certificates.batchCreateCertificates(request)) {
        if (turn !== this.latest) return;
        switch (event.case) {
          case 'progress':
            this.done = event.value.done;
            break;
          case 'verdict':
            rows.push(rowOf(event.value, rows));
            break;
          case 'summary':
            this.created = event.value.created;
            this.refused = event.value.refused;
            break;
        }
      }
      if (turn !== this.latest) return;
      this.rows = rows;
      this.needsPassphrase ||= rows.some(({ verdict }) => verdict.problem?.field === 'material.passphrase');
      this.state = validateOnly ? 'looked' : 'created';
      if (!validateOnly) this.passphrase = '';
    } catch (error) {
      if (turn !== this.latest) return;
      this.failure = failureOf(error);
      this.state = before === 'looking' ? 'idle' : before;
    }
  }
}

function rowOf(verdict: FileVerdict, before: readonly BatchRow[]): BatchRow {
  const { certificate, fileName } = verdict;
  const isFirst = !before.some((row) => row.verdict.certificate?.id === certificate?.id);
  return { id: String(before.length), fileName, verdict, isFirst };
}

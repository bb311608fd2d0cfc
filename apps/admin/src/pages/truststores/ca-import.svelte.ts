import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  TrustedCaProgress_Phase as Phase,
  type ImportTrustedCasRequestSchema,
  type ImportTrustedCasResponse,
  type TrustedCaVerdict,
} from '@certkeep/contracts/connect';
import { failureOf, type Failure } from '../../client/rpc-error.js';
import type { ChosenFile } from '../../parts/chosen-file.js';
import { readFiles } from '../certificates-new/material-input.js';
import { verdictRows, type VerdictRow } from './verdict-row.js';

type Request = MessageInitShape<typeof ImportTrustedCasRequestSchema>;
/** Asks the server, which answers certificate by certificate. */
export type AskToImport = (
  request: Request,
  options: { signal: AbortSignal },
) => AsyncIterable<ImportTrustedCasResponse>;

/** How many certificates became what, or would. */
export interface ImportCounts {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
}

const nothing: ImportCounts = { added: 0, updated: 0, unchanged: 0, refused: 0 };
const typingPause = 250;
/** Verdicts between two looks at how many there are. */
const countingStep = 100;

/** How far it is. Each certificate is read, then stored (or as if it were), then told of. */
export interface CaProgress {
  readonly deed: 'read' | 'stored' | 'told';
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
}

const deeds = ['read', 'stored', 'told'] as const;

/** From 0 to 1, of everything; undefined while that is not known. */
export function shareOf({ deed, done, total }: CaProgress): number | undefined {
  if (total === 0) return undefined;
  return (deeds.indexOf(deed) + Math.min(1, done / total)) / deeds.length;
}

/** CAs on their way into a truststore: first what would become of each, then what became of it. */
export class CaImport {
  source = $state<'files' | 'paste'>('files');
  files = $state.raw<readonly ChosenFile[]>([]);
  text = $state('');
  allowExpired = $state(false);
  /** Opens what is encrypted; kept nowhere. */
  passphrase = $state('');
  needsPassphrase = $state(false);
  passphraseError = $state<string | undefined>();
  state = $state<'idle' | 'looking' | 'looked' | 'importing' | 'imported'>('idle');
  rows = $state.raw<readonly VerdictRow[]>([]);
  counts = $state.raw<ImportCounts>(nothing);
  progress = $state.raw<CaProgress>({ deed: 'read', done: 0, total: 0 });
  /** The last import was given up; what is shown was looked at anew since then. */
  wasStopped = $state(false);
  failure = $state.raw<Failure | undefined>();
  readonly isBusy = $derived(this.state === 'looking' || this.state === 'importing');
  readonly isGiven = $derived(this.source === 'files' ? this.files.length > 0 : this.text.trim() !== '');
  /** How many an import would change. */
  readonly changing = $derived(this.counts.added + this.counts.updated);
  private latest = 0;
  private underWay: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly environmentId: string,
    private readonly ask: AskToImport,
  ) {}

  addFiles(added: readonly ChosenFile[]): void {
    const others = this.files.filter(({ path }) => !added.some((one) => one.path === path));
    this.files = [...others, ...added];
    void this.look();
  }

  removeFile(file: ChosenFile): void {
    this.files = this.files.filter((one) => one !== file);
    void this.look();
  }

  /** What was given there stays there, but for the passphrase: it was for the other material. */
  changeSource(source: CaImport['source']): void {
    this.source = source;
    this.forgetPassphrase();
    void this.look();
  }

  lookSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), typingPause);
  }

  /** What would become of each certificate. Of several looks under way the newest counts. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    this.underWay?.abort();
    this.wasStopped = false;
    if (this.isGiven) return this.run(true);
    this.latest += 1;
    this.state = 'idle';
    this.show([], nothing);
    this.failure = undefined;
    this.forgetPassphrase();
  }

  async import(): Promise<void> {
    await this.run(false);
  }

  /** Gives the import up. It may have been stored a moment before: what there is now is looked at. */
  async stop(): Promise<void> {
    if (this.state !== 'importing') return;
    const looking = this.look();
    this.wasStopped = true;
    await looking;
  }

  /** Nothing is asked any more, and no secret stays. What is being imported goes on to its end. */
  forget(): void {
    clearTimeout(this.timer);
    if (this.state === 'looking') this.underWay?.abort();
    this.latest += 1;
    this.forgetPassphrase();
    this.text = '';
    this.files = [];
  }

  private async run(validateOnly: boolean): Promise<void> {
    const turn = ++this.latest;
    const abort = new AbortController();
    this.underWay = abort;
    this.state = validateOnly ? 'looking' : 'importing';
    this.failure = undefined;
    // What was looked at is how many there are.
    const known = validateOnly ? 0 : this.rows.length;
    this.progress = { deed: 'read', done: 0, total: known };
    const { passphrase } = this;
    try {
      const { source, unread } = await this.material();
      const verdicts: TrustedCaVerdict[] = [];
      const { environmentId, allowExpired } = this;
      const material = { passphrase, source };
      const request = { environmentId, material, allowExpired, validateOnly, withProgress: true };
      let counts = nothing;
      // Where nothing could be read there is nothing to ask.
      const isEmpty = source.case === 'files' && source.value.files.length === 0;
      const events = isEmpty ? [] : this.ask(request, { signal: abort.signal });
      for await (const { event } of events) {
        if (turn !== this.latest) return;
        switch (event.case) {
          case 'progress': {
            const { phase, doneCount: done, totalCount } = event.value;
            const deed = phase === Phase.STORING ? 'stored' : 'read';
            this.progress = { deed, done, total: totalCount > 0 ? totalCount : known };
            break;
          }
          case 'verdict': {
            const done = verdicts.push(event.value);
            const total = Math.max(this.progress.total, done);
            if (done % countingStep === 0) this.progress = { deed: 'told', done, total };
            break;
          }
          case 'summary':
            counts = event.value;
            break;
          case undefined:
        }
      }
      if (turn !== this.latest) return;
      this.show(verdictRows(verdicts, unread), { ...counts, refused: counts.refused + unread.length });
      this.judgePassphrase(verdicts, passphrase);
      this.state = validateOnly ? 'looked' : 'imported';
      if (!validateOnly) this.forgetPassphrase();
    } catch (error) {
      if (turn !== this.latest) return;
      this.fail(failureOf(error), passphrase);
    }
  }

  private async material() {
    if (this.source === 'paste') {
      return { source: { case: 'paste' as const, value: { text: this.text } }, unread: [] };
    }
    const { read, unread } = await readFiles(this.files);
    return { source: { case: 'files' as const, value: { files: read } }, unread };
  }

  private show(rows: readonly VerdictRow[], counts: ImportCounts): void {
    this.rows = rows;
    this.counts = counts;
  }

  /** All or nothing is stored: after a failure what was given has to be looked at again. */
  private fail(failure: Failure, passphrase: string): void {
    this.state = 'idle';
    this.show([], nothing);
    if (!failure.reason.startsWith('PASSPHRASE_')) {
      this.failure = failure;
      return;
    }
    this.needsPassphrase = true;
    // Nobody has typed a wrong one yet: the field that appears says what is wanted.
    this.passphraseError = passphrase === '' ? undefined : failure.message;
  }

  private judgePassphrase(verdicts: readonly TrustedCaVerdict[], passphrase: string): void {
    const closed = verdicts.filter(({ problem }) => problem?.field === 'material.passphrase').length;
    this.needsPassphrase = closed > 0 || passphrase !== '';
    this.passphraseError =
      closed > 0 && passphrase !== ''
        ? `It does not open ${closed === 1 ? 'one of the files' : `${closed} of the files`}. The others are not affected.`
        : undefined;
  }

  private forgetPassphrase(): void {
    this.passphrase = '';
    this.needsPassphrase = false;
    this.passphraseError = undefined;
  }
}

import { EncodingType, type Inspection, type ProbeEndpointResponse } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';
import type { ChosenFile } from '../../parts/chosen-file.js';
import { areSeveral } from './batch.svelte.js';
import { materialInput, type MaterialSource } from './material-input.js';
import { completedUrl, type Pasted } from './pasted.js';

const typingPause = 250;

/** What a certificate is made of, on its way in, and what the server understands of it. */
export class Material implements MaterialSource {
  source = $state<MaterialSource['source']>('files');
  files = $state.raw<readonly ChosenFile[]>([]);
  text = $state('');
  encoding = $state<EncodingType>(EncodingType.UNSPECIFIED);
  url = $state('');
  /** What the server at `url` presents; undefined until it was asked. */
  presented = $state.raw<ProbeEndpointResponse | undefined>();
  /** Goes to the server with the material and is kept nowhere. */
  passphrase = $state('');
  needsPassphrase = $state(false);
  inspection = $state.raw<Inspection | undefined>();
  inspecting = $state(false);
  failure = $state.raw<Failure | undefined>();
  /** What somebody said the files are; undefined while the files speak for themselves. */
  private saidToBeSeveral = $state<boolean | undefined>();
  private latest = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly isGiven = $derived.by(() => {
    switch (this.source) {
      case 'files':
        return this.files.length > 0;
      case 'paste':
        return this.text.trim() !== '';
      case 'server':
        return this.presented !== undefined;
      case 'request':
        return false;
    }
  });

  /** The files are certificates of their own, not one with its key and chain. */
  readonly several = $derived(
    this.source === 'files' && this.files.length > 0 && (this.saidToBeSeveral ?? areSeveral(this.files)),
  );

  addFiles(added: readonly ChosenFile[]): void {
    const others = this.files.filter(({ path }) => !added.some((one) => one.path === path));
    this.files = [...others, ...added];
    void this.inspect();
  }

  removeFile(file: ChosenFile): void {
    this.files = this.files.filter((one) => one !== file);
    if (this.files.length === 0) this.saidToBeSeveral = undefined;
    void this.inspect();
  }

  clearFiles(): void {
    this.files = [];
    this.saidToBeSeveral = undefined;
    void this.inspect();
  }

  takeAsSeveral(several: boolean): void {
    this.saidToBeSeveral = several;
    void this.inspect();
  }

  /** What was typed elsewhere stays there, but for the passphrase: it was for the other material. */
  changeSource(source: MaterialSource['source']): void {
    this.source = source;
    this.forgetPassphrase();
    void this.inspect();
  }

  /** Takes what was in the clipboard to where it belongs. */
  take(pasted: Pasted): void {
    switch (pasted.kind) {
      case 'files':
        if (this.source !== 'files') this.changeSource('files');
        this.addFiles(pasted.files);
        break;
      case 'text':
        this.text = pasted.text;
        this.encoding = EncodingType.UNSPECIFIED;
        this.changeSource('paste');
        break;
      case 'server':
        this.url = pasted.url;
        this.presented = undefined;
        this.changeSource('server');
        void this.fetchFromServer();
        break;
    }
  }

  inspectSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.inspect(), typingPause);
  }

  /** Another address was typed: what the last one presented says nothing about it. */
  forgetServer(): void {
    this.presented = undefined;
    void this.inspect();
  }

  forgetPassphrase(): void {
    this.passphrase = '';
    this.needsPassphrase = false;
  }

  /** Nothing is asked any more, and no secret stays. */
  forget(): void {
    clearTimeout(this.timer);
    this.latest += 1;
    this.forgetPassphrase();
    this.text = '';
    this.files = [];
  }

  /** Asks what the server understands of the material. */
  async inspect(): Promise<void> {
    clearTimeout(this.timer);
    if (this.source === 'server' || !this.isGiven || this.several) {
      this.latest += 1;
      this.inspecting = false;
      this.failure = undefined;
      this.inspection = this.source === 'server' ? this.presented?.inspection : undefined;
      this.forgetPassphrase();
      return;
    }
    await this.understandWith(async () => {
      const { inspection } = await certificates.inspectMaterial({ material: await materialInput(this) });
      return () => {
        this.inspection = inspection;
        if (this.passphrase === '') this.needsPassphrase = false;
      };
    });
  }

  async fetchFromServer(): Promise<void> {
    this.url = completedUrl(this.url);
    const { url } = this;
    await this.understandWith(async () => {
      const presented = await certificates.probeEndpoint({ url });
      return () => {
        this.presented = presented;
        this.inspection = presented.inspection;
      };
    });
  }

  /** Of several answers under way the newest counts. */
  private async understandWith(ask: () => Promise<() => void>): Promise<void> {
    const turn = ++this.latest;
    this.failure = undefined;
    this.inspecting = true;
    try {
      const show = await ask();
      if (turn === this.latest) show();
    } catch (error) {
      if (turn !== this.latest) return;
      this.inspection = undefined;
      this.failure = failureOf(error);
      if (this.failure.reason.startsWith('PASSPHRASE_')) this.needsPassphrase = true;
    } finally {
      if (turn === this.latest) this.inspecting = false;
    }
  }
}

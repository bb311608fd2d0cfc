import { EncodingType, type Inspection, type ProbeEndpointResponse } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';
import { Availability } from './availability.svelte.js';
import { areSeveral } from './batch.svelte.js';
import { completedUrl, type Pasted } from './pasted.js';

const typingPause = 250;

/** A certificate on its way in: what was typed and dropped, and what the server makes of it. */
export class Draft {
  name = $state('');
  description = $state('');
  primary = $state(false);
  source = $state<'files' | 'paste' | 'server'>('files');
  files = $state.raw<readonly File[]>([]);
  /** The files are certificates of their own, not one with its key and chain. */
  several = $state(false);
  text = $state('');
  encoding = $state<EncodingType>(EncodingType.UNSPECIFIED);
  url = $state('');
  /** What the server at `url` presents; undefined until it was asked. */
  presented = $state.raw<ProbeEndpointResponse | undefined>();
  /** Goes to the server with the material and is kept nowhere. */
  passphrase = $state('');
  inspection = $state.raw<Inspection | undefined>();
  inspecting = $state(false);
  materialFailure = $state.raw<Failure | undefined>();
  alias = $state('');
  environmentIds = $state<string[]>([]);
  readonly nameAvailability = new Availability(async () => {
    const { nameProblem } = await certificates.checkAvailability({ name: this.name });
    return nameProblem?.message;
  });
  readonly aliasAvailability = new Availability(async () => {
    const { alias, environmentIds } = this;
    const { aliasProblem } = await certificates.checkAvailability({ alias, environmentIds });
    return aliasProblem?.message;
  });
  needsPassphrase = $state(false);
  private latest = 0;
  private materialTimer: ReturnType<typeof setTimeout> | undefined;

  readonly hasMaterial = $derived.by(() => {
    switch (this.source) {
      case 'files':
        return this.files.length > 0;
      case 'paste':
        return this.text.trim() !== '';
      case 'server':
        return this.presented !== undefined;
    }
  });

  /** Why it can't be saved yet, for people; undefined as soon as it can. */
  readonly obstacle = $derived.by(() => {
    if (!this.hasMaterial) {
      return this.source === 'server' ? 'Fetch the certificate to save it.' : 'Add a certificate to save.';
    }
    if (this.inspecting) return 'A moment, it is being looked at.';
    if (this.inspection === undefined) return 'What was added can’t be saved: see what is wrong with it.';
    if (this.inspection.sameCertificate !== undefined) return 'It is already here.';
    return this.inspection.problems.length > 0 ? 'See what stands in the way of it.' : undefined;
  });

  addFiles(added: readonly File[]): void {
    const others = this.files.filter((file) => !added.some((one) => pathOf(one) === pathOf(file)));
    this.files = [...others, ...added];
    if (areSeveral(this.files)) this.several = true;
    void this.inspect();
  }

  removeFile(file: File): void {
    this.files = this.files.filter((one) => one !== file);
    if (this.files.length === 0) this.several = false;
    void this.inspect();
  }

  clearFiles(): void {
    this.files = [];
    this.takeAsSeveral(false);
  }

  takeAsSeveral(several: boolean): void {
    this.several = several;
    void this.inspect();
  }

  /** Takes what was in the clipboard to where it belongs. */
  take(pasted: Pasted): void {
    switch (pasted.kind) {
      case 'files':
        this.source = 'files';
        this.addFiles(pasted.files);
        break;
      case 'text':
        this.source = 'paste';
        this.text = pasted.text;
        this.encoding = EncodingType.UNSPECIFIED;
        void this.inspect();
        break;
      case 'server':
        this.source = 'server';
        this.url = pasted.url;
        this.forgetServer();
        void this.fetchFromServer();
        break;
    }
  }

  checkNameSoon(): void {
    this.nameAvailability.checkSoon(this.name.trim() !== '');
  }

  checkAliasSoon(): void {
    this.aliasAvailability.checkSoon(this.alias.trim() !== '' && this.environmentIds.length > 0);
  }

  inspectSoon(): void {
    clearTimeout(this.materialTimer);
    this.materialTimer = setTimeout(() => void this.inspect(), typingPause);
  }

  /** Another address was typed: what the last one presented says nothing about it. */
  forgetServer(): void {
    this.presented = undefined;
    void this.inspect();
  }

  /** Asks what the server understands of the material. */
  async inspect(): Promise<void> {
    if (this.source === 'server' || !this.hasMaterial || this.several) {
      this.latest += 1;
      this.inspecting = false;
      this.materialFailure = undefined;
      this.inspection = this.source === 'server' ? this.presented?.inspection : undefined;
      this.needsPassphrase = false;
      return;
    }
    await this.understandWith(async () => {
      const { inspection } = await certificates.inspectMaterial({ material: await this.material() });
      return () => {
        this.inspection = inspection;
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

  async material() {
    const { passphrase } = this;
    switch (this.source) {
      case 'paste':
        return {
          passphrase,
          source: { case: 'paste' as const, value: { text: this.text, encoding: this.encoding } },
        };
      case 'server':
        return {
          source: {
            case: 'endpoint' as const,
            value: {
              url: this.url,
              confirmedSha256Fingerprint: this.presented?.inspection?.leaf?.sha256Fingerprint ?? '',
            },
          },
        };
      case 'files': {
        const files = await Promise.all(
          this.files.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
        );
        return { passphrase, source: { case: 'files' as const, value: { files } } };
      }
    }
  }

  /** Of several answers under way the newest counts. */
  private async understandWith(ask: () => Promise<() => void>): Promise<void> {
    const turn = ++this.latest;
    this.materialFailure = undefined;
    this.inspecting = true;
    try {
      const show = await ask();
      if (turn === this.latest) show();
    } catch (error) {
      if (turn !== this.latest) return;
      this.inspection = undefined;
      this.materialFailure = failureOf(error);
      if (this.materialFailure.reason.startsWith('PASSPHRASE_')) this.needsPassphrase = true;
    } finally {
      if (turn === this.latest) this.inspecting = false;
    }
  }
}

/** Files of a folder may share their names. */
function pathOf({ name, webkitRelativePath }: File): string {
  return webkitRelativePath === '' ? name : webkitRelativePath;
}

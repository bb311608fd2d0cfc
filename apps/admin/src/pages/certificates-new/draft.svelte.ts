import { EncodingType, type Inspection } from '@certkeep/contracts/connect';
import { certificates } from '../../client/clients.js';
import { failureOf, type Failure } from '../../client/rpc-error.js';

const typingPause = 250;

/** A certificate on its way in: what was typed and dropped, and what the server makes of it. */
export class Draft {
  name = $state('');
  description = $state('');
  primary = $state(false);
  source = $state<'files' | 'paste'>('files');
  files = $state.raw<readonly File[]>([]);
  text = $state('');
  encoding = $state<EncodingType>(EncodingType.UNSPECIFIED);
  /** Goes to the server with the material and is kept nowhere. */
  passphrase = $state('');
  inspection = $state.raw<Inspection | undefined>();
  inspecting = $state(false);
  materialFailure = $state.raw<Failure | undefined>();
  nameProblem = $state<string | undefined>();
  nameFree = $state(false);
  needsPassphrase = $state(false);
  private latest = 0;
  private nameTimer: ReturnType<typeof setTimeout> | undefined;
  private materialTimer: ReturnType<typeof setTimeout> | undefined;

  readonly hasMaterial = $derived(this.source === 'files' ? this.files.length > 0 : this.text.trim() !== '');

  addFiles(added: readonly File[]): void {
    const others = this.files.filter((file) => !added.some(({ name }) => name === file.name));
    this.files = [...others, ...added];
    void this.inspect();
  }

  removeFile(file: File): void {
    this.files = this.files.filter((one) => one !== file);
    void this.inspect();
  }

  checkNameSoon(): void {
    clearTimeout(this.nameTimer);
    this.nameProblem = undefined;
    this.nameFree = false;
    if (this.name.trim() === '') return;
    this.nameTimer = setTimeout(() => void this.checkName(), typingPause);
  }

  inspectSoon(): void {
    clearTimeout(this.materialTimer);
    this.materialTimer = setTimeout(() => void this.inspect(), typingPause);
  }

  /** Asks what the server understands of the material. Of several answers under way the newest counts. */
  async inspect(): Promise<void> {
    const turn = ++this.latest;
    this.materialFailure = undefined;
    if (!this.hasMaterial) {
      this.inspection = undefined;
      this.needsPassphrase = false;
      return;
    }
    this.inspecting = true;
    try {
      const { inspection } = await certificates.inspectMaterial({ material: await this.material() });
      if (turn === this.latest) this.inspection = inspection;
    } catch (error) {
      if (turn !== this.latest) return;
      this.inspection = undefined;
      this.materialFailure = failureOf(error);
      if (this.materialFailure.reason.startsWith('PASSPHRASE_')) this.needsPassphrase = true;
    } finally {
      if (turn === this.latest) this.inspecting = false;
    }
  }

  async material() {
    const { passphrase } = this;
    if (this.source === 'paste') {
      return {
        passphrase,
        source: { case: 'paste' as const, value: { text: this.text, encoding: this.encoding } },
      };
    }
    const files = await Promise.all(
      this.files.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
    );
    return { passphrase, source: { case: 'files' as const, value: { files } } };
  }

  private async checkName(): Promise<void> {
    const asked = this.name;
    try {
      const { nameProblem } = await certificates.checkAvailability({ name: asked });
      if (asked !== this.name) return;
      this.nameProblem = nameProblem?.message;
      this.nameFree = nameProblem === undefined;
    } catch {
      // While typing, a check that failed says nothing; saving will.
    }
  }
}

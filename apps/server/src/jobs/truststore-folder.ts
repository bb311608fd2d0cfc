import type { Store, Truststore, TruststoreFiles, TruststoreFormat } from '@certkeep/application';
import { mayReplaceTrust, type CompanyId, type KeptTrust } from '@certkeep/domain';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TruststoreFilesConfig } from '../config.js';
import { removeLeftovers, replaceFile } from './replace-file.js';

/** What the files were made from: stands beside them, and is written after them. */
interface Manifest extends KeptTrust {
  readonly company: string;
  readonly etag: string;
}

interface Parts {
  readonly store: Store;
  readonly files: TruststoreFiles;
  readonly config: TruststoreFilesConfig;
}

const names: Readonly<Record<TruststoreFormat, string>> = {
  PKCS12: 'truststore.p12',
  JKS: 'truststore.jks',
  PEM: 'truststore.pem',
  ZIP: 'truststore.zip',
};
const manifestName = 'truststore.json';
const removingKinds: ReadonlySet<string> = new Set(['certificate', 'environment', 'truststore']);
/** Changes that are looked at at once. */
const changesAtOnce = 1000;

/** One company's truststore files. */
export class TruststoreFolder {
  readonly path: string;

  constructor(
    private readonly parts: Parts,
    slug: string,
  ) {
    this.path = join(parts.config.folder, slug);
  }

  pathOf(format: TruststoreFormat): string {
    return join(this.path, names[format]);
  }

  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await removeLeftovers(this.path);
  }

  /**
   * Brings the files in step.
   * @throws Error with a sentence when what is there is newer, another company's, or would be emptied without a change
   *   that explains it
   */
  async write(truststore: Truststore): Promise<void> {
    const { files, config } = this.parts;
    const { company, revision, etag, entries } = truststore;
    await this.refuseLoss(truststore);
    for (const format of config.formats) {
      const { content } = await files.of(truststore, format, config.password);
      await replaceFile(this.pathOf(format), content);
    }
    const manifest: Manifest = { company, revision, entryCount: entries.length, etag };
    await replaceFile(join(this.path, manifestName), Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  }

  private async refuseLoss(truststore: Truststore): Promise<void> {
    const { company, revision, entries, etag, followsChange } = truststore;
    const read = { revision, entryCount: entries.length };
    const kept = await this.readManifest();
    if (kept === undefined) {
      if (entries.length > 0 || !this.hasFiles()) return;
      throw new Error(
        `Nothing is trusted now, and there are truststore files in ${this.path} that Certkeep did not write. They stay; move them away to have empty ones.`,
      );
    }
    if (kept.company !== company) {
      throw new Error(
        `The truststore files in ${this.path} belong to a company of another database. They stay; move them away, or set another folder.`,
      );
    }
    const removalIsKnown = entries.length > 0 || followsChange || (await this.hasRemovalSince(company, kept.revision));
    if (kept.etag === etag || mayReplaceTrust(kept, read, removalIsKnown)) return;
    throw new Error(
      revision < kept.revision
        ? `The truststore files in ${this.path} are of revision ${kept.revision}, and the database is at ${revision}: it was put back. They stay; move them away to have them written anew.`
        : `Nothing is trusted now, and no change is known that removed what was trusted. The files in ${this.path} stay; move them away to have empty ones.`,
    );
  }

  private async hasRemovalSince(company: CompanyId, revision: number): Promise<boolean> {
    const { changeLog } = this.parts.store.view(company);
    for (let after = revision; ;) {
      const changes = await changeLog.after(after, changesAtOnce);
      if (changes.some(({ kind }) => removingKinds.has(kind))) return true;
      const last = changes.at(-1);
      if (last === undefined || changes.length < changesAtOnce) return false;
      after = last.revision;
    }
  }

  private hasFiles(): boolean {
    return this.parts.config.formats.some((format) => existsSync(this.pathOf(format)));
  }

  /** @returns undefined when there is none, or none that can be understood */
  private async readManifest(): Promise<Manifest | undefined> {
    try {
      const text = await readFile(join(this.path, manifestName), 'utf8');
      const value: unknown = JSON.parse(text);
      return isManifest(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { company, revision, entryCount, etag } = value as Partial<Record<keyof Manifest, unknown>>;
  return (
    typeof company === 'string' &&
    typeof revision === 'number' &&
    typeof entryCount === 'number' &&
    typeof etag === 'string'
  );
}

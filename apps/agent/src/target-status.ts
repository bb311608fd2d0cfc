import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a target did last. Kept in a file, for `certkeep-agent status` and for the next start. No secrets. */
export interface TargetStatus {
  readonly target: string;
  /** `waiting`: nothing was applied yet. */
  readonly result: 'waiting' | 'applied' | 'failed';
  /** Why it failed, or what it waits for. */
  readonly message: string;
  readonly online: boolean;
  readonly revision: number;
  readonly certificateName: string;
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly notAfter: string;
  /** Of the truststore in the files; absent where an agent wrote this that knew none. */
  readonly truststoreRevision?: number;
  readonly truststoreEtag?: string;
  readonly truststoreEntries?: number;
  readonly truststoreEnvironmentId?: string;
  /** When the result came. ISO 8601. */
  readonly time: string;
  /** SHA-256 of each file as it was written, by path. */
  readonly written: Readonly<Record<string, string>>;
}

export function waiting(target: string): TargetStatus {
  return {
    target,
    result: 'waiting',
    message: '',
    online: false,
    revision: 0,
    certificateName: '',
    fingerprint: '',
    notAfter: '',
    time: '',
    written: {},
  };
}

/** @returns undefined when there is none, or one that can't be read */
export async function readStatus(path: string): Promise<TargetStatus | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as TargetStatus;
  } catch {
    return undefined;
  }
}

export async function writeStatus(path: string, status: TargetStatus): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomUUID()}`;
  await writeFile(beside, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, path);
}

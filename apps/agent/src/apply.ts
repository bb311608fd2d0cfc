import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TargetConfig } from './config.js';
import type { Holdings } from './holdings.js';
import { outputsOf } from './outputs.js';
import { reload } from './reload.js';
import type { TargetStatus } from './target-status.js';
import { writeAndSwitch, writeInPlace } from './write-outputs.js';

/**
 * Brings a target's files to what certificate and truststore say, and tells who uses them, unless both are so already.
 * @param last what the target did last: files are written anew when they are not as it left them
 * @returns SHA-256 of each file, by path
 * @throws Error that says what failed
 */
export async function apply(
  target: TargetConfig,
  holdings: Holdings,
  last: TargetStatus | undefined,
): Promise<TargetStatus['written']> {
  refuseEmptied(holdings, last);
  const isSame = last !== undefined && isMadeOf(last, holdings) && (await areAsWritten(target, last.written));
  if (isSame && last.result === 'applied') return last.written;
  const written = isSame ? last.written : await write(target, holdings);
  if (target.reload !== undefined) {
    try {
      await reload(target.reload);
    } catch (error) {
      throw new ReloadError(written, error);
    }
  }
  return written;
}

/** The files are written, and who uses them could not be told. */
export class ReloadError extends Error {
  override readonly name = 'ReloadError';

  constructor(
    readonly written: TargetStatus['written'],
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** The client refuses it likewise; here it is known also when the client's copy is gone. */
function refuseEmptied({ truststore }: Holdings, last: TargetStatus | undefined): void {
  const { truststoreEntries = 0, truststoreRevision = 0, truststoreEnvironmentId = '' } = last ?? {};
  if (truststore?.isEmpty !== true || truststoreEntries === 0 || truststore.revision > truststoreRevision) return;
  // Another environment's: what the earlier one trusted is not to stay.
  const known = [truststoreEnvironmentId, truststore.environmentId].filter((id) => id !== '');
  if (new Set(known).size === 2) return;
  throw new Error(
    `The truststore came empty, of revision ${truststore.revision}; ${truststoreEntries} certificates of revision ${truststoreRevision} stay in the files.`,
  );
}

function isMadeOf(last: TargetStatus, { material, truststore }: Holdings): boolean {
  return last.fingerprint === (material?.fingerprint ?? '') && (last.truststoreEtag ?? '') === (truststore?.etag ?? '');
}

async function write(target: TargetConfig, holdings: Holdings): Promise<TargetStatus['written']> {
  const outputs = await outputsOf(target.files, holdings);
  if (target.directory === undefined) await writeInPlace(outputs);
  else await writeAndSwitch(target.directory, outputs);
  return Object.fromEntries(outputs.map(({ file, bytes }) => [keyOf(file), sha256(bytes)]));
}

/** Somebody may have removed or changed a file, or the config may name another one. */
async function areAsWritten({ directory, files }: TargetConfig, written: TargetStatus['written']): Promise<boolean> {
  const checks = files.map(async (file) => {
    const path = directory === undefined ? file.path : join(directory, file.path);
    try {
      const { mode } = await stat(path);
      return (mode & 0o777) === file.mode && sha256(await readFile(path)) === written[keyOf(file)];
    } catch {
      return false;
    }
  });
  return (await Promise.all(checks)).every(Boolean);
}

function keyOf({ path, content }: TargetConfig['files'][number]): string {
  return `${path} ${content}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

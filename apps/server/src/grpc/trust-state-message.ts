import type { ProcessTrustState } from '@certkeep/application';
import { TruststoreFormat, type ProcessTrust, type TruststoreFile } from '@certkeep/contracts/grpc';
import type { TruststoreFileState } from '../jobs/truststore-files.js';

export function processTrustMessage(state: ProcessTrustState): ProcessTrust {
  const { environmentId, revision, entryCount, loadTime, failure } = state;
  return { environmentId, revision: BigInt(revision), entryCount, loadTime, failureMessage: failure ?? '' };
}

export function fileStateMessage(state: TruststoreFileState): TruststoreFile {
  const { format, path, revision, entryCount, writeTime, failure } = state;
  return {
    format: TruststoreFormat[format],
    path,
    revision: BigInt(revision),
    entryCount,
    writeTime,
    failureMessage: failure ?? '',
  };
}

import type { MessagePort } from 'node:worker_threads';
import type { TruststoreFile } from '../formats/truststore/write-truststore.js';
import type { BroughtMaterial, Inspection, IntakeLimits, MaterialFile, MaterialInput } from '../intake/material.js';
import type { Refusal } from '../intake/refusal.js';
import type { SortedFiles } from '../intake/sort-files.js';
import type { TrustedEntry, TrustLimits } from '../intake/trusted-entries.js';

/** What a worker is asked. */
export type MaterialTask = ReadingTask | { readonly kind: 'write truststore'; readonly file: TruststoreFile };

/** To read what strangers send. */
export type ReadingTask =
  | { readonly kind: 'inspect'; readonly input: MaterialInput; readonly limits: IntakeLimits }
  | {
      readonly kind: 'sort';
      readonly files: readonly MaterialFile[];
      readonly passphrase: string | undefined;
      readonly limits: IntakeLimits;
    }
  | {
      readonly kind: 'trust';
      readonly input: BroughtMaterial;
      readonly limits: TrustLimits;
      /** Where it is told how far it is. */
      readonly progress?: MessagePort;
    };

/** What each question is answered with. */
export interface MaterialAnswers {
  readonly inspect: Inspection;
  readonly sort: SortedFiles;
  readonly trust: readonly TrustedEntry[];
  readonly 'write truststore': Uint8Array;
}

export type MaterialResult<Answer> =
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'refused'; readonly refusal: Refusal };

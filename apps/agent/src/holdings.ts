import type { Material, Truststore } from '@certkeep/node-client';
import { isTruststore, type TargetConfig } from './config.js';

/** What a target's files are made of: each of the two where a file needs it. */
export interface Holdings {
  readonly material: Material | undefined;
  readonly truststore: Truststore | undefined;
}

/** Which of the two a target's files need. */
export function needsOf({ files }: Pick<TargetConfig, 'files'>): {
  readonly certificate: boolean;
  readonly truststore: boolean;
} {
  return {
    certificate: files.some(({ content }) => !isTruststore(content)),
    truststore: files.some(({ content }) => isTruststore(content)),
  };
}

/** @returns undefined while something that is needed has not come */
export function holdingsFor(
  target: Pick<TargetConfig, 'files'>,
  { material, truststore }: Holdings,
): Holdings | undefined {
  const needs = needsOf(target);
  if ((needs.certificate && material === undefined) || (needs.truststore && truststore === undefined)) return undefined;
  return {
    material: needs.certificate ? material : undefined,
    truststore: needs.truststore ? truststore : undefined,
  };
}

import { certificateNameFrom, DomainError } from '@certkeep/domain';
import { judgeMaterial, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import type { Store } from '../store.js';
import type { CertificateReference } from './certificate-repository.js';

/** What was understood of material, and what stands in the way of storing it. */
export interface IntakePreview {
  readonly inspection: Inspection;
  readonly suggestedName: string;
  /** What creating it would be refused for, beyond what the bytes themselves allow. */
  readonly problems: readonly DomainError[];
  readonly sameCertificate: CertificateReference | undefined;
  readonly sameKey: CertificateReference | undefined;
}

/** Sets what was understood beside what is stored already. Stores nothing. */
export const previewIntake =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  async (call: Call, inspection: Inspection): Promise<IntakePreview> => {
    const { certificates } = store.view(call.caller.company);
    const { sha256, spkiSha256 } = inspection.leaf.facts;
    return {
      inspection,
      suggestedName: certificateNameFrom(inspection.leaf.facts),
      problems: problemsOf(inspection, clock.now()),
      sameCertificate: await certificates.findByLeaf(sha256),
      sameKey: await certificates.findByPublicKey(spkiSha256),
    };
  };

function problemsOf(inspection: Inspection, now: Date): readonly DomainError[] {
  try {
    judgeMaterial(inspection, { now, allowExpired: false });
    return [];
  } catch (error) {
    if (error instanceof DomainError) return [error];
    throw error;
  }
}

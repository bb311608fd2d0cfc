import { certificateNameFrom, DomainError } from '@certkeep/domain';
import { judgeMaterial, type Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Clock } from '../clock.js';
import { answeredRequest, withoutTrustOnly } from '../signing/answer-signing-request.js';
import type { SigningRequest } from '../signing/signing-request.js';
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
  /** That storing it would complete: its key waits there. */
  readonly signingRequest: SigningRequest | undefined;
}

/** Sets what was understood beside what is stored already. Stores nothing. */
export const previewIntake =
  ({ store, clock }: { readonly store: Store; readonly clock: Clock }) =>
  async (call: Call, inspection: Inspection): Promise<IntakePreview> => {
    const view = store.view(call.caller.company);
    const { certificates } = view;
    const { sha256, spkiSha256 } = inspection.leaf.facts;
    const signingRequest = await answeredRequest(view, inspection);
    const isAnswer = signingRequest !== undefined;
    return {
      inspection: isAnswer ? { ...inspection, warnings: withoutTrustOnly(inspection.warnings) } : inspection,
      suggestedName: signingRequest?.name ?? certificateNameFrom(inspection.leaf.facts),
      problems: problemsOf(inspection, { now: clock.now(), hasKey: isAnswer || inspection.privateKey !== undefined }),
      signingRequest,
      sameCertificate: await certificates.findByLeaf(sha256),
      sameKey: await certificates.findByPublicKey(spkiSha256),
    };
  };

function problemsOf(
  inspection: Inspection,
  judgement: { readonly now: Date; readonly hasKey: boolean },
): readonly DomainError[] {
  try {
    judgeMaterial(inspection, { ...judgement, allowExpired: false });
    return [];
  } catch (error) {
    if (error instanceof DomainError) return [error];
    throw error;
  }
}

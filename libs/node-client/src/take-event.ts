import { ErrorReason, type WatchCertificateResponse } from '@certkeep/contracts/runtime';
import type { Holder, Taken } from './holder.js';

/** Gives the holder what a message tells. */
export function takeEvent(holder: Holder, { event }: WatchCertificateResponse): Taken {
  switch (event?.$case) {
    case undefined:
    case 'heartbeat':
      return { kind: 'same' };
    case 'noCertificate': {
      const { revision, problem } = event.value;
      const reason = ErrorReason[problem?.reason ?? ErrorReason.UNSPECIFIED];
      return holder.takeAbsence(Number(revision), { reason, message: problem?.message ?? '' });
    }
    case 'certificate':
      return holder.take(event.value);
  }
}

import { isExpired } from '@certkeep/domain';
import {
  isSelfSigned,
  keyWeakness,
  signatureWeakness,
  type CertificateFacts,
  type ParsedCertificate,
  type Refusal,
} from '@certkeep/x509';

/** Worth knowing of a certificate that is trusted all the same. */
export interface TrustWarning {
  readonly code: 'NOT_A_CA' | 'WEAK_KEY' | 'WEAK_SIGNATURE';
  readonly message: string;
}

/** @returns why it is refused; undefined when its validity has not ended */
export function expiredRefusal({ notAfter }: CertificateFacts, now: Date): Refusal | undefined {
  if (!isExpired(notAfter, now)) return undefined;
  return {
    reason: 'CERTIFICATE_EXPIRED',
    message: `This certificate expired on ${notAfter.toISOString().slice(0, 10)}. Leave it out, or allow expired ones on purpose.`,
    field: 'material',
    metadata: { not_after: notAfter.toISOString() },
  };
}

/** Weakness is no obstacle for a trust anchor: nobody verifies its signature, and old roots are roots still. */
export function trustWarnings(certificate: ParsedCertificate): readonly TrustWarning[] {
  const { facts } = certificate;
  const weakKey = keyWeakness(facts.key);
  const weakness = signatureWeakness(facts);
  // Its own signature is verified where it matters alone: that of thousands takes seconds.
  const weakSignature = weakness === undefined || isSelfSigned(certificate) ? undefined : weakness;
  return [
    ...(isCa(certificate)
      ? []
      : [{ code: 'NOT_A_CA' as const, message: 'This is no CA: it is trusted itself, and nothing that it issues.' }]),
    ...(weakKey === undefined ? [] : [{ code: 'WEAK_KEY' as const, message: weakKey }]),
    ...(weakSignature === undefined ? [] : [{ code: 'WEAK_SIGNATURE' as const, message: weakSignature }]),
  ];
}

/** Before version 3 there was no way to say so, and a root was what signed itself (RFC 5280 section 6.1.4, step k). */
function isCa(certificate: ParsedCertificate): boolean {
  const { basicConstraints, version } = certificate.facts;
  return basicConstraints?.ca === true || (version < 3 && isSelfSigned(certificate));
}

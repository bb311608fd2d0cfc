import type { IntakePreview, MaterialOrigin, TrustAdvice } from '@certkeep/application';
import { DomainError } from '@certkeep/domain';
import {
  ChainCertificate_Role,
  EncodingType,
  ErrorReason,
  SubjectAlternativeName_Kind,
  type CertificateFacts as FactsMessage,
  type Inspection as InspectionMessage,
  type MaterialInput as MaterialMessage,
  type Problem,
  type Reference,
  type TrustAdvice as TrustAdviceMessage,
} from '@certkeep/contracts/grpc';
import {
  certificatePem,
  isSelfSigned,
  type BroughtMaterial,
  type CertificateFacts,
  type ParsedCertificate,
} from '@certkeep/x509';
import { signingRequestMessage } from './signing-request-message.js';

/** @throws DomainError FIELD_INVALID when there is no source */
export function materialFrom(message: MaterialMessage | undefined): MaterialOrigin {
  const passphrase =
    message?.passphrase === undefined || message.passphrase === '' ? {} : { passphrase: message.passphrase };
  const source = message?.source;
  switch (source?.$case) {
    case 'files':
      return { kind: 'files', files: source.value.files, ...passphrase };
    case 'paste':
      return { kind: 'paste', text: source.value.text, ...encodingFrom(source.value.encoding), ...passphrase };
    case 'endpoint':
      return {
        kind: 'endpoint',
        url: source.value.url,
        confirmedSha256: fingerprintFrom(source.value.confirmedSha256Fingerprint),
      };
    case undefined:
      throw new DomainError('FIELD_INVALID', 'The material is missing. Send files, a paste or an endpoint.', {
        field: 'material',
      });
  }
}

/** The same, where there is nothing to fetch. @throws DomainError FIELD_INVALID also for an endpoint */
export function broughtFrom(message: MaterialMessage | undefined): BroughtMaterial {
  const origin = materialFrom(message);
  if (origin.kind !== 'endpoint') return origin;
  throw new DomainError('FIELD_INVALID', 'What is to be trusted comes as files or a paste. Send one of them.', {
    field: 'material.endpoint',
  });
}

/** As people copy them: with colons or without, in capitals or not. */
function fingerprintFrom(text: string): string | undefined {
  const hex = text.replaceAll(/[\s:]/g, '').toLowerCase();
  return hex === '' ? undefined : hex;
}

function encodingFrom(encoding: EncodingType): { encoding?: 'BASE64' | 'BASE64PEM' } {
  switch (encoding) {
    case EncodingType.BASE64:
      return { encoding: 'BASE64' };
    case EncodingType.BASE64PEM:
      return { encoding: 'BASE64PEM' };
    case EncodingType.UNSPECIFIED:
      return {};
  }
}

export function factsMessage(facts: CertificateFacts): FactsMessage {
  return {
    version: facts.version,
    serialNumber: facts.serialNumber,
    subject: facts.subject,
    issuer: facts.issuer,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    subjectAlternativeNames: facts.subjectAlternativeNames.map(({ kind, value, typeOid }) => ({
      kind: SubjectAlternativeName_Kind[kind],
      value,
      typeOid,
    })),
    key: { ...facts.key },
    signatureAlgorithm: facts.signatureAlgorithm,
    keyUsages: [...facts.keyUsages],
    extendedKeyUsages: [...facts.extendedKeyUsages],
    basicConstraints: facts.basicConstraints && { ...facts.basicConstraints },
    subjectKeyIdentifier: facts.subjectKeyIdentifier,
    authorityKeyIdentifier: facts.authorityKeyIdentifier,
    crlUrls: [...facts.crlUrls],
    ocspUrls: [...facts.ocspUrls],
    caIssuerUrls: [...facts.caIssuerUrls],
    hasScts: facts.hasScts,
    sha1Fingerprint: facts.sha1,
    sha256Fingerprint: facts.sha256,
    spkiSha256: facts.spkiSha256,
    text: '',
  };
}

export function chainMessage(certificate: ParsedCertificate) {
  return {
    role: isSelfSigned(certificate) ? ChainCertificate_Role.ROOT : ChainCertificate_Role.INTERMEDIATE,
    facts: factsMessage(certificate.facts),
  };
}

export function inspectionMessage(preview: IntakePreview): InspectionMessage {
  const { inspection, suggestedName, problems, sameCertificate, sameKey, signingRequest } = preview;
  return {
    leaf: factsMessage(inspection.leaf.facts),
    chain: inspection.chain.map(chainMessage),
    privateKey: inspection.privateKey && {
      facts: { ...inspection.privateKey.facts },
      wasEncrypted: inspection.privateKey.wasEncrypted,
    },
    warnings: inspection.warnings.map((warning) => ({ ...warning })),
    problems: problems.map(problemMessage),
    suggestedName,
    sameCertificate: sameCertificate && certificateReference(sameCertificate),
    sameKey: sameKey && certificateReference(sameKey),
    signingRequest: signingRequest && signingRequestMessage(signingRequest),
    sources: inspection.sources.map((source) => ({ ...source })),
  };
}

export function problemMessage({ reason, field, message, metadata }: DomainError): Problem {
  return { reason: ErrorReason[reason], field: field ?? '', message, metadata: { ...metadata } };
}

export function trustAdviceMessage({ certificate, heldAs, environment }: TrustAdvice): TrustAdviceMessage {
  return {
    certificate: factsMessage(certificate.facts),
    heldAs: heldAs && certificateReference(heldAs),
    environment: { kind: 'environment', id: environment.id, name: environment.name },
    pem: certificatePem(certificate.der),
  };
}

function certificateReference({ id, name }: { readonly id: string; readonly name: string }): Reference {
  return { kind: 'certificate', id, name };
}

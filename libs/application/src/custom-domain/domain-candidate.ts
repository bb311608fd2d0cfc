import {
  DomainError,
  selectForDomain,
  type CertificateId,
  type DomainCandidate,
  type DomainQuestion,
  type DomainRefusal,
} from '@certkeep/domain';
import type { Certificate } from '../certificate/certificate.js';
import { presentedNames } from '../certificate/presented-names.js';

/** A certificate as the rule looks at it. */
export function domainCandidate({ id, name, definitions }: Certificate): DomainCandidate {
  return {
    id,
    name,
    definitions: definitions.map((definition) => ({
      id: definition.id,
      environmentIds: definition.environmentIds,
      hasKey: definition.current.hasKey,
      names: presentedNames(definition.current.facts),
      validity: definition.current.facts,
    })),
  };
}

/** @throws DomainError the rule's reasons when the certificate may not serve the host */
export function refuseUnlessServing(question: DomainQuestion, certificate: Certificate, field: string): void {
  const { refusal } = selectForDomain(question, domainCandidate(certificate));
  if (refusal !== undefined) throw refusalError(refusal, certificate.id, field);
}

export function refusalError(
  { reason, message, metadata }: DomainRefusal,
  certificate: CertificateId,
  field?: string,
): DomainError {
  return new DomainError(reason, message, {
    ...(field === undefined ? {} : { field }),
    metadata: { ...metadata, certificate_id: certificate },
    resource: { type: 'certificate', id: certificate },
  });
}

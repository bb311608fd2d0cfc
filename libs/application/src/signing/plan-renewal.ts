import { DomainError, type DefinitionId } from '@certkeep/domain';
import {
  generateSigningKey,
  parseCertificate,
  readRequestedNames,
  requestedNamesOf,
  requestKeyProblem,
  signingKeyTypeLike,
  signingKeyTypeOf,
  type KeyFacts,
} from '@certkeep/x509';
import type { Call } from '../call.js';
import type { Certificate, VersionMaterial } from '../certificate/certificate.js';
import type { CertificateReader } from '../certificate/certificate-repository.js';
import type { KeySealer } from '../key-sealer.js';
import { notFound } from '../not-found.js';
import type { Store } from '../store.js';
import type { CreateSigningRequestInput, RequestPlan } from './create-signing-request.js';
import type { SigningSubject } from './signing-request.js';

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
}

type RenewalInput = CreateSigningRequestInput & { readonly definitionId: DefinitionId };

/**
 * A renewal of what the definition is now: the same subject and names, the same key or one of its kind.
 * @throws DomainError NOT_FOUND, NO_PRIVATE_KEY, FIELD_INVALID
 */
export const planRenewal =
  ({ store, sealer }: Ports) =>
  async (call: Call, { definitionId, name, subject, sameKey }: RenewalInput): Promise<RequestPlan> => {
    if (name.trim() !== '') {
      throw new DomainError('FIELD_INVALID', 'A renewed certificate keeps its name. Leave the name out.', {
        field: 'name',
      });
    }
    const { certificates } = store.view(call.caller.company);
    const { certificate, material, key } = await currentOf(certificates, definitionId);
    const names = isAsItIs(subject) ? requestedNamesOf(material.leaf) : readRequestedNames(subject);
    const renews = { certificateId: certificate.id, definitionId };
    const nameIn: RequestPlan['nameIn'] = async (transaction) =>
      (await requireRenewed(transaction.certificates, definitionId)).name;
    if (!sameKey) {
      const keyType = subject.keyType ?? signingKeyTypeLike(key);
      return { names, keyType, privateKey: await generateSigningKey(keyType), renews, nameIn };
    }
    const sealed = keptKey(certificate, material);
    refuseUnlessUsable(key, subject.keyType);
    const binding = { kind: 'private_key', companyId: call.caller.company, recordId: material.versionId } as const;
    return { names, keyType: signingKeyTypeOf(key), privateKey: sealer.open(sealed, binding), renews, nameIn };
  };

async function currentOf(
  certificates: CertificateReader,
  id: DefinitionId,
): Promise<{ readonly certificate: Certificate; readonly material: VersionMaterial; readonly key: KeyFacts }> {
  const certificate = await requireRenewed(certificates, id);
  const material = await certificates.material(id);
  if (material === undefined) throw notFound('definition', id);
  return { certificate, material, key: parseCertificate(material.leaf).facts.key };
}

async function requireRenewed(certificates: CertificateReader, id: DefinitionId): Promise<Certificate> {
  const certificate = await certificates.findByDefinition(id);
  if (certificate === undefined) throw notFound('definition', id);
  return certificate;
}

function isAsItIs({ subject, dnsNames, ipAddresses }: SigningSubject): boolean {
  return subject.trim() === '' && dnsNames.length === 0 && ipAddresses.length === 0;
}

function keptKey({ id, name }: Certificate, { sealedKey }: VersionMaterial): Uint8Array {
  if (sealedKey !== undefined) return sealedKey;
  throw new DomainError(
    'NO_PRIVATE_KEY',
    `“${name}” has no private key here that could be kept. Ask with a new key instead.`,
    { field: 'same_key', resource: { type: 'certificate', id }, metadata: { name } },
  );
}

function refuseUnlessUsable(key: KeyFacts, wanted: SigningSubject['keyType']): void {
  const problem = requestKeyProblem(key);
  if (problem !== undefined) {
    throw new DomainError('FIELD_INVALID', `${problem} Ask with a new key instead.`, { field: 'same_key' });
  }
  if (wanted !== undefined && wanted !== signingKeyTypeOf(key)) {
    throw new DomainError(
      'FIELD_INVALID',
      'The key is to be kept, and is of another kind than this one. Leave the kind out, or ask with a new key.',
      { field: 'subject.key_type' },
    );
  }
}

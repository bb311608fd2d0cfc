import {
  certificateNameFrom,
  DomainError,
  parseCertificateName,
  type DefinitionId,
  type SigningRequestId,
} from '@certkeep/domain';
import { generateSigningKey, readRequestedNames, signRequest, type RequestedNames } from '@certkeep/x509';
import type { Call } from '../call.js';
import { refuseNameTaken } from '../certificate/name-taken.js';
import type { MakeId } from '../clock.js';
import type { KeySealer } from '../key-sealer.js';
import type { CompanyTransaction, Store } from '../store.js';
import { planRenewal } from './plan-renewal.js';
import { requireSigningRequest } from './require-signing-request.js';
import type { SigningRequest, SigningSubject } from './signing-request.js';

export interface CreateSigningRequestInput {
  /** Renews this definition's certificate; undefined: asks for a new one. */
  readonly definitionId: DefinitionId | undefined;
  /** Of a new certificate. Empty: made from the subject or the first other name. */
  readonly name: string;
  /** For a renewal, what is left empty stays as it is. */
  readonly subject: SigningSubject;
  readonly sameKey: boolean;
}

/** What a request is made of, before it is stored. */
export interface RequestPlan {
  readonly names: RequestedNames;
  readonly keyType: SigningSubject['keyType'];
  /** PKCS#8. */
  readonly privateKey: Uint8Array;
  /** What it renews; undefined for a new certificate. */
  readonly renews: Pick<SigningRequest, 'certificateId' | 'definitionId'> | undefined;
  /** Finds the name inside the transaction. @throws DomainError NAME_TAKEN, NOT_FOUND */
  readonly nameIn: (transaction: CompanyTransaction, spkiSha256: string) => Promise<string>;
}

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly makeId: MakeId;
}

/**
 * Makes a key, seals it, and asks for a certificate for it. The key never leaves.
 * @throws DomainError FIELD_INVALID, NAME_TAKEN, NOT_FOUND, NO_PRIVATE_KEY where a key is to be kept that isn't here
 */
export const createSigningRequest =
  (ports: Ports) =>
  async (call: Call, input: CreateSigningRequestInput): Promise<SigningRequest> => {
    const { definitionId } = input;
    const plan =
      definitionId === undefined
        ? await planNewCertificate(input)
        : await planRenewal(ports)(call, { ...input, definitionId });
    const { names, keyType, renews } = plan;
    const { csr, spkiSha256 } = signRequest(plan.privateKey, names);
    const id = ports.makeId() as SigningRequestId;
    const { company } = call.caller;
    const sealedKey = ports.sealer.seal(plan.privateKey, { kind: 'private_key', companyId: company, recordId: id });
    return ports.store.change(call, async (transaction) => {
      const { signingRequests, audit } = transaction;
      const name = await plan.nameIn(transaction, spkiSha256);
      const { dnsNames, ipAddresses } = names;
      await signingRequests.insert({
        id,
        certificateId: renews?.certificateId,
        definitionId: renews?.definitionId,
        name,
        subject: { subject: names.subjectText, dnsNames, ipAddresses, keyType },
        csr,
        spkiSha256,
        sealedKey,
      });
      await audit.record(
        'signing_request.create',
        { type: 'signing_request', id, name },
        {
          spki_sha256: spkiSha256,
          same_key: String(input.sameKey),
          ...(renews?.certificateId === undefined ? {} : { certificate_id: renews.certificateId }),
        },
      );
      return requireSigningRequest(signingRequests, id);
    });
  };

async function planNewCertificate({ name, subject, sameKey }: CreateSigningRequestInput): Promise<RequestPlan> {
  if (sameKey) {
    throw new DomainError('FIELD_INVALID', 'A new certificate has no key yet that could be kept. Leave same_key out.', {
      field: 'same_key',
    });
  }
  const given = name.trim() === '' ? undefined : parseCertificateName(name, 'name');
  const names = readRequestedNames(subject);
  const { keyType } = subject;
  if (keyType === undefined) {
    throw new DomainError('FIELD_INVALID', 'The kind of key is missing. Choose one.', { field: 'subject.key_type' });
  }
  return {
    names,
    keyType,
    privateKey: await generateSigningKey(keyType),
    renews: undefined,
    nameIn: async ({ certificates }, spkiSha256) => {
      const chosen = given ?? certificateNameFrom(namesOf(names, spkiSha256));
      await refuseNameTaken(certificates, chosen, 'name');
      return chosen;
    },
  };
}

function namesOf({ commonName, dnsNames, ipAddresses }: RequestedNames, sha256: string) {
  const subjectAlternativeNames = [...dnsNames, ...ipAddresses].map((value) => ({ value }));
  return { commonName, subjectAlternativeNames, sha256 };
}

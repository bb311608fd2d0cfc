import type { VersionId } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { MakeId } from '../clock.js';
import type { KeySealer } from '../key-sealer.js';
import type { NewVersion } from './certificate-repository.js';

interface Ports {
  readonly sealer: KeySealer;
  readonly makeId: MakeId;
}

/** Material as a version to be stored, its key sealed under the version's id. */
export const newVersion =
  ({ sealer, makeId }: Ports) =>
  ({ caller }: Call, { leaf, chain, privateKey }: Inspection): NewVersion => {
    const id = makeId() as VersionId;
    const binding = { kind: 'private_key', companyId: caller.company, recordId: id } as const;
    return {
      id,
      facts: leaf.facts,
      leaf: leaf.der,
      chain: chain.map((certificate) => certificate.der),
      sealedKey: privateKey && sealer.seal(privateKey.pkcs8, binding),
    };
  };

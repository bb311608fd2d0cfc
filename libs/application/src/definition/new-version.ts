import type { VersionId } from '@certkeep/domain';
import type { Inspection } from '@certkeep/x509';
import type { Call } from '../call.js';
import type { NewVersion } from '../certificate/certificate-repository.js';
import type { MakeId } from '../clock.js';
import type { KeySealer } from '../key-sealer.js';

/** What was understood as a version to be stored, its private key sealed for it and no other. */
export function newVersion(
  { sealer, makeId }: { readonly sealer: KeySealer; readonly makeId: MakeId },
  call: Call,
  { leaf, chain }: Pick<Inspection, 'leaf' | 'chain'>,
  pkcs8: Uint8Array | undefined,
): NewVersion {
  const id = makeId() as VersionId;
  return {
    id,
    facts: leaf.facts,
    leaf: leaf.der,
    chain: chain.map(({ der }) => der),
    sealedKey:
      pkcs8 === undefined
        ? undefined
        : sealer.seal(pkcs8, { kind: 'private_key', companyId: call.caller.company, recordId: id }),
  };
}

import type { CompanyId } from '@certkeep/domain';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { MakeId } from '../clock.js';
import { operatorCaller } from '../identity/operator.js';
import type { KeySealer, SealedSecret } from '../key-sealer.js';
import type { Store } from '../store.js';

/** The key that signs what a company's nodes present, as it is stored. */
export interface SealedRevisionKey {
  readonly id: string;
  /** SubjectPublicKeyInfo DER. */
  readonly publicKey: Uint8Array;
  /** PKCS#8 DER. */
  readonly sealed: SealedSecret;
}

export interface RevisionKeyReader {
  find(): Promise<SealedRevisionKey | undefined>;
}

export interface RevisionKeyWriter {
  /** A company has one. */
  insert(key: SealedRevisionKey): Promise<void>;
}

export interface RevisionKey {
  /** SubjectPublicKeyInfo DER. */
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

interface Ports {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly makeId: MakeId;
}

/** The company's key, made at first need: the same for every replica. */
export async function openRevisionKey(ports: Ports, company: CompanyId): Promise<RevisionKey> {
  const { publicKey, sealed, id } =
    (await ports.store.view(company).revisionKeys.find()) ?? (await makeRevisionKey(ports, company));
  const der = ports.sealer.open(sealed.bytes, { kind: 'revision_key', companyId: company, recordId: id });
  return { publicKey, privateKey: createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }) };
}

/** Thrown inside the transaction to take it back: another replica has made the key. */
class MadeAlready extends Error {
  constructor(readonly key: SealedRevisionKey) {
    super('there is a key already');
  }
}

async function makeRevisionKey({ store, sealer, makeId }: Ports, company: CompanyId): Promise<SealedRevisionKey> {
  const id = makeId();
  const pair = generateKeyPairSync('ed25519');
  const der = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  const key: SealedRevisionKey = {
    id,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }),
    sealed: sealer.seal(der, { kind: 'revision_key', companyId: company, recordId: id }),
  };
  const call = { caller: operatorCaller(company), traceId: makeId(), sourceAddress: '' };
  try {
    await store.change(call, async ({ revisionKeys, audit }) => {
      const made = await revisionKeys.find();
      if (made !== undefined) throw new MadeAlready(made);
      await revisionKeys.insert(key);
      await audit.record('revision_key.create', { type: 'company', id: company, name: '' });
    });
    return key;
  } catch (error) {
    if (error instanceof MadeAlready) return error.key;
    throw error;
  }
}

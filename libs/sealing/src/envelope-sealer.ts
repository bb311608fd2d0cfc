import type { KeySealer, SealBinding, SealedSecret } from '@certkeep/application';
import { EnvelopeError, keyIdOfEnvelope, openEnvelope, sealEnvelope } from './envelope.js';
import type { Keyring } from './keyring.js';

/** Seals with a keyring's active key, and opens with whichever of its keys sealed. */
export class EnvelopeSealer implements KeySealer {
  constructor(private readonly keyring: Keyring) {}

  seal(secret: Uint8Array, binding: SealBinding): SealedSecret {
    const { active } = this.keyring;
    return { bytes: sealEnvelope(secret, active, bytesOf(binding)), keyId: active.id };
  }

  open(sealed: Uint8Array, binding: SealBinding): Uint8Array {
    const id = keyIdOfEnvelope(sealed);
    const key = this.keyring.keys.get(id);
    if (key === undefined) throw new EnvelopeError(`the key-encryption key ${id} is not in the keyring`);
    return openEnvelope(sealed, key, bytesOf(binding));
  }
}

/** JSON quotes each part, so that no two bindings have the same bytes. */
function bytesOf({ kind, companyId, recordId }: SealBinding): Uint8Array {
  return Buffer.from(JSON.stringify(['certkeep', kind, companyId, recordId]), 'utf8');
}

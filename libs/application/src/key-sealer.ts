/** What a secret belongs to. A sealed secret opens for the same record alone: the ids are bound as associated data. */
export interface SealBinding {
  readonly kind: 'private_key' | 'request_result' | 'revision_key';
  readonly companyId: string;
  readonly recordId: string;
}

export interface SealedSecret {
  readonly bytes: Uint8Array;
  /** Which key-encryption key wraps the data key: what a rotation looks for. */
  readonly keyId: string;
}

/** Seals secrets for storage. A secret that doesn't open is an error, always. */
export interface KeySealer {
  seal(secret: Uint8Array, binding: SealBinding): SealedSecret;
  open(sealed: Uint8Array, binding: SealBinding): Uint8Array;
}

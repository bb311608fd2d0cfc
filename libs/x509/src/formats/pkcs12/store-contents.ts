/** Everything in a store that is a certificate or a private key, in the order it stands there. */
export interface StoreContents {
  readonly certificates: readonly ({ readonly der: Uint8Array } & BagNames)[];
  /** PKCS#8, not encrypted. */
  readonly keys: readonly ({ readonly pkcs8: Uint8Array } & BagNames)[];
  /** Something in it was. */
  readonly hasEncrypted: boolean;
}

/** What stands beside a certificate or a key; empty for what doesn't. */
export interface BagNames {
  readonly alias: string;
  /** The same, in hex, for a key and the certificate that is its own. */
  readonly localKeyId: string;
}

/** Everything in a store that is a certificate or a private key, in the order it stands there. */
export interface StoreContents {
  readonly certificates: readonly { readonly der: Uint8Array; readonly alias: string }[];
  /** PKCS#8, not encrypted. */
  readonly keys: readonly { readonly pkcs8: Uint8Array; readonly alias: string }[];
  /** Something in it was. */
  readonly hasEncrypted: boolean;
}

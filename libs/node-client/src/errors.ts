/** Why something went wrong, for programs; the message is for people. */
export type NodeClientReason =
  /** Certkeep, or the certificate, isn't there. Tried again. */
  | 'UNAVAILABLE'
  /** Certkeep refuses the node's token or certificate. Tried again, slowly. */
  | 'CREDENTIAL_REFUSED'
  /** Certkeep answered with another error. Tried again. */
  | 'CALL_FAILED'
  /** There is nothing to present: none was given yet, it was taken back, or it is too old. */
  | 'NO_CERTIFICATE'
  /** The certificate or its key can't be loaded. The last good one stays. */
  | 'MATERIAL_UNUSABLE'
  /** `truststore` was asked for, and none has come: nobody is trusted yet. */
  | 'NO_TRUSTSTORE'
  /** The truststore can't be loaded. The last good one stays. */
  | 'TRUSTSTORE_UNUSABLE'
  /** Not signed by the company's key that is pinned. Ignored. */
  | 'SIGNATURE_WRONG'
  /** Meant for another node. Ignored. */
  | 'NODE_WRONG'
  /** Older than what is known already. Ignored. */
  | 'STATE_OLDER'
  /** The kept copy can't be used. Ignored. */
  | 'CACHE_UNUSABLE'
  /** The copy can't be kept, for want of space for one. Certkeep's client goes on without. */
  | 'CACHE_NOT_WRITTEN'
  /** The client is closed. */
  | 'CLOSED';

/** What this library throws and tells of, but for `TypeError`s about the options it was given. Never holds a secret. */
export class NodeClientError extends Error {
  override readonly name = 'NodeClientError';

  constructor(
    readonly reason: NodeClientReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

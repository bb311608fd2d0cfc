import { isSignedRevision, type NodeCertificate } from '@certkeep/contracts/runtime';
import { NodeClientError } from './errors.js';
import { Material } from './material.js';
import { successionOf, type Standing } from './succession.js';

/** Why there is nothing to present. */
export interface Absence {
  /** `MTLS_DISABLED`, `NO_CERTIFICATE_SELECTED`, … as in the contract’s ErrorReason. */
  readonly reason: string;
  readonly message: string;
}

/** How many states were ignored, by why. */
export interface Ignored {
  older: number;
  contradictory: number;
  unsigned: number;
}

export type Taken =
  | { readonly kind: 'presented'; readonly material: Material; readonly previous: Material | undefined }
  /** A newer revision presents what is presented already. */
  | { readonly kind: 'kept'; readonly material: Material; readonly previous: Material | undefined }
  | { readonly kind: 'same' }
  | { readonly kind: 'absent'; readonly absence: Absence; readonly stillPresented: boolean }
  | { readonly kind: 'ignored'; readonly error: NodeClientError }
  | { readonly kind: 'failed'; readonly error: NodeClientError; readonly certificate: NodeCertificate };

/** Makes everything ready to present what is given, and throws if that can't be; the result puts it in place. */
export type Load = (material: Material) => () => void;

/** mTLS was switched off for the node: an order. The other reasons tell of something that is missing. */
const orders: ReadonlySet<string> = new Set(['MTLS_DISABLED']);

/** Holds the newest state, and takes no other: older, unsigned, another node's, one that can't be loaded. */
export class Holder {
  #standing: Standing | undefined;
  #certificate: NodeCertificate | undefined;
  #material: Material | undefined;
  #absence: Absence | undefined;
  #signingKey: Buffer | undefined;
  readonly ignored: Ignored = { older: 0, contradictory: 0, unsigned: 0 };

  /**
   * @param signingKey SubjectPublicKeyInfo DER, when it is known beforehand; else the first one that comes is pinned
   * @param nodeId when it is known beforehand; else the first one that comes
   */
  constructor(
    private readonly load: Load,
    signingKey: Uint8Array | undefined,
    private nodeId: string | undefined,
  ) {
    this.#signingKey = signingKey === undefined ? undefined : Buffer.from(signingKey);
  }

  get standing(): Standing | undefined {
    return this.#standing;
  }

  /** What was loaded last and not ordered away. */
  get material(): Material | undefined {
    return this.#material;
  }

  get certificate(): NodeCertificate | undefined {
    return this.#certificate;
  }

  /** Why Certkeep has nothing to present now. */
  get absence(): Absence | undefined {
    return this.#absence;
  }

  get signingKey(): Buffer | undefined {
    return this.#signingKey;
  }

  /** Takes nothing below this revision from now on. */
  raise(revision: number): void {
    if (revision > (this.#standing?.revision ?? 0)) this.#standing = { revision, etag: undefined };
  }

  take(certificate: NodeCertificate): Taken {
    const signingKey = this.#signingKey ?? certificate.signingKey;
    if (!isSignedRevision(certificate, signingKey)) {
      this.ignored.unsigned++;
      return ignored('SIGNATURE_WRONG', `Revision ${certificate.revision} isn’t signed by the company’s pinned key.`);
    }
    if (this.nodeId !== undefined && certificate.nodeId !== this.nodeId) {
      return ignored('NODE_WRONG', `Revision ${certificate.revision} is for node ${certificate.nodeId}.`);
    }
    const arriving = { revision: Number(certificate.revision), etag: certificate.etag };
    const refused = this.#refuse(arriving);
    if (refused !== undefined) return refused;
    try {
      const material = Material.from(certificate);
      const previous = this.#material;
      const changes = !material.presentsTheSameAs(previous);
      if (changes) this.load(material)();
      this.#standing = arriving;
      this.#certificate = certificate;
      this.#material = material;
      this.#signingKey = Buffer.from(signingKey);
      this.nodeId = certificate.nodeId;
      this.#absence = undefined;
      return { kind: changes ? 'presented' : 'kept', material, previous };
    } catch (error) {
      if (!(error instanceof NodeClientError)) throw error;
      return { kind: 'failed', error, certificate };
    }
  }

  takeAbsence(revision: number, absence: Absence): Taken {
    const refused = this.#refuse({ revision, etag: '' });
    if (refused !== undefined) return refused;
    this.#standing = { revision, etag: '' };
    this.#absence = absence;
    if (orders.has(absence.reason)) {
      this.#material = undefined;
      this.#certificate = undefined;
    }
    return { kind: 'absent', absence, stillPresented: this.#material !== undefined };
  }

  #refuse(arriving: Standing & { readonly etag: string }): Taken | undefined {
    const held = this.#standing;
    const succession = successionOf(held, arriving);
    switch (succession) {
      case 'newer':
        return undefined;
      case 'same':
        return { kind: 'same' };
      case 'older':
        this.ignored.older++;
        return ignored(
          'STATE_OLDER',
          `Revision ${arriving.revision} is older than ${held?.revision ?? 0}, which is held.`,
        );
      case 'contradictory':
        this.ignored.contradictory++;
        return ignored('STATE_OLDER', `Revision ${arriving.revision} came a second time, with another state.`);
    }
  }
}

function ignored(reason: 'SIGNATURE_WRONG' | 'NODE_WRONG' | 'STATE_OLDER', message: string): Taken {
  return { kind: 'ignored', error: new NodeClientError(reason, message) };
}

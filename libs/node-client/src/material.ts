import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { type NodeCertificate, SelectionReason } from '@certkeep/contracts/runtime';
import { NodeClientError } from './errors.js';

/** What the node is to present. Neither logging nor JSON shows its key. */
export class Material {
  readonly #privateKey: KeyObject;

  private constructor(
    /** The company's revision that this came with. */
    readonly revision: number,
    /** Changes when what is presented changes. */
    readonly etag: string,
    readonly nodeId: string,
    readonly certificateId: string,
    readonly certificateName: string,
    readonly versionNumber: number,
    readonly chosenBy: 'CHOSEN_BY_HAND' | 'PRIMARY' | 'UNSPECIFIED',
    readonly leafPem: string,
    /** From the leaf's issuer upwards, without the root; empty when a root issued the leaf. */
    readonly chainPem: string,
    /** Lower-case hex SHA-256 of the leaf's DER. */
    readonly fingerprint: string,
    readonly notBefore: Date,
    /** Inclusive. */
    readonly notAfter: Date,
    /** Milliseconds that it may be presented while Certkeep is away; undefined: without limit. */
    readonly maxCacheAge: number | undefined,
    privateKey: KeyObject,
  ) {
    this.#privateKey = privateKey;
  }

  /** @throws NodeClientError MATERIAL_UNUSABLE when certificate and key can't be read or don't match */
  static from(certificate: NodeCertificate): Material {
    try {
      const leaf = new X509Certificate(certificate.leaf);
      const chain = certificate.chain.map((der) => new X509Certificate(der).toString());
      const key = createPrivateKey({ key: certificate.privateKey, format: 'der', type: 'pkcs8' });
      if (!leaf.checkPrivateKey(key)) throw new Error('the private key is not the certificate’s');
      return new Material(
        Number(certificate.revision),
        certificate.etag,
        certificate.nodeId,
        certificate.certificateId,
        certificate.certificateName,
        Number(certificate.versionNumber),
        SelectionReason[certificate.chosenBy] as keyof typeof SelectionReason,
        leaf.toString(),
        chain.join(''),
        leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
        new Date(leaf.validFrom),
        new Date(leaf.validTo),
        durationOf(certificate.maxCacheAge),
        key,
      );
    } catch (error) {
      throw new NodeClientError(
        'MATERIAL_UNUSABLE',
        `Revision ${certificate.revision} can’t be loaded: ${error instanceof Error ? error.message : String(error)}.`,
        { cause: error },
      );
    }
  }

  get privateKey(): KeyObject {
    return this.#privateKey;
  }

  /** PKCS#8. */
  get privateKeyPem(): string {
    return this.#privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  }

  /** Leaf and chain, as servers and clients are configured. */
  get fullChainPem(): string {
    return this.leafPem + this.chainPem;
  }

  /** Whether another one presents the same certificate, chain and key. */
  presentsTheSameAs(other: Material | undefined): boolean {
    return (
      other !== undefined && other.fullChainPem === this.fullChainPem && other.#privateKey.equals(this.#privateKey)
    );
  }

  [inspect.custom](): string {
    return `Material(revision ${this.revision}, ${this.certificateName}, ${this.fingerprint})`;
  }
}

/** @returns milliseconds */
function durationOf(age: NodeCertificate['maxCacheAge']): number | undefined {
  return age === undefined ? undefined : Number(age.seconds) * 1000 + age.nanos / 1e6;
}

import type { TruststoreSnapshot } from '@certkeep/contracts/runtime';

/** One that is trusted. */
export interface TrustedCertificate {
  readonly alias: string;
  readonly der: Uint8Array;
  readonly pem: string;
}

/** Whom the node's environment trusts, as of one revision. */
export class Truststore {
  /** By alias, in the order in which Certkeep lists them. */
  readonly entries: ReadonlyMap<string, TrustedCertificate>;

  private constructor(
    /** The company's revision that this came with. */
    readonly revision: number,
    /** Changes when an entry does. */
    readonly etag: string,
    /** Whose truststore it is; empty when Certkeep doesn't say, as before it did. */
    readonly environmentId: string,
    certificates: readonly TrustedCertificate[],
  ) {
    this.entries = new Map(certificates.map((certificate) => [certificate.alias, certificate]));
  }

  static from({ revision, etag, environmentId, certificates }: TruststoreSnapshot): Truststore {
    return new Truststore(
      Number(revision),
      etag,
      environmentId,
      certificates.map(({ alias, der }) => ({ alias, der, pem: pemOf(der) })),
    );
  }

  /** PEM, one certificate each: what `ca` of `node:tls` takes. Empty when nobody is trusted. */
  get certificates(): string[] {
    return [...this.entries.values()].map(({ pem }) => pem);
  }

  get isEmpty(): boolean {
    return this.entries.size === 0;
  }
}

/** Without reading it: thousands come at once, and Certkeep has read them. */
function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { NodeClientError } from './errors.js';
import type { Material } from './material.js';
import type { Truststore } from './trust/truststore.js';

/** Options that a secure context is made of, beside the material. */
export const contextOptions = [
  'ca',
  'crl',
  'ciphers',
  'ecdhCurve',
  'sigalgs',
  'minVersion',
  'maxVersion',
  'secureOptions',
  'secureProtocol',
  'dhparam',
  'allowPartialTrustChain',
] as const satisfies readonly (keyof SecureContextOptions)[];

/** Whom to trust: `awaited` until the first truststore has come, `own` when none was asked for. */
export type Trust = Truststore | 'awaited' | 'own';

/** What connections are made with: the certificate to present, and who is trusted. One for each pair. */
export class Presentation {
  constructor(
    readonly material: Material,
    readonly trust: Trust,
    /** What all share whose options say nothing about it; what others have made of theirs. */
    private readonly contexts: { shared: SecureContext | undefined; readonly own: WeakMap<object, SecureContext> } = {
      shared: undefined,
      own: new WeakMap(),
    },
  ) {}

  /** The same under a newer revision: with the secure contexts that there are. */
  renewed(material: Material): Presentation {
    return new Presentation(material, this.trust, this.contexts);
  }

  /** Whether a context can be made with these options now. */
  isReadyFor({ ca }: SecureContextOptions): boolean {
    return this.trust !== 'awaited' || ca !== undefined;
  }

  /**
   * Made once, and the same one for all whose options say nothing about it: thousands of CAs take their time.
   * @param options always the same object, of an agent or a dispatcher
   * @throws NodeClientError NO_TRUSTSTORE, Error of OpenSSL
   */
  contextFor(options: SecureContextOptions): SecureContext {
    if (contextOptions.every((option) => options[option] === undefined)) {
      return (this.contexts.shared ??= this.#make({}));
    }
    const there = this.contexts.own.get(options);
    if (there !== undefined) return there;
    const context = this.#make(options);
    this.contexts.own.set(options, context);
    return context;
  }

  #make(options: SecureContextOptions): SecureContext {
    const { fullChainPem, privateKeyPem } = this.material;
    return createSecureContext({ ...this.#trustFor(options), ...options, cert: fullChainPem, key: privateKeyPem });
  }

  #trustFor({ ca }: SecureContextOptions): SecureContextOptions {
    if (ca !== undefined || this.trust === 'own') return {};
    if (this.trust === 'awaited') {
      throw new NodeClientError('NO_TRUSTSTORE', 'Nobody is trusted yet: no truststore has come from Certkeep.');
    }
    // What is assigned is trusted by itself, whoever issued it. The list may be empty, and then nobody is: without a
    // list Node would take its own.
    return { ca: this.trust.isEmpty ? [] : [this.trust.certificates.join('')], allowPartialTrustChain: true };
  }
}

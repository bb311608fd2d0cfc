import { createSecureContext } from 'node:tls';
import type { Material } from './material.js';
import { Presentation, type Trust } from './presentation.js';
import type { Presenters } from './presenters.js';
import type { Truststore } from './trust/truststore.js';

/** The pair of certificate and truststore that is current: when one of them changes, all that present change over. */
export class Presentations {
  #trust: Trust;
  #current: Presentation | undefined;

  constructor(
    private readonly presenters: Presenters,
    followsTruststore: boolean,
  ) {
    this.#trust = followsTruststore ? 'awaited' : 'own';
  }

  /** @throws NodeClientError MATERIAL_UNUSABLE */
  loadMaterial(material: Material): () => void {
    return this.#load(new Presentation(material, this.#trust));
  }

  /** @throws NodeClientError MATERIAL_UNUSABLE, Error of OpenSSL */
  loadTrust(truststore: Truststore): () => void {
    const put = this.#current && this.#load(new Presentation(this.#current.material, truststore));
    // Also where no certificate has come yet: what can't be loaded must not take the place of what can.
    if (put === undefined) createSecureContext({ ca: truststore.certificates });
    return () => {
      this.#trust = truststore;
      put?.();
    };
  }

  /** @param material that is to be presented now */
  of(material: Material): Presentation {
    const current = this.#current;
    if (current?.material === material) return current;
    const next =
      current !== undefined && material.presentsTheSameAs(current.material)
        ? current.renewed(material)
        : new Presentation(material, this.#trust);
    this.#current = next;
    return next;
  }

  #load(presentation: Presentation): () => void {
    const put = this.presenters.load(presentation);
    return () => {
      this.#current = presentation;
      put();
    };
  }
}

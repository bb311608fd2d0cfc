import { createSecureContext } from 'node:tls';
import { NodeClientError } from './errors.js';
import type { Presentation } from './presentation.js';

/** Something that presents the node's certificate on connections that it makes. */
export interface Presenter {
  /**
   * Makes ready what is slow or may fail, and changes nothing yet.
   * @returns puts it in place
   */
  readonly load: (presentation: Presentation) => () => void;
  /** Retires the connections that it keeps: there is nothing to present any more. */
  readonly withdraw: () => void;
}

/** All that present the certificate: a change reaches all of them, or none. */
export class Presenters {
  readonly #all = new Set<Presenter>([{ load: checkThatTlsTakes, withdraw: () => undefined }]);

  add(presenter: Presenter): void {
    this.#all.add(presenter);
  }

  remove(presenter: Presenter): void {
    this.#all.delete(presenter);
  }

  /** @throws NodeClientError MATERIAL_UNUSABLE */
  load(presentation: Presentation): () => void {
    try {
      const ready = [...this.#all].map((presenter) => presenter.load(presentation));
      return () => {
        for (const put of ready) put();
      };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const { revision } = presentation.material;
      throw new NodeClientError('MATERIAL_UNUSABLE', `Revision ${revision} can’t be loaded: ${why}.`, {
        cause: error,
      });
    }
  }

  withdraw(): void {
    for (const presenter of this.#all) presenter.withdraw();
  }
}

/** Also where no agent was asked for: the caller's own connections must work. */
function checkThatTlsTakes(presentation: Presentation): () => void {
  const { fullChainPem, privateKeyPem } = presentation.material;
  if (presentation.isReadyFor({})) presentation.contextFor({});
  else createSecureContext({ ca: [], cert: fullChainPem, key: privateKeyPem });
  return () => undefined;
}

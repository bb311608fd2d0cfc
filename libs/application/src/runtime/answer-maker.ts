import type { CompanyId, VersionId } from '@certkeep/domain';
import type { NodeState } from './company-nodes.js';
import type { MaterialShelf, OpenedMaterial, PresentedCertificate } from './material-shelf.js';
import type { RevisionKey } from './revision-key.js';
import { yieldToOthers } from './yield-to-others.js';

/** An answer that is asked for: of a node that is to present a certificate. */
export interface WantedAnswer {
  readonly state: NodeState;
  readonly presented: PresentedCertificate;
}

/** What a node is to present: everything in the clear, so it goes to that node alone. */
export interface NodeMaterial extends WantedAnswer {
  readonly material: OpenedMaterial;
}

/** An answer, or why there is none. */
export type Made<Encoded> = { readonly encoded: Encoded } | { readonly error: unknown };

/** Makes answers that are kept: of many nodes of a company at once, signed together. */
export type EncodeAnswers<Encoded> = (batch: readonly NodeMaterial[], key: RevisionKey) => readonly Encoded[];

interface Order<Encoded> extends WantedAnswer {
  readonly company: CompanyId;
  readonly resolve: (encoded: Encoded) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers that are made, signed and sent before others have their turn: these wait for some 10 ms. */
export const answersAtATime = 256;

interface Ports<Encoded> {
  readonly shelf: MaterialShelf;
  readonly keyOf: (company: CompanyId) => Promise<RevisionKey>;
  readonly encode: EncodeAnswers<Encoded>;
}

/** Makes answers in slices, so that a change to what ten thousand nodes present holds nobody up. */
export class AnswerMaker<Encoded> {
  private orders: Order<Encoded>[] = [];
  private isWorking = false;

  constructor(private readonly ports: Ports<Encoded>) {}

  make(company: CompanyId, state: NodeState, presented: PresentedCertificate): Promise<Encoded> {
    return new Promise((resolve, reject) => {
      this.orders.push({ company, state, presented, resolve, reject });
      if (!this.isWorking) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    // Whoever asks in the same moment is served in the same slice.
    await yieldToOthers();
    while (this.orders.length > 0) {
      const orders = this.orders;
      this.orders = [];
      for (let at = 0; at < orders.length; at += answersAtATime) {
        const some = orders.slice(at, at + answersAtATime);
        const companies = Map.groupBy(some, ({ company }) => company);
        await Promise.all([...companies].map(([company, ofCompany]) => this.serve(company, ofCompany)));
        await yieldToOthers();
      }
    }
    this.isWorking = false;
  }

  private async serve(company: CompanyId, orders: readonly Order<Encoded>[]): Promise<void> {
    try {
      const made = await this.makeTogether(company, orders);
      for (const [index, answer] of made.entries()) {
        if ('error' in answer) orders[index]?.reject(answer.error);
        else orders[index]?.resolve(answer.encoded);
      }
    } catch (error) {
      for (const order of orders) order.reject(error);
    }
  }

  /**
   * Of one company, signed together; no more than may be made before others have their turn.
   * @returns in the same order
   * @throws what kept all of them from being made
   */
  async makeTogether(company: CompanyId, wanted: readonly WantedAnswer[]): Promise<readonly Made<Encoded>[]> {
    const opened = await this.openAll(company, wanted);
    const batch: NodeMaterial[] = [];
    for (const { state, presented } of wanted) {
      const result = opened.get(presented.versionId);
      if (result?.status === 'fulfilled') batch.push({ state, presented, material: result.value });
    }
    const answers = this.ports.encode(batch, await this.ports.keyOf(company));
    if (answers.length !== batch.length) throw new TypeError('an answer was not made');
    const encoded = answers.values();
    return wanted.map(({ presented }) => {
      const result = opened.get(presented.versionId);
      if (result?.status === 'rejected') return { error: result.reason as unknown };
      const next = encoded.next();
      return next.done === true ? { error: new TypeError('an answer was not made') } : { encoded: next.value };
    });
  }

  private async openAll(company: CompanyId, wanted: readonly WantedAnswer[]) {
    const versions = new Map(wanted.map(({ presented }) => [presented.versionId, presented]));
    const opened = new Map<VersionId, PromiseSettledResult<OpenedMaterial>>();
    for (const [id, presented] of versions) {
      const [result] = await Promise.allSettled([this.ports.shelf.open(company, presented)]);
      opened.set(id, result);
    }
    return opened;
  }
}

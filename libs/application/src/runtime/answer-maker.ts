import type { CompanyId } from '@certkeep/domain';
import type { NodeState } from './company-nodes.js';
import type { MaterialShelf, OpenedMaterial, PresentedCertificate } from './material-shelf.js';
import type { RevisionKey } from './revision-key.js';
import { yieldToOthers } from './yield-to-others.js';

/** What a node is to present: everything in the clear, so it goes to that node alone. */
export interface NodeMaterial {
  readonly state: NodeState;
  readonly presented: PresentedCertificate;
  readonly material: OpenedMaterial;
}

/** Makes answers that are kept: of many nodes of a company at once, signed together. */
export type EncodeAnswers<Encoded> = (batch: readonly NodeMaterial[], key: RevisionKey) => readonly Encoded[];

interface Order<Encoded> {
  readonly company: CompanyId;
  readonly state: NodeState;
  readonly presented: PresentedCertificate;
  readonly resolve: (encoded: Encoded) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers that are made, signed and sent before others have their turn: these wait for some 10 ms. */
const slice = 256;

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
      for (let at = 0; at < orders.length; at += slice) {
        const some = orders.slice(at, at + slice);
        const companies = Map.groupBy(some, ({ company }) => company);
        await Promise.all([...companies].map(([company, ofCompany]) => this.serve(company, ofCompany)));
        await yieldToOthers();
      }
    }
    this.isWorking = false;
  }

  private async serve(company: CompanyId, orders: readonly Order<Encoded>[]): Promise<void> {
    const { shelf, keyOf, encode } = this.ports;
    try {
      const key = await keyOf(company);
      const ready: (Order<Encoded> & NodeMaterial)[] = [];
      for (const order of orders) {
        try {
          ready.push({ ...order, material: await shelf.open(company, order.presented) });
        } catch (error) {
          order.reject(error);
        }
      }
      const encoded = encode(ready, key);
      for (const [index, order] of ready.entries()) {
        const made = encoded[index];
        if (made === undefined) order.reject(new TypeError('an answer was not made'));
        else order.resolve(made);
      }
    } catch (error) {
      for (const order of orders) order.reject(error);
    }
  }
}

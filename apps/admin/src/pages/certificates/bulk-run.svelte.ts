import { failureOf, type Failure } from '../../client/rpc-error.js';

/** One of many that was refused. */
export interface Refused<Item> {
  readonly item: Item;
  readonly failure: Failure;
}

/** The same deed for many, one after the other: one that is refused doesn't stop the rest. */
export class BulkRun<Item> {
  state = $state<'ready' | 'running' | 'done'>('ready');
  /** How many have been tried. */
  tried = $state(0);
  total = $state(0);
  done = $state.raw<readonly Item[]>([]);
  refused = $state.raw<readonly Refused<Item>[]>([]);

  constructor(private readonly deed: (item: Item) => Promise<unknown>) {}

  async run(items: readonly Item[]): Promise<void> {
    this.state = 'running';
    this.tried = 0;
    this.total = items.length;
    this.done = [];
    this.refused = [];
    for (const item of items) {
      try {
        await this.deed(item);
        this.done = [...this.done, item];
      } catch (error) {
        this.refused = [...this.refused, { item, failure: failureOf(error) }];
      }
      this.tried += 1;
    }
    this.state = 'done';
  }
}

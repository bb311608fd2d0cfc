import { SvelteMap } from 'svelte/reactivity';

/** The rows that are chosen, as they were when they were: also those of pages that are not shown any more. */
export class Selection<Row extends { readonly id: string }> {
  private readonly chosen = new SvelteMap<string, Row>();

  get size(): number {
    return this.chosen.size;
  }

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  /** @param shown rows of the list as they are now, which may be newer than when they were chosen */
  rows(shown: readonly Row[]): readonly Row[] {
    return [...this.chosen.values()].map((row) => shown.find(({ id }) => id === row.id) ?? row);
  }

  set(rows: readonly Row[], isOn: boolean): void {
    for (const row of rows) {
      if (isOn) this.chosen.set(row.id, row);
      else this.chosen.delete(row.id);
    }
  }

  clear(): void {
    this.chosen.clear();
  }

  /** Of these rows: all of them are chosen, none, or some. */
  extentIn(rows: readonly Row[]): 'all' | 'some' | 'none' {
    const count = rows.filter(({ id }) => this.chosen.has(id)).length;
    if (count === 0) return 'none';
    return count === rows.length ? 'all' : 'some';
  }
}

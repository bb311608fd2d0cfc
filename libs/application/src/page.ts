/** A page of a list, by keyset: stable while rows are added and deleted. */
export interface PageRequest {
  /** At most this many rows. */
  readonly size: number;
  /** Sort key and id of the last row that the client has; absent for the first page. */
  readonly after?: { readonly key: string | number; readonly id: string };
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page starts; absent when this is the last. */
  readonly next?: { readonly key: string | number; readonly id: string };
}

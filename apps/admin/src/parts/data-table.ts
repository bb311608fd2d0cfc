/** A column of a table. */
export interface Column {
  readonly id: string;
  readonly label: string;
  /** The order that the server knows it by; absent when it can't be sorted. */
  readonly sort?: string;
  /** Left out where the screen is narrow. */
  readonly wideOnly?: boolean;
  /** Left out on screens narrower than this; `wideOnly` is `md`. */
  readonly from?: 'md' | 'lg' | 'xl';
  /** Its label is for screen readers alone. */
  readonly labelHidden?: boolean;
  /** Its header is the table's `head`. */
  readonly ownHead?: boolean;
}

// Written out, as Tailwind finds its classes in sources.
const hidden = { md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' };

/** The class that leaves a column out where there is no room for it. */
export function hiddenBelow({ from, wideOnly }: Column): string {
  const least = from ?? (wideOnly ? 'md' : undefined);
  return least === undefined ? '' : hidden[least];
}

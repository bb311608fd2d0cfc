import { searchParams } from 'sv-router';

interface Step {
  /** The one before is not come back to. */
  readonly replace?: boolean;
}

/** What the address says behind its "?"; it is followed wherever it is read. */
export function addressParameters(): URLSearchParams {
  return searchParams.toURLSearchParams();
}

/** What the address says of these; empty: nothing. */
export function addressValues<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const parameters = addressParameters();
  return Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<Name, string>;
}

/**
 * Has the address say this behind its "?", and no more. It does so before this returns, so that another change right
 * after it builds on it; all of it is one step in the history.
 * @param search begins with "?" or not
 */
export function setAddress(search: string, { replace = false }: Step = {}): void {
  const wanted = new URLSearchParams(search);
  const said = addressParameters();
  let step: Step = { replace };
  for (const name of new Set([...said.keys(), ...wanted.keys()])) {
    const value = wanted.get(name);
    if (value === said.get(name)) continue;
    if (value === null) searchParams.delete(name, undefined, step);
    else searchParams.set(name, value, step);
    step = { replace: true };
  }
  // Parameters were changed where they stood: what is the same has one address.
  const { pathname, hash } = location;
  const text = wanted.size === 0 ? '' : `?${wanted.toString()}`;
  if (step.replace === true) history.replaceState(history.state, '', pathname + text + hash);
}

/** Changes these alone. An empty value is left out of the address. */
export function changeAddress(values: Readonly<Record<string, string>>, step?: Step): void {
  const wanted = addressParameters();
  for (const [name, value] of Object.entries(values)) {
    if (value === '') wanted.delete(name);
    else wanted.set(name, value);
  }
  setAddress(wanted.toString(), step);
}

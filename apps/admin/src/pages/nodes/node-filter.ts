import { standings, type Standing } from '../../parts/deployment-words.js';

/** What the list is filtered by, as the URL names it. */
export const filterNames = ['search', 'environment', 'state'] as const;
export type FilterName = (typeof filterNames)[number];
export type FilterValues = Readonly<Record<FilterName, string>>;

/** The filter as the contract has it; the state is told apart here, by the live deployments. */
export function filterOf({ search, environment }: FilterValues) {
  return { search, environmentId: environment };
}

/** The state that is asked for; undefined for all of them, and for a word in the URL that is none. */
export function wantedStanding({ state }: FilterValues): Standing | undefined {
  return standings.find((standing) => standing === state);
}

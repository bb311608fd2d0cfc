import { timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { everything, filtersAlike, type ListState } from './list-state.js';

const week = 7 * 86_400_000;

/** The contract's filter. */
export function filterOf(state: ListState) {
  const { search, statuses, inUse, primary, environmentId, labels, coveredDomain, hasPrivateKey, deleted } = state;
  const from = state.week === '' ? undefined : Date.parse(`${state.week}T00:00:00Z`);
  return {
    search,
    statuses: [...statuses],
    environmentId,
    labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
    coveredDomain,
    deleted,
    ...(inUse === undefined ? {} : { inUse }),
    ...(primary === undefined ? {} : { primary }),
    ...(hasPrivateKey === undefined ? {} : { hasPrivateKey }),
    ...(state.expiresInDays === undefined ? {} : { expiresInDays: state.expiresInDays }),
    ...(from === undefined ? {} : { expiresFrom: moment(from), expiresBefore: moment(from + week) }),
  };
}

/** What a card or a bar of the timeline chooses: each of them replaces what another one chose. */
export type Facet = Pick<ListState, 'statuses' | 'inUse' | 'week'>;

export const noFacet: Facet = { statuses: [], inUse: undefined, week: '' };

/** Without what cards and bars choose: their numbers stay where they are while one goes from one to the next. */
export function withoutFacet(state: ListState): ListState {
  return { ...state, ...noFacet };
}

/** Shows exactly what this card or bar chooses. */
export function hasFacet(state: ListState, facet: Facet): boolean {
  return filtersAlike(state, { ...withoutFacet(state), ...facet });
}

export function isFiltered(state: ListState): boolean {
  return !filtersAlike(state, everything);
}

function moment(milliseconds: number): Timestamp {
  return timestampFromDate(new Date(milliseconds));
}

import { statusNames } from '../../parts/status-names.js';
import { everything, type ListState } from './list-state.js';
import { weekWords } from './timeline.js';

/** A filter that is on, in words, and the list without it. */
export interface Chip<State = ListState> {
  readonly text: string;
  readonly without: State;
}

/** @param environmentNames by id, as far as they are known */
export function chipsOf(state: ListState, environmentNames: ReadonlyMap<string, string>): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (isOn: boolean, text: string, change: Partial<ListState>) => {
    if (isOn) chips.push({ text, without: { ...state, ...change } });
  };
  add(state.deleted, 'Deleted', { deleted: false });
  add(state.search !== '', `“${state.search}”`, { search: '' });
  for (const status of state.statuses) {
    add(true, statusNames[status], { statuses: state.statuses.filter((other) => other !== status) });
  }
  add(state.inUse !== undefined, state.inUse ? 'In use' : 'Not in use', { inUse: undefined });
  add(state.primary !== undefined, state.primary ? 'Primary' : 'Not primary', { primary: undefined });
  add(state.environmentId !== '', `In ${environmentNames.get(state.environmentId) ?? 'an environment'}`, {
    environmentId: '',
  });
  for (const label of state.labels) {
    const text = label.value === '' ? `Label ${label.key}` : `Label ${label.key}=${label.value}`;
    add(true, text, { labels: state.labels.filter((other) => other !== label) });
  }
  const days = state.expiresInDays;
  add(days !== undefined, days === 1 ? 'Expires within 1 day' : `Expires within ${days ?? 0} days`, {
    expiresInDays: undefined,
  });
  add(state.coveredDomain !== '', `Covers ${state.coveredDomain}`, { coveredDomain: '' });
  add(state.hasPrivateKey !== undefined, state.hasPrivateKey ? 'With private key' : 'Without private key', {
    hasPrivateKey: undefined,
  });
  add(state.week !== '', state.week === '' ? '' : `Ends in the week of ${weekWords(state.week)}`, { week: '' });
  return chips;
}

/** Every filter off; order and moment stay. */
export function cleared({ order, descending, asOf }: ListState): ListState {
  return { ...everything, order, descending, asOf };
}

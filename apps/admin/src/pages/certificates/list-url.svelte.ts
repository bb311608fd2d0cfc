import { searchParams } from 'sv-router';
import { navigate, route } from '../../router.js';
import { formatListState, parseListState, type ListState } from './list-state.js';

/** What the address says; it is followed wherever it is read. */
export function shownState(): ListState {
  return parseListState(searchParams.toURLSearchParams());
}

/** Shows another list. @param replace the one before is not come back to */
export function show(state: ListState, { replace = false } = {}): void {
  const path = route.pathname === '/' ? '/' : '/certificates';
  void navigate(path, { search: formatListState(state), scrollToTop: false, replace });
}

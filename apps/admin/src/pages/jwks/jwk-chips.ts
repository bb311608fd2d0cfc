import { statusNames } from '../../parts/status-names.js';
import type { Chip } from '../certificates/chips.js';
import { sourceChoices, type JwkListState } from './jwk-state.js';

/** The filters that are on, in words. @param certificateName of the certificate that they are made from, where known */
export function jwkChips(state: JwkListState, certificateName: string | undefined): readonly Chip<JwkListState>[] {
  const chips: Chip<JwkListState>[] = [];
  const add = (text: string, change: Partial<JwkListState>) => chips.push({ text, without: { ...state, ...change } });
  const { search, certificateId, sources, connected, statuses, expiresInDays: days } = state;
  if (search !== '') add(`“${search}”`, { search: '' });
  if (certificateId !== '') add(`Made from ${certificateName ?? 'one certificate'}`, { certificateId: '' });
  for (const { source, name } of sourceChoices) {
    if (!sources.includes(source)) continue;
    const how = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
    add(`Certificate ${how}`, { sources: sources.filter((other) => other !== source) });
  }
  if (connected !== undefined) add(connected ? 'Connected' : 'Not connected', { connected: undefined });
  for (const status of statuses) {
    add(statusNames[status], { statuses: statuses.filter((other) => other !== status) });
  }
  if (days !== undefined) {
    add(days === 1 ? 'Expires within 1 day' : `Expires within ${days} days`, { expiresInDays: undefined });
  }
  return chips;
}

import { MaterialSource } from '@certkeep/contracts/connect';
import {
  answerFrom,
  answerWord,
  daysFrom,
  orderOf,
  parseOrder,
  statusesFrom,
  statusesText,
  type ListState,
} from '../certificates/list-state.js';

/** Everything that says which JWKs the page shows: its address holds all of it. */
export interface JwkListState extends Pick<
  ListState,
  'search' | 'statuses' | 'expiresInDays' | 'order' | 'descending'
> {
  /** How their certificates had come: one of these; none: any way. In the order of `sourceChoices`. */
  readonly sources: readonly MaterialSource[];
  readonly connected: boolean | undefined;
  /** Made from this certificate; empty: from any. */
  readonly certificateId: string;
}

export const everyJwk: JwkListState = {
  search: '',
  statuses: [],
  expiresInDays: undefined,
  sources: [],
  connected: undefined,
  certificateId: '',
  order: 'name',
  descending: false,
};

/** How a certificate comes: as the address has it, and as people read it. */
export const sourceChoices = [
  { source: MaterialSource.FILE, word: 'file', name: 'From files' },
  { source: MaterialSource.PASTE, word: 'paste', name: 'Pasted' },
  { source: MaterialSource.HTTPS, word: 'https', name: 'Fetched over HTTPS' },
  { source: MaterialSource.LDAPS, word: 'ldaps', name: 'Fetched over LDAPS' },
  { source: MaterialSource.SIGNING_REQUEST, word: 'request', name: 'Signing request' },
  { source: MaterialSource.IMPORT, word: 'import', name: 'Imported' },
] as const;

/** Reads an address. What it doesn't understand, it leaves out. */
export function parseJwkListState(parameters: URLSearchParams): JwkListState {
  const text = (name: string) => parameters.get(name)?.trim() ?? '';
  const words = text('source').split(',');
  return {
    search: text('search'),
    statuses: statusesFrom(text('status')),
    expiresInDays: daysFrom(text('days')),
    sources: sourceChoices.filter(({ word }) => words.includes(word)).map(({ source }) => source),
    connected: answerFrom(text('connected')),
    certificateId: text('certificate'),
    ...parseOrder(text('order')),
  };
}

/** The address of what is shown: each parameter once, and none for what is as ever. Begins with "?". */
export function formatJwkListState(state: JwkListState): string {
  const values: Record<string, string> = {
    search: state.search,
    status: statusesText(state.statuses),
    days: state.expiresInDays === undefined ? '' : String(state.expiresInDays),
    source: sourceChoices
      .filter(({ source }) => state.sources.includes(source))
      .map(({ word }) => word)
      .join(','),
    connected: answerWord(state.connected),
    certificate: state.certificateId,
    order: orderOf(state) === everyJwk.order ? '' : orderOf(state),
  };
  return `?${new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString()}`;
}

/** Something is left out by these filters; the order leaves out nothing. */
export function isNarrowed(state: JwkListState): boolean {
  const { order, descending } = everyJwk;
  return formatJwkListState({ ...state, order, descending }) !== formatJwkListState(everyJwk);
}

/** The contract's request. */
export function listRequest(state: JwkListState) {
  const { search, statuses, expiresInDays, sources, connected, certificateId } = state;
  return {
    search,
    certificateId,
    statuses: [...statuses],
    sources: [...sources],
    orderBy: orderOf(state),
    ...(connected === undefined ? {} : { connected }),
    ...(expiresInDays === undefined ? {} : { expiresInDays }),
  };
}

/** Chooses a source or leaves it out; they stay in their order. */
export function withSource({ sources }: JwkListState, source: MaterialSource, isOn: boolean): MaterialSource[] {
  return sourceChoices
    .map((choice) => choice.source)
    .filter((known) => (known === source ? isOn : sources.includes(known)));
}

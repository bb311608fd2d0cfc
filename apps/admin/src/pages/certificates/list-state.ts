import { CertificateStatus } from '@certkeep/contracts/connect';

export interface Label {
  readonly key: string;
  /** Empty: any value. */
  readonly value: string;
}

/** As the server knows them. */
export const orders = ['name', 'expire_time', 'create_time'] as const;
export type Order = (typeof orders)[number];

/** Everything that says what the page shows: its address holds all of it. */
export interface ListState {
  readonly search: string;
  /** One of these; none: all. In the order of `statusWords`. */
  readonly statuses: readonly CertificateStatus[];
  readonly inUse: boolean | undefined;
  readonly primary: boolean | undefined;
  readonly environmentId: string;
  /** All of these, each key once. */
  readonly labels: readonly Label[];
  readonly expiresInDays: number | undefined;
  readonly coveredDomain: string;
  readonly hasPrivateKey: boolean | undefined;
  readonly deleted: boolean;
  /** Ends in the week of this Monday in UTC, as in "2027-01-04"; empty: whenever. */
  readonly week: string;
  readonly order: Order;
  readonly descending: boolean;
  /** Asked for the end of this day in the reader's time zone, as in "2027-01-15"; empty: now. */
  readonly asOf: string;
}

export const everything: ListState = {
  search: '',
  statuses: [],
  inUse: undefined,
  primary: undefined,
  environmentId: '',
  labels: [],
  expiresInDays: undefined,
  coveredDomain: '',
  hasPrivateKey: undefined,
  deleted: false,
  week: '',
  order: 'name',
  descending: false,
  asOf: '',
};

/** The furthest that the server looks ahead. */
export const mostDays = 36_500;

const statusWords = [
  ['expired', CertificateStatus.EXPIRED],
  ['expires-soon', CertificateStatus.EXPIRES_SOON],
  ['upcoming', CertificateStatus.UPCOMING],
  ['valid', CertificateStatus.VALID],
] as const;

/** Reads an address. What it doesn't understand, it leaves out: an old or mistyped address still shows a list. */
export function parseListState(parameters: URLSearchParams): ListState {
  const text = (name: string) => parameters.get(name)?.trim() ?? '';
  return {
    search: text('search'),
    statuses: statusesFrom(text('status')),
    inUse: answerFrom(text('use')),
    primary: answerFrom(text('primary')),
    environmentId: text('environment'),
    labels: labelsFrom(text('label')),
    expiresInDays: daysFrom(text('days')),
    coveredDomain: text('covers'),
    hasPrivateKey: answerFrom(text('key')),
    deleted: answerFrom(text('deleted')) === true,
    week: mondayFrom(text('week')),
    ...parseOrder(text('order')),
    asOf: dayFrom(text('as-of')),
  };
}

/** The address of what is shown: each parameter once, and none for what is as ever. Begins with "?". */
export function formatListState(state: ListState): string {
  const values: Record<string, string> = {
    search: state.search,
    status: statusesText(state.statuses),
    use: answerWord(state.inUse),
    primary: answerWord(state.primary),
    environment: state.environmentId,
    label: state.labels.map(formatLabel).join(','),
    days: state.expiresInDays === undefined ? '' : String(state.expiresInDays),
    covers: state.coveredDomain,
    key: answerWord(state.hasPrivateKey),
    deleted: state.deleted ? 'yes' : '',
    week: state.week,
    order: orderOf(state) === everything.order ? '' : orderOf(state),
    'as-of': state.asOf,
  };
  return `?${new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString()}`;
}

/** As the server takes it: "expire_time desc". */
export function orderOf({ order, descending }: Pick<ListState, 'order' | 'descending'>): string {
  return descending ? `${order} desc` : order;
}

/** Reads "expire_time desc"; what isn't one of the orders is the usual one. */
export function parseOrder(text: string): Pick<ListState, 'order' | 'descending'> {
  const [name, direction] = text.split(' ');
  const order = orders.find((known) => known === name);
  return order === undefined
    ? { order: everything.order, descending: false }
    : { order, descending: direction === 'desc' };
}

/** Two states that show the same certificates, in whatever order. */
export function filtersAlike(one: ListState, other: ListState): boolean {
  const filterOf = (state: ListState) => formatListState({ ...state, order: 'name', descending: false, asOf: '' });
  return filterOf(one) === filterOf(other);
}

/** Reads "team=payments", or "team" for the key alone; undefined when there is no key. */
export function labelFrom(text: string): Label | undefined {
  const [key = '', ...rest] = text.split('=');
  const value = rest.join('=').trim();
  return key.trim() === '' ? undefined : { key: key.trim(), value };
}

/** Of two labels with one key, the later one holds. */
export function withLabel(labels: readonly Label[], label: Label): readonly Label[] {
  return [...labels.filter(({ key }) => key !== label.key), label];
}

/** Keys and values may hold "," and "=", which part them here. */
function formatLabel({ key, value }: Label): string {
  return [key, value]
    .filter((part) => part !== '')
    .map(encodeURIComponent)
    .join('=');
}

function labelsFrom(text: string): readonly Label[] {
  const labels = text.split(',').flatMap((pair) => {
    const label = labelFrom(pair);
    if (label === undefined) return [];
    const [key, value] = [decoded(label.key), decoded(label.value)];
    return key === undefined || key === '' || value === undefined ? [] : [{ key, value }];
  });
  return labels.reduce<readonly Label[]>(withLabel, []);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return undefined;
  }
}

/** Reads "expired,valid"; what isn't a status is left out. */
export function statusesFrom(text: string): readonly CertificateStatus[] {
  const words = text.split(',');
  return statusWords.filter(([word]) => words.includes(word)).map(([, status]) => status);
}

export function statusesText(statuses: readonly CertificateStatus[]): string {
  return statusWords
    .filter(([, status]) => statuses.includes(status))
    .map(([word]) => word)
    .join(',');
}

export function answerFrom(word: string): boolean | undefined {
  return word === 'yes' ? true : word === 'no' ? false : undefined;
}

export function answerWord(answer: boolean | undefined): string {
  return answer === undefined ? '' : answer ? 'yes' : 'no';
}

/** Reads a whole number of days that the server takes; undefined for anything else. */
export function daysFrom(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= mostDays ? Number(text) : undefined;
}

function dayFrom(text: string): string {
  const isDay = /^[1-9]\d{3}-\d\d-\d\d$/.test(text);
  const time = isDay ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 30 February is read as 2 March by some.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : '';
}

function mondayFrom(text: string): string {
  const day = dayFrom(text);
  return day !== '' && new Date(`${day}T00:00:00Z`).getUTCDay() === 1 ? day : '';
}

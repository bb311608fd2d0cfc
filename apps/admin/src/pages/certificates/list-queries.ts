import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { keepPreviousData } from '@tanstack/svelte-query';
import { certificates } from '../../client/clients.js';
import { filterOf } from './list-request.js';
import { everything, formatListState, orderOf, type ListState } from './list-state.js';

interface Signalled {
  readonly signal: AbortSignal;
}

/** A year of them. */
export const timelineWeeks = 52;

/** The pages of a list. Until the first of another list is there, the one before stays. */
export function listQuery(state: ListState, moment: Date | undefined) {
  return {
    queryKey: ['ListCertificates', formatListState(state), moment?.getTime()] as const,
    queryFn: ({ pageParam, signal }: Signalled & { pageParam: string }) =>
      certificates.listCertificates(
        { pageToken: pageParam, orderBy: orderOf(state), filter: filterOf(state), ...asOfField(moment) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }: { nextPageToken: string }) => nextPageToken || undefined,
    placeholderData: keepPreviousData,
  };
}

/** The numbers of what a list's filters leave. */
export function summaryQuery(state: ListState, moment: Date | undefined, weeks: 0 | typeof timelineWeeks) {
  const { order, descending } = everything;
  return {
    // Its order doesn't matter: another order is no reason to count again.
    queryKey: [
      'SummarizeCertificates',
      formatListState({ ...state, order, descending }),
      moment?.getTime(),
      weeks,
    ] as const,
    queryFn: ({ signal }: Signalled) =>
      certificates.summarizeCertificates(
        { filter: filterOf(state), timelineWeeks: weeks, ...asOfField(moment) },
        { signal },
      ),
    placeholderData: keepPreviousData,
  };
}

function asOfField(moment: Date | undefined) {
  return moment === undefined ? {} : { asOf: timestampFromDate(moment) };
}

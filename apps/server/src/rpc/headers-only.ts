import type { Transport } from './context.js';

const neverAborted = new AbortController().signal;

/** A call of which the headers alone are there: it is asked who calls, and nothing is answered through it. */
export function headersOnly(
  known: Pick<Transport, 'door' | 'header' | 'peerAddress' | 'certificateSha256'>,
): Transport {
  return { ...known, setHeader: () => undefined, deadline: undefined, signal: neverAborted };
}

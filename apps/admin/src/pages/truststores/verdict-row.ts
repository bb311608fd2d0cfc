import { TrustedCaVerdict_Outcome as Outcome, type TrustedCaVerdict } from '@certkeep/contracts/connect';

/** What became, or would become, of one certificate of an import. */
export interface VerdictRow {
  readonly id: string;
  /** As what was imported calls it: an alias or a file's name. */
  readonly name: string;
  readonly outcome: Outcome;
  /** What it is called in the truststore; empty when it is refused. */
  readonly alias: string;
  readonly subject: string;
  /** Why it is refused; empty otherwise. */
  readonly problem: string;
  readonly warnings: readonly string[];
}

/** Those that are refused first: they are what somebody has to look at. */
export function verdictRows(verdicts: readonly TrustedCaVerdict[], unread: readonly string[]): readonly VerdictRow[] {
  const rows = [...unread.map(unreadRow), ...verdicts.map(verdictRow)];
  const isRefused = ({ outcome }: VerdictRow) => outcome === Outcome.REFUSED;
  return [...rows.filter(isRefused), ...rows.filter((row) => !isRefused(row))];
}

function verdictRow({ name, outcome, entry, problem, warnings }: TrustedCaVerdict, index: number): VerdictRow {
  return {
    id: String(index),
    name,
    outcome,
    alias: entry?.alias ?? '',
    subject: entry?.facts?.subject ?? '',
    problem: problem?.message ?? '',
    warnings: warnings.map(({ message }) => message),
  };
}

function unreadRow(path: string): VerdictRow {
  return {
    id: `unread ${path}`,
    name: path,
    outcome: Outcome.REFUSED,
    alias: '',
    subject: '',
    problem: 'The browser could not read this file. Check that it is still where it was, and choose it again.',
    warnings: [],
  };
}

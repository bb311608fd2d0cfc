import type { TargetStatus } from './target-status.js';

const columns = ['target', 'result', 'certificate', 'revision', 'expires', 'certkeep', 'since', 'message'] as const;

/** One line for each target, under a line of headings. */
export function statusTable(statuses: readonly TargetStatus[]): string {
  const rows = [columns.map((name) => name.toUpperCase()), ...statuses.map(cellsOf)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function cellsOf(status: TargetStatus): readonly string[] {
  const { target, result, certificateName, revision, notAfter, online, time, message } = status;
  return [
    target,
    result,
    certificateName === '' ? '-' : certificateName,
    String(revision),
    notAfter === '' ? '-' : notAfter.slice(0, 10),
    online ? 'online' : 'away',
    time === '' ? '-' : time,
    message.replaceAll(/\s+/g, ' '),
  ];
}

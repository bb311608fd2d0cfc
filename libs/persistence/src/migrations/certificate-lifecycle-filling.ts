import type { QueryRunner } from 'typeorm';

interface Row {
  readonly id: string;
  readonly company_id: string;
  readonly labels: string;
  readonly warning_window_days: number | string;
}

interface Current {
  readonly id: string;
  readonly not_before: number | string;
  readonly not_after: number | string;
  readonly facts: string;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Gives certificates that are there already their standing, with what this migration alone knows of the tables: later
 * code may know others. Begun again after a kill, it finds all that it needs, and writes the same.
 */
export async function fillStandings(runner: QueryRunner): Promise<void> {
  const certificates = (await runner.query(
    `SELECT c.id, c.company_id, c.labels, o.warning_window_days
     FROM certificates c JOIN companies o ON o.id = c.company_id WHERE c.delete_time IS NULL`,
  )) as Row[];
  await runner.query('DELETE FROM certificate_counts');
  await runner.query('DELETE FROM certificate_labels');
  await runner.query('DELETE FROM covered_names');
  for (const certificate of certificates) await fillOne(runner, certificate);
  const counts: readonly (readonly [kind: string, day: string, where: string])[] = [
    ['total', '0', '1 = 1'],
    ['in_use', '0', 'in_use = 1'],
    ['start', dayOf('start_time'), '1 = 1'],
    ['warn', dayOf('warn_time'), '1 = 1'],
    ['expire', dayOf('expire_time'), '1 = 1'],
  ];
  for (const [kind, days, where] of counts) {
    await runner.query(
      `INSERT INTO certificate_counts (company_id, kind, day, count)
       SELECT counted.company_id, '${kind}', counted.day, COUNT(*)
       FROM (SELECT company_id, ${days} AS day FROM certificates WHERE delete_time IS NULL AND ${where}) counted
       GROUP BY counted.company_id, counted.day`,
    );
  }
}

/** Whole days since 1970, rounded down, with what both dialects have. */
function dayOf(column: string): string {
  return `(${column} - (((${column} % ${day}) + ${day}) % ${day})) / ${day}`;
}

async function fillOne(runner: QueryRunner, certificate: Row): Promise<void> {
  const { id, company_id: company } = certificate;
  const currents = (await runner.query(
    `SELECT d.id, v.not_before, v.not_after, v.facts
     FROM definitions d JOIN versions v ON v.id = d.current_version_id WHERE d.certificate_id = ?`,
    [id],
  )) as Current[];
  const ends = currents.map(({ not_after }) => Number(not_after));
  const warnings = currents.map(({ not_before, not_after }) => {
    const lifetime = Number(not_after) - Number(not_before);
    const warned = Math.min(Number(certificate.warning_window_days) * day, Math.max(0, lifetime / 3));
    return Math.trunc(Number(not_after) - warned);
  });
  const warn = Math.min(...warnings);
  const start = Math.min(warn, Math.max(...currents.map(({ not_before }) => Number(not_before))));
  const uses = (await runner.query(
    `SELECT 1 FROM environment_assignments WHERE certificate_id = ? UNION ALL
     SELECT 1 FROM nodes WHERE chosen_certificate_id = ? UNION ALL
     SELECT 1 FROM nodes n JOIN certificates c ON c.company_id = n.company_id
     WHERE c.id = ? AND c.primary_marker = 1 AND n.mtls_enabled = 1 AND n.chosen_certificate_id IS NULL`,
    [id, id, id],
  )) as unknown[];
  await runner.query(
    'UPDATE certificates SET start_time = ?, warn_time = ?, expire_time = ?, in_use = ? WHERE id = ?',
    [start, warn, Math.min(...ends), uses.length > 0 ? 1 : 0, id],
  );
  for (const [key, value] of Object.entries(JSON.parse(certificate.labels) as Record<string, string>)) {
    await runner.query(
      'INSERT INTO certificate_labels (certificate_id, label_key, company_id, label_value) VALUES (?, ?, ?, ?)',
      [id, key, company, value],
    );
  }
  for (const { id: definition, facts } of currents) {
    const { subjectAlternativeNames } = JSON.parse(facts) as {
      subjectAlternativeNames: readonly { kind: string; value: string }[];
    };
    const names = subjectAlternativeNames
      .filter(({ kind }) => kind === 'DNS' || kind === 'IP')
      .map(({ value }) => value.toLowerCase().replace(/\.$/, ''));
    for (const name of new Set(names.filter((text) => /^[a-z0-9_.*:-]{1,255}$/.test(text)))) {
      await runner.query(
        'INSERT INTO covered_names (definition_id, name, company_id, certificate_id) VALUES (?, ?, ?, ?)',
        [definition, name, company, id],
      );
    }
  }
}

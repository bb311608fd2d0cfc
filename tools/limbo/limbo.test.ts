import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectedDeviations } from './expected-deviations.ts';
import { runSuite } from './run-suite.ts';

const corpora = process.env['CERTKEEP_CORPORA'] ?? join(import.meta.dirname, '../../../shared/corpora');
const suite = join(corpora, 'limbo/limbo.json');

it.skipIf(!existsSync(suite))(
  'paths and names are judged as x509-limbo wants, but for the deviations that are listed',
  () => {
    const results = runSuite(suite);
    const deviating = results.filter(({ expected, actual }) => expected !== actual).map(({ id }) => id);
    expect(results.length).toBeGreaterThan(0);
    expect(deviating.filter((id) => expectedDeviations[id] === undefined)).toEqual([]);
    const present = new Set(results.map(({ id }) => id));
    expect(Object.keys(expectedDeviations).filter((id) => present.has(id) && !deviating.includes(id))).toEqual([]);
  },
);

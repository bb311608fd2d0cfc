import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeOf, playwrightCounts, vitestCounts } from './test-reports.ts';

const vitest = { numPassedTests: 5, numFailedTests: 0, numFailedTestSuites: 0, numPendingTests: 1, numTodoTests: 1 };

describe('counting tests', () => {
  it('takes skipped and planned tests of Vitest as skipped', () => {
    expect(vitestCounts(vitest)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('takes a file that does not load as a failure', () => {
    expect(vitestCounts({ ...vitest, numFailedTestSuites: 1 }).failed).toBe(1);
  });

  it('takes a browser test that passed at the second attempt as a failure', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 0 };
    expect(playwrightCounts({ stats })).toEqual({ passed: 4, failed: 2, skipped: 0 });
  });
});

describe('the outcome of a test run', () => {
  let folder = '';
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'certkeep-report-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    { when: 'the report is whole', report: JSON.stringify(vitest), ok: true, expected: { passed: 5, failed: 0 } },
    { when: 'the runner failed beside its tests', report: JSON.stringify(vitest), ok: false, expected: { failed: 1 } },
    { when: 'the report has no counts', report: '{}', ok: true, expected: { passed: 0, failed: 1 } },
    { when: 'the report is cut off', report: '{"num', ok: true, expected: { passed: 0, failed: 1 } },
  ])('is told when $when', async ({ report, ok, expected }) => {
    const file = join(folder, 'report.json');
    await writeFile(file, report);
    expect(await outcomeOf({ ok, output: '' }, file, vitestCounts)).toMatchObject(expected);
  });
});

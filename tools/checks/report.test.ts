import { describe, expect, it } from 'vitest';
import { closingLine, reportOf } from './report.ts';
import { type Outcome, passed, type Step } from './step.ts';

const step: Step = { name: 'vitest', about: '', needs: [], run: () => Promise.resolve(passed()) };
const outcome = (part: Partial<Outcome>): Outcome => ({ passed: 0, failed: 0, skipped: 0, output: '', ...part });

describe('the closing line', () => {
  it('adds up what the steps counted', () => {
    expect(closingLine([outcome({ passed: 3 }), outcome({ passed: 1, failed: 2 })])).toBe('4 passed, 2 failed');
  });

  it('names skipped tests when there are any', () => {
    expect(closingLine([outcome({ passed: 3, skipped: 1 })])).toBe('3 passed, 0 failed, 1 skipped');
  });
});

describe('the line of a step', () => {
  it('tells the outcome, the time and the counts', () => {
    expect(reportOf({ step, outcome: outcome({ passed: 12, skipped: 1 }), tookMs: 1234 }, { showOutput: true })).toBe(
      'passed   vitest       1.2 s  12 passed, 0 failed, 1 skipped',
    );
  });

  it('stands below the output of what failed', () => {
    const line = reportOf({ step, outcome: outcome({ failed: 1, output: 'why\n' }), tookMs: 0 }, { showOutput: true });
    expect(line).toBe('\nwhy\nFAILED   vitest       0.0 s\n');
  });

  it('stands alone when the output was shown as it came', () => {
    const line = reportOf({ step, outcome: outcome({ failed: 1, output: 'why\n' }), tookMs: 0 }, { showOutput: false });
    expect(line).toBe('FAILED   vitest       0.0 s');
  });

  it('has the note of the step', () => {
    const done = { step, outcome: outcome({ skipped: 1, note: 'not run, it needs build' }), tookMs: 0 };
    expect(reportOf(done, { showOutput: true })).toBe('skipped  vitest       0.0 s  not run, it needs build');
  });
});

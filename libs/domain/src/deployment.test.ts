import { describe, expect, it } from 'vitest';
import { deploymentState, supersedes, type LastReport, type ReportStage } from './deployment.js';

const report = (stage: ReportStage, { etag = 'now', revision = 5 } = {}): LastReport => ({ stage, etag, revision });

describe('where a deployment stands', () => {
  it.each([
    ['nothing was reported', undefined, 'PENDING'],
    ['it has arrived', report('DELIVERED'), 'PENDING'],
    ['it is loaded', report('LOADED'), 'ACKNOWLEDGED'],
    ['it was used', report('USED'), 'ACKNOWLEDGED'],
    ['it could not be applied', report('FAILED'), 'FAILED'],
    ['something before it was used', report('USED', { etag: 'before' }), 'PENDING'],
    ['something before it could not be applied', report('FAILED', { etag: 'before' }), 'PENDING'],
    ['something unknown is loaded', report('LOADED', { etag: '' }), 'PENDING'],
  ] as const)('is told when %s', (_, last, state) => {
    expect(deploymentState('now', last)).toBe(state);
  });
});

describe('a report', () => {
  it.each([
    ['the first one', report('DELIVERED'), undefined, true],
    ['a further step', report('LOADED'), report('DELIVERED'), true],
    ['the same step again', report('LOADED'), report('LOADED'), true],
    ['a step that was overtaken', report('DELIVERED'), report('LOADED'), false],
    ['success after failure', report('LOADED'), report('FAILED'), true],
    ['failure after success', report('FAILED'), report('LOADED'), true],
    ['one about what is current, after one about what was', report('DELIVERED'), report('USED', { etag: 'old' }), true],
    ['one about something older', report('USED', { etag: '', revision: 4 }), report('LOADED'), false],
    ['one about something unknown that is newer', report('USED', { etag: '', revision: 6 }), report('LOADED'), true],
  ])('counts or not: %s', (_, next, last, counts) => {
    expect(supersedes(next, last)).toBe(counts);
  });
});

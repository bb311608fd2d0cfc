import { describe, expect, it } from 'vitest';
import { runAll, withNeeds } from './schedule.ts';
import { failed, type Outcome, passed, type Step, type Workshop } from './step.ts';

const workshop: Workshop = { root: '', temporary: '', run: () => Promise.resolve({ ok: true, output: '' }) };
const log: string[] = [];

function step(name: string, needs: string[] = [], outcome: Outcome | Error = passed()): Step {
  return {
    name,
    about: '',
    needs,
    run: async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}

async function run(steps: Step[], atATime: number): Promise<{ log: string[]; outcomes: Record<string, Outcome> }> {
  log.length = 0;
  const done = await runAll(steps, workshop, { atATime, onDone: () => undefined });
  return { log: [...log], outcomes: Object.fromEntries(done.map(({ step, outcome }) => [step.name, outcome])) };
}

describe('the steps of the test command', () => {
  it('run in the order of the list when one at a time', async () => {
    const { log } = await run([step('lint'), step('types')], 1);
    expect(log).toEqual(['lint begins', 'lint ends', 'types begins', 'types ends']);
  });

  it('run beside each other when two at a time', async () => {
    const { log } = await run([step('lint'), step('types')], 2);
    expect(log).toEqual(['lint begins', 'types begins', 'lint ends', 'types ends']);
  });

  it('wait for what they need', async () => {
    const { log } = await run([step('tests', ['build']), step('build')], 2);
    expect(log).toEqual(['build begins', 'build ends', 'tests begins', 'tests ends']);
  });

  it('go on after a failure, but for those that need what failed', async () => {
    const steps = [
      step('build', [], failed('broken')),
      step('tests', ['build']),
      step('demo', ['tests']),
      step('lint'),
    ];
    const { outcomes } = await run(steps, 1);
    expect(outcomes['build']).toMatchObject({ failed: 1, output: 'broken' });
    expect(outcomes['tests']).toMatchObject({ skipped: 1, note: 'not run, it needs build' });
    expect(outcomes['demo']).toMatchObject({ skipped: 1 });
    expect(outcomes['lint']).toMatchObject({ passed: 1 });
  });

  it('run after a failure of what they only wait for', async () => {
    const tests = { ...step('tests'), after: ['build'] };
    const { log, outcomes } = await run([tests, step('build', [], failed('broken'))], 2);
    expect(log).toEqual(['build begins', 'build ends', 'tests begins', 'tests ends']);
    expect(outcomes['tests']).toMatchObject({ passed: 1 });
  });

  it('count as failed when they throw, with the words of the error', async () => {
    const { outcomes } = await run([step('browser', [], new Error('There is no Chromium.'))], 1);
    expect(outcomes['browser']).toMatchObject({ failed: 1, output: 'There is no Chromium.' });
  });

  it('that wait for each other are an error, not a wait without end', async () => {
    await expect(run([step('a', ['b']), step('b', ['a'])], 1)).rejects.toThrow('wait for each other: a, b');
  });
});

describe('asking for some steps only', () => {
  const steps = [step('build'), step('tests', ['build']), step('lint')];

  it('brings those they need', () => {
    expect(withNeeds(steps, ['tests']).map(({ name }) => name)).toEqual(['build', 'tests']);
  });

  it('names the steps there are when one is unknown', () => {
    expect(() => withNeeds(steps, ['nothing'])).toThrow(
      'There is no step "nothing". The steps are: build, tests, lint.',
    );
  });
});

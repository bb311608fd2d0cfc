import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkContract } from './contract.ts';
import { commands, passed, type Step } from './step.ts';
import { outcomeOf, playwrightCounts, vitestCounts } from './test-reports.ts';

const nx = (target: string) => ['nx', 'run-many', `--target=${target}`, '--outputStyle=static'] as const;
const configTable = join('tools', 'generate', 'config-table.ts');

/** The steps of `npm test`, those that others wait for first. */
export const steps: readonly Step[] = [
  {
    name: 'generate',
    about: 'TypeScript from the contract',
    needs: [],
    run: commands([...nx('generate')]),
  },
  {
    name: 'contract',
    about: 'buf: style, format, and nothing that breaks clients of the main branch',
    needs: [],
    run: checkContract,
  },
  {
    name: 'build',
    about: 'all libraries and programs',
    needs: ['generate'],
    run: commands([...nx('build')]),
  },
  {
    name: 'format',
    about: 'Prettier',
    needs: [],
    run: commands(['prettier', '--check', '--log-level=warn', '.']),
  },
  {
    name: 'lint',
    about: 'ESLint, with the rule of dependencies',
    needs: ['generate'],
    run: commands(['eslint', '--max-warnings=0', '.']),
  },
  {
    name: 'types',
    about: 'tsc and svelte-check',
    needs: ['generate'],
    run: commands(
      ['tsc', '--project', 'tsconfig.json'],
      ['svelte-check', '--workspace', 'apps/admin', '--fail-on-warnings'],
    ),
  },
  {
    name: 'docs',
    about: 'the table of settings is the one of the program',
    needs: ['generate'],
    run: (workshop) =>
      existsSync(join(workshop.root, configTable))
        ? commands([process.execPath, configTable, '--check'])(workshop)
        : Promise.resolve(passed('no table yet')),
  },
  {
    name: 'vitest',
    about: 'unit tests, integration tests on SQLite and MariaDB, component tests',
    needs: ['generate'],
    // Some tests run the built server.
    after: ['build'],
    run: async ({ run, temporary }) => {
      const report = join(temporary, 'vitest.json');
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      return outcomeOf(await run(['vitest', 'run', ...reporters]), report, vitestCounts);
    },
  },
  {
    name: 'browser',
    about: 'Playwright: the UI in Chromium, on the built server',
    needs: ['build'],
    run: async ({ run, root, temporary }) => {
      const report = join(temporary, 'playwright.json');
      const ended = await run(['playwright', 'test', '--reporter=list,json'], {
        cwd: join(root, 'apps', 'admin'),
        env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      });
      return outcomeOf(ended, report, playwrightCounts);
    },
  },
];

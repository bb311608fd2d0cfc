import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import svelteConfig from './apps/admin/svelte.config.js';

// Nx's rule reads the graph from its cache, and is skipped without a word where there is none.
await createProjectGraphAsync({ exitOnError: false });

/** Who may import whom: CONTRIBUTING.md tells why. Tests may import @certkeep/testing as well. */
const layers = [
  ['domain', []],
  ['x509', ['domain']],
  ['application', ['domain', 'x509']],
  ['persistence', ['application', 'domain']],
  ['sealing', ['application', 'domain']],
  ['egress', ['application', 'domain']],
  ['contracts', []],
  ['node-client', ['contracts']],
  ['testing', []],
];
const apps = [
  ['server', ['domain', 'x509', 'application', 'persistence', 'sealing', 'egress', 'contracts', 'node-client']],
  ['agent', ['domain', 'x509', 'contracts', 'node-client']],
  ['admin', ['contracts', 'domain']],
];

const tag = (layer) => `layer:${layer}`;
const boundaries = ({ alsoAllowed }) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: [],
      depConstraints: [
        ...layers.map(([layer, allowed]) => ({
          sourceTag: tag(layer),
          onlyDependOnLibsWithTags: [layer, ...allowed, ...alsoAllowed].map(tag),
        })),
        ...apps.map(([app, allowed]) => ({
          sourceTag: `app:${app}`,
          onlyDependOnLibsWithTags: [...allowed, ...alsoAllowed].map(tag),
        })),
      ],
    },
  ],
});

const appsAreEnds = { group: apps.map(([app]) => `@certkeep/${app}`), message: 'Nobody imports an app.' };
const entries = {
  group: [
    '@certkeep/*/*',
    '!@certkeep/contracts/grpc',
    '!@certkeep/contracts/connect',
    '!@certkeep/contracts/runtime',
    '!@certkeep/node-client/undici',
  ],
  message: 'A lib is entered through its src/index.ts alone.',
};
const throughTheEntry = { 'no-restricted-imports': ['error', { patterns: [entries, appsAreEnds] }] };
const sources = ['apps/*/src/**/*.ts', 'apps/*/src/**/*.svelte', 'libs/*/src/**/*.ts'];
const tests = ['**/*.test.ts', '**/test/**/*.ts', '**/e2e/**/*.ts'];
// Tests of a lib at work, beside the ones it works with; circles are refused all the same.
const testsAtWork = ['libs/*/test/**/*.ts'];

export default defineConfig(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '.nx/', 'data/', '**/test-results/', 'coverage/'] },
  { plugins: { '@nx': nx }, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // [...text] is how code points are read.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['apps/admin/src/**/*.ts', 'apps/admin/src/**/*.svelte', 'apps/admin/vite.config.ts'],
    extends: [...tseslint.configs.strict, ...svelte.configs.recommended],
    languageOptions: {
      parserOptions: { project: null, extraFileExtensions: ['.svelte'], parser: tseslint.parser, svelteConfig },
    },
    // svelte-check sees the types of these files; rules that need them run there.
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'svelte/no-at-html-tags': 'error' },
  },
  { files: sources, rules: { ...boundaries({ alsoAllowed: [] }), ...throughTheEntry } },
  { files: tests, rules: { ...boundaries({ alsoAllowed: ['testing'] }), ...throughTheEntry } },
  { files: testsAtWork, rules: boundaries({ alsoAllowed: ['testing', 'x509', 'sealing'] }) },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [entries, { regex: '^(?!\\.)', message: 'The domain imports nothing: pure rules, no I/O.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The time is passed in.' },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The time is passed in.' },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Chance is passed in.' },
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [...tseslint.configs.recommended] },
  prettier,
  ...svelte.configs.prettier,
);

import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import svelteConfig from './apps/admin/svelte.config.js';

/** Who may import whom: docs/decisions tells why. Tests may also use @certkeep/testing. */
const layers = [
  ['domain', []],
  ['x509', ['domain']],
  ['application', ['domain', 'x509']],
  ['persistence', ['application', 'domain']],
  ['sealing', ['application', 'domain']],
  ['contracts', []],
  ['node-client', ['contracts']],
  ['testing', []],
];
const libs = layers.map(([layer]) => layer);

const constraints = (extra = []) => [
  ...layers.map(([layer, allowed]) => ({
    sourceTag: `layer:${layer}`,
    onlyDependOnLibsWithTags: [layer, ...allowed, ...extra].map((name) => `layer:${name}`),
  })),
  {
    sourceTag: 'app:server',
    onlyDependOnLibsWithTags: [...libs.filter((name) => name !== 'testing'), ...extra].map((name) => `layer:${name}`),
  },
  {
    sourceTag: 'app:admin',
    onlyDependOnLibsWithTags: ['contracts', 'domain', ...extra].map((name) => `layer:${name}`),
  },
];
const boundaries = (extra) => ({
  '@nx/enforce-module-boundaries': ['error', { allow: [], depConstraints: constraints(extra) }],
});
const tests = ['**/*.test.ts', '**/test/**/*.ts', '**/e2e/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/dist/', '**/generated/', '**/node_modules/', '.nx/', 'data/', '**/test-results/'] },
  { plugins: { '@nx': nx }, linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...boundaries(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: tests, rules: { ...boundaries(['testing', 'domain', 'x509', 'application', 'sealing', 'persistence']) } },
  {
    files: ['apps/admin/src/**/*.ts', 'apps/admin/src/**/*.svelte', 'apps/admin/vite.config.ts'],
    extends: [...tseslint.configs.strict, ...svelte.configs.recommended],
    languageOptions: {
      parserOptions: { project: null, extraFileExtensions: ['.svelte'], parser: tseslint.parser, svelteConfig },
    },
    // svelte-check sees the types of these files; rules that need them run there.
    rules: { ...tseslint.configs.disableTypeChecked.rules, ...boundaries(), 'svelte/no-at-html-tags': 'error' },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.recommended] },
  prettier,
  ...svelte.configs.prettier,
);

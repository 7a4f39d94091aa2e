// Lint rules. The import directions of docs/decisions/001-layers.md are enforced here: main and renderer may import
// shared; shared imports neither, and touches no Node, no DOM, no React, no Electron.
import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';
import { builtinModules } from 'node:module';

const node = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];
/** Modules that open sockets. Only the two window hosts may use them (docs/decisions/002-no-network.md). */
const network = ['net', 'http', 'https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises', 'ws', 'undici'].flatMap(
  (m) => [m, `node:${m}`],
);

const restrict = (paths, patterns) => ({
  'no-restricted-imports': ['error', { paths: paths.map((p) => (typeof p === 'string' ? { name: p } : p)), patterns }],
});

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'samples/out/**',
      'bench/out/**',
      'test-results/**',
      'release/**',
      'playwright-report/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['shared/**/*.test.ts'],
    rules: restrict(
      [...node, 'electron', 'react', 'react-dom', 'ws'],
      [
        {
          group: ['**/main/**', '**/renderer/**', '@duckdb/*'],
          message: 'shared/ is pure: it imports neither process.',
        },
      ],
    ),
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'window',
          'document',
          'fetch',
          '__dirname',
          'require',
          'navigator',
          'localStorage',
        ].map((name) => ({ name, message: 'shared/ must run in Node and in a browser, with no I/O.' })),
      ],
    },
  },
  {
    files: ['main/**/*.ts'],
    rules: {
      ...restrict(network, [{ group: ['**/renderer/**'], message: 'main/ never imports renderer/.' }]),
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
          name,
          message: 'Nothing leaves: the case process and the command line open no socket.',
        })),
      ],
    },
  },
  {
    // The Chromium host is the one place that listens, on 127.0.0.1 only.
    files: ['main/chromium.ts', 'main/host/**/*.ts', 'main/**/*.test.ts'],
    rules: restrict([], [{ group: ['**/renderer/**'], message: 'main/ never imports renderer/.' }]),
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/vite.config.ts', 'renderer/**/*.test.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...restrict([...node, 'electron'], [{ group: ['**/main/**'], message: 'renderer/ never imports main/.' }]),
    },
  },
  { files: ['scripts/**/*.mjs', '*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);

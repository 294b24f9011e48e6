/** One linter for the workspace: correctness, hooks, the boundaries between modules, and the purity of services. */
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { boundariesWithAdvice } from './tools/lint/boundaries-with-advice.mjs';
import { purityRules } from './tools/lint/purity.mjs';
import { roomsWithReact } from './tools/lint/rooms-with-react.mjs';

const tests = '**/*.{unit,int,browser}.spec.{ts,tsx}';
const belowEverything = ['type:package'];
// The rules of React put each file through its compiler, a third of the linter's time: only where there is React.
const react = roomsWithReact(import.meta.dirname).map((room) => `${room}/**/*.{ts,tsx}`);

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/.tessera/',
      '**/.data/',
      '**/.nx/',
      'test-results/',
      'bench/',
      '**/*.fixture/',
      '**/mockServiceWorker.js',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      // `noUncheckedIndexedAccess` makes every index a question; where the answer is certain, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // tsc knows every name, and better.
      'no-undef': 'off',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: [tests],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'Buffer', 'performance', 'setTimeout', 'clearTimeout', 'fetch'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }] },
  },
  { files: react, ...reactHooks.configs.flat['recommended-latest'] },
  {
    files: react,
    // A hint about performance, wrong wherever an effect follows something outside React (a stream, a timer).
    rules: { 'react-hooks/set-state-in-effect': 'off' },
  },
  {
    files: ['{packages,services,apps,shell,shared-ui,gateway,e2e}/**/*.{ts,tsx}'],
    plugins: { tessera: { rules: { boundaries: boundariesWithAdvice } } },
    rules: {
      'tessera/boundaries': [
        'error',
        {
          // Generated beside the app; repository scripts that are no package.
          allow: [
            '#graphql',
            '../tools/*',
            '../../tools/*',
            '../../../../tools/generate/*',
            '../../../../tools/chromium.mjs',
          ],
          depConstraints: [
            { sourceTag: 'type:package', onlyDependOnLibsWithTags: belowEverything },
            { sourceTag: 'type:ui', onlyDependOnLibsWithTags: belowEverything },
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: [...belowEverything, 'type:ui'] },
            { sourceTag: 'type:shell', onlyDependOnLibsWithTags: [...belowEverything, 'type:ui'] },
            { sourceTag: 'type:service', onlyDependOnLibsWithTags: belowEverything },
            { sourceTag: 'type:gateway', onlyDependOnLibsWithTags: belowEverything },
            { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: belowEverything },
          ],
        },
      ],
    },
  },
  { files: ['services/*/src/**/*.ts'], ignores: ['**/main.ts', tests], rules: purityRules },
  {
    files: ['**/scenarios/**', '**/*.{unit,int,browser}.spec.{ts,tsx}', 'e2e/**'],
    rules: { '@typescript-eslint/no-empty-function': 'off' },
  },
  prettier,
);

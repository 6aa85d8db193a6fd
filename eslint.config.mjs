import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

// Arrows point down only. For each folder of src/: the folders that it may import (by their index), and whether it may
// touch the editor's API. Anything not listed is an error.
const FOLDERS = {
  deck: { may: [] },
  study: { may: [] },
  tour: { may: [] },
  spot: { may: [] },
  protocol: { may: [] },
  engine: { may: ['spot'] },
  webview: { may: ['protocol'] },
  cli: { may: ['deck', 'study', 'tour', 'spot', 'engine'] },
  extension: { may: ['deck', 'study', 'tour', 'spot', 'engine', 'protocol'], vscode: true },
};

const boundaries = Object.entries(FOLDERS).map(([folder, { may, vscode }]) => {
  const forbidden = Object.keys(FOLDERS).filter((other) => other !== folder && !may.includes(other));
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: vscode ? [] : [{ name: 'vscode', message: `src/${folder} runs outside the editor too.` }],
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$)`,
              message: `src/${folder} must not know this folder (see CONTRIBUTING.md).`,
            },
            ...(may.length > 0
              ? [{ regex: `^(\\.\\./)+(${may.join('|')})/.+`, message: "Import the folder's index, not its insides." }]
              : []),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist', 'out', '.vscode-test', 'node_modules', 'decks', 'test/fixtures', 'bench/node_modules'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/webview/tsconfig.json', 'test/e2e/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.js', '.json'] })] },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 420, skipComments: true, skipBlankLines: true }],
    },
  },
  ...boundaries,
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // mocha's describe/it and chained assertions read better without these two.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        module: 'readonly',
        exports: 'readonly',
        require: 'readonly',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
      },
    },
  },
);

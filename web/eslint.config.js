import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// app → features → ui | realtime | wire | lib; no feature into another.
const layers = ['app', 'features', 'ui', 'realtime', 'wire', 'lib', 'i18n'];
const mayImport = {
  features: ['ui', 'realtime', 'wire', 'lib', 'i18n'],
  ui: ['lib', 'i18n'],
  realtime: ['wire', 'lib'],
  lib: ['wire', 'i18n'],
  wire: [],
  i18n: [],
};

const parents = {
  group: ['../*'],
  message: 'Import from another folder with @/, so that the layer is visible.',
};

function layerRule(layer, allowed) {
  const forbidden = layers.filter((other) => other !== layer && !allowed.includes(other));
  return {
    files: [`src/${layer}/**/*.{ts,svelte}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            parents,
            {
              group: forbidden.map((other) => `@/${other}/**`),
              message: `${layer} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
            },
          ],
        },
      ],
    },
  };
}

function featureRule(feature) {
  const others = ['accounts', 'calibration', 'library', 'parties'].filter(
    (other) => other !== feature,
  );
  return {
    files: [`src/features/${feature}/**/*.{ts,svelte}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            parents,
            {
              group: ['@/app/**', ...others.map((other) => `@/features/${other}/**`)],
              message: 'A feature imports neither the app nor another feature.',
            },
          ],
        },
      ],
    },
  };
}

export default ts.config(
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  prettier,
  ...svelte.configs['flat/prettier'],
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'max-lines': ['error', 300],
      // The router intercepts plain links; there is no resolve() as in SvelteKit.
      'svelte/no-navigation-without-resolve': 'off',
      // It also flags URLSearchParams, Map and Set that never leave a function.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: { 'no-undef': 'off' },
  },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  {
    files: ['scripts/**', '*.config.*'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  { files: ['src/**/*.svelte'], rules: { 'max-lines': ['error', 250] } },
  ...Object.entries(mayImport)
    .filter(([layer]) => layer !== 'features')
    .map(([layer, allowed]) => layerRule(layer, allowed)),
  ...['accounts', 'calibration', 'library', 'parties'].map(featureRule),
  {
    // A package of its own, with a folder inside; it knows nothing of the app.
    files: ['src/realtime/sync/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^(@/|(\\.\\./){2})' }] }],
    },
  },
);

/*
 * The rules of the house that a machine can hold: who may import whom, and that components are given data and callbacks:
 * they never fetch, never touch the document or the browser.
 */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/* What a component and its state must be given instead of taking it. */
const outside = [
	'fetch',
	'XMLHttpRequest',
	'WebSocket',
	'document',
	'window',
	'chrome',
	'browser',
	'localStorage',
	'sessionStorage',
	'indexedDB',
	'location',
	'history',
	'navigator',
	'setTimeout',
	'setInterval',
].map((name) => ({ name, message: 'Take it as an argument: see features/src/desk.svelte.ts.' }));

const upward = (...names) => ({
	'no-restricted-imports': [
		'error',
		{
			patterns: [
				{
					group: names.flatMap((name) => [`@kontor/${name}`, `@kontor/${name}/*`]),
					message:
						'Nothing imports upwards: ui ← features ← apps; api and i18n know neither.',
				},
				{
					group: ['**/apps/**', '../../../*/src/**'],
					message: 'Import a package by its name.',
				},
			],
		},
	],
});

export default ts.config(
	{ ignores: ['**/dist/**', '**/node_modules/**', 'packages/i18n/src/paraglide/**'] },
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'max-lines': ['error', { max: 500 }],
			'max-lines-per-function': [
				'error',
				{ max: 60, skipBlankLines: true, skipComments: true },
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
			],
			'no-console': 'error',
			eqeqeq: 'error',
		},
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			'svelte/no-at-html-tags': 'error',
			/* a style attribute in the markup is refused by the content policy; style:name goes through the CSSOM */
			'no-restricted-syntax': [
				'error',
				{
					selector: 'SvelteStartTag > SvelteAttribute[key.name="style"]',
					message: 'Use classes, or the style: directive.',
				},
			],
			/* Maps and Sets that nothing draws from are plain on purpose */
			'svelte/prefer-svelte-reactivity': 'off',
			/* plain addresses: we have our own router */
			'svelte/no-navigation-without-resolve': 'off',
		},
	},
	{
		files: ['packages/{ui,features}/src/**/*.{svelte,ts}'],
		rules: { 'no-restricted-globals': ['error', ...outside] },
	},
	{
		files: ['apps/*/src/{screens,shell}/**/*.svelte'],
		rules: {
			'no-restricted-globals': [
				'error',
				...outside.filter(({ name }) => name !== 'location'),
			],
		},
	},
	{ files: ['packages/i18n/src/**'], rules: upward('ui', 'features', 'api', 'dashboard') },
	{ files: ['packages/api/src/**'], rules: upward('ui', 'features', 'i18n', 'dashboard') },
	{ files: ['packages/ui/src/**'], rules: upward('features', 'api', 'dashboard') },
	{ files: ['packages/features/src/**'], rules: upward('dashboard') },
	{
		files: ['**/*.d.ts'],
		rules: { '@typescript-eslint/consistent-type-imports': 'off', 'max-lines': 'off' },
	},
	{ files: ['**/*.{js,mjs}'], rules: { 'no-console': 'off' } },
	{
		files: ['**/*.test.ts'],
		rules: {
			'max-lines-per-function': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off',
		},
	},
);

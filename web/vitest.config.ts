import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/* Logic only: what a person does is Playwright's, in tests/e2e. `browser` so that runes run as they do there. */
export default defineConfig({
	plugins: [svelte()],
	resolve: { conditions: ['browser'] },
	test: {
		include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts'],
		environment: 'node',
		env: { TZ: 'UTC' },
		/* they ship components, which only the plugin can read */
		server: { deps: { inline: [/@lucide\/svelte/, /bits-ui/, /svelte-toolbelt/, /runed/] } },
	},
});

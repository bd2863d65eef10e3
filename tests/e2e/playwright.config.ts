// What a person does, in a real browser against the real program. Debian's chromium: a test tool's own download of a
// browser is one more thing that can fail.
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const build = fileURLToPath(new URL('../../build', import.meta.url));

export default defineConfig({
	testDir: '.',
	outputDir: `${build}/e2e`,
	fullyParallel: false,
	workers: 1,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	forbidOnly: true,
	retries: 0,
	reporter: [['list']],
	use: {
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
		timezoneId: 'America/Sao_Paulo',
		colorScheme: 'light',
		trace: 'retain-on-failure',
		launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] },
	},
	projects: [
		{ name: 'e2e', testMatch: /\.spec\.ts$/ },
		{ name: 'screens', testMatch: /screens\.ts$/ },
	],
});

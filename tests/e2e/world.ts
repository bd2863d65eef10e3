// A server with an owner for each test, a page that is signed in, and what every page must hold: no policy
// violation, no uncaught error. What a test expects to fail it says itself.
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Page } from '@playwright/test';
// @ts-ignore: plain JavaScript, shared with the dialogues
import { owner, startWithOwner, Server } from '../dialogues/lib/server.mjs';

export { expect, owner };

const web = fileURLToPath(new URL('../../web/apps/dashboard/dist', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Session cookies of a plain-text loopback server are not marked Secure, so a browser sends them.
export const webOptions = { build: 'release', args: ['--web', web] };

export interface Reply {
	status: number;
	is(status: number): any;
}
export interface Api {
	get(path: string): Promise<Reply>;
	post(path: string, body?: unknown): Promise<Reply>;
	patch(path: string, body: unknown): Promise<Reply>;
	delete(path: string): Promise<Reply>;
	request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}
export interface World {
	url: string;
	api: Api;
	workspace: string;
	server: any;
}

export const emptyServer = (): Promise<any> => Server.start(webOptions);
export const addressOf = (server: any): string => `http://127.0.0.1:${server.port}`;

/** Everything on the page that broke a promise, as it happens. */
export async function watch(page: Page): Promise<string[]> {
	const wrong: string[] = [];
	page.on('pageerror', (error) => wrong.push(String(error)));
	page.on('console', (message) => {
		// the browser itself logs every answer over 399
		if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
			wrong.push(message.text());
	});
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
		});
	});
	return wrong;
}

export async function signIn(page: Page, world: Pick<World, 'url'>): Promise<void> {
	await page.goto(world.url);
	await page.getByLabel('E-mail').fill(owner.email);
	await page.getByLabel('Password', { exact: true }).fill(owner.password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

/** What axe finds; the policy of the page is stepped over for it alone, through the debugger. */
export async function axeFindings(page: Page): Promise<string[]> {
	const session = await page.context().newCDPSession(page);
	await session.send('Runtime.evaluate', { expression: axe });
	// a colour on its way is none that somebody reads
	const settled = `Promise.all(document.getAnimations()
		.filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
		.map((one) => one.finished.catch(() => null)))`;
	const run = `${settled}.then(() => axe.run()).then((result) => JSON.stringify(result.violations.flatMap((rule) =>
		rule.nodes.map((node) => rule.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 120)))))`;
	const { result } = await session.send('Runtime.evaluate', {
		expression: run, awaitPromise: true, returnByValue: true,
	});
	await session.detach();
	return JSON.parse(result.value) as string[];
}

/** A server with an owner, as long as `use` takes. */
export async function worldOf(options: object, use: (world: World) => Promise<void>): Promise<void> {
	const { server, api, workspace_id: workspace } = await startWithOwner(options);
	await use({ url: addressOf(server), api, workspace, server });
	await server.close();
}

export const test = base.extend<{ world: World; tab: Page }>({
	world: async ({}, use) => worldOf(webOptions, use),
	// a signed-in tab; the test fails if anything on it went wrong unseen
	tab: async ({ page, world }, use) => {
		const wrong = await watch(page);
		await signIn(page, world);
		await use(page);
		expect(wrong).toEqual([]);
	},
});

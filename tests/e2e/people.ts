// Somebody else in a browser of their own, and what several specs do with one: accounts that are there, signing in,
// a server that sends mail.
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, test as base, watch, webOptions, type World, worldOf } from './world';
// @ts-ignore: plain JavaScript, shared with the dialogues
import { Mailbox } from '../dialogues/lib/mail.mjs';

export interface Person {
	name: string;
	email: string;
	password: string;
}

export const mara: Person = {
	name: 'Mara Lind',
	email: 'mara.lind@example.test',
	password: 'a quiet harbour at dawn',
};

/**
 * What ends, ends within a second: the dialogues hold the server to that. A page has to draw it, too, and the box may be
 * busy with other tests.
 */
export const soon = { timeout: 2500 };

export async function signInAs(page: Page, world: Pick<World, 'url'>, person: Omit<Person, 'name'>): Promise<void> {
	await page.goto(world.url);
	await fillSignIn(page, person);
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

export async function fillSignIn(page: Page, { email, password }: Omit<Person, 'name'>): Promise<void> {
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
}

/** A browser of somebody's own: no cookie of ours is in it. */
export class Visitor {
	private constructor(
		readonly page: Page,
		private readonly wrong: string[],
	) {}

	static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
		const page = await (await browser.newContext(options)).newPage();
		return new Visitor(page, await watch(page));
	}

	/** Closes it; fails if anything on its pages went wrong unseen. */
	async leave(): Promise<void> {
		await this.page.context().close();
		expect(this.wrong).toEqual([]);
	}
}

/** Makes the person a member, as an invitation would, and opens their browser. */
export async function arrive(
	world: World,
	browser: Browser,
	person: Person,
	role: 'admin' | 'agent' | 'viewer',
): Promise<Visitor> {
	const account = { ...person, workspace_id: world.workspace, role };
	(await world.server.admin.post('/admin/v1/users', account)).is(201);
	const visitor = await Visitor.open(browser);
	await signInAs(visitor.page, world, person);
	return visitor;
}

export async function memberId(world: World, name: string): Promise<string> {
	const { items } = (await world.api.get('members?limit=200')).is(200);
	return items.find((one: { name: string }) => one.name === name).id;
}

/** The settings page of that name, loaded. */
export async function openSettings(page: Page, world: Pick<World, 'url'>, section: string): Promise<void> {
	await page.goto(`${world.url}/settings/${section}`);
	await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
}

/** The same world with a mail server beside it. */
export const test = base.extend<{ box: any; world: World }>({
	box: async ({}, use) => {
		const box = await Mailbox.start();
		await use(box);
		await box.close();
	},
	world: async ({ box }, use) => {
		await worldOf({ ...webOptions, args: [...webOptions.args, ...box.args()] }, use);
	},
});

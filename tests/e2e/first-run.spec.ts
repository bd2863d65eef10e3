// An empty server: the owner is made in the browser, once; then signing in and out.
import { readFileSync } from 'node:fs';
import { addressOf, axeFindings, emptyServer, expect, owner, test, watch } from './world';
import { test as plain } from '@playwright/test';

plain('the first person creates the owner, and only the first', async ({ page, browser }) => {
	const server = await emptyServer();
	const wrong = await watch(page);
	await page.goto(addressOf(server));
	await expect(page.getByRole('heading', { name: 'Create the owner' })).toBeVisible();

	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByText('A name is needed')).toBeVisible();
	await expect(page.getByText('This has to be confirmed to go on.')).toBeVisible();

	await page.getByLabel('Your name').fill('Rosa Prado');
	await page.getByLabel('E-mail').fill(owner.email);
	await page.getByLabel('Password', { exact: true }).fill(owner.password);
	await page.getByLabel('I am 13 or older').check();
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('Name of the workspace').fill('Loja Central');
	await page.getByLabel('Country').selectOption('BR');
	await page.getByRole('button', { name: 'Create owner' }).click();

	// a sheet that was saved is one that can be read: two blocks of it are asked for
	await expect(page.getByRole('heading', { name: 'Keep this sheet away from the server' })).toBeVisible();
	const go = page.getByRole('button', { name: 'Continue' });
	await expect(go).toBeDisabled();
	const waiting = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download' }).click();
	const saved = readFileSync(await (await waiting).path(), 'utf8');
	const blocks = /^\s+([0-9a-f]{64})$/m.exec(saved)?.[1]?.match(/.{4}/g) ?? [];
	const asked = page.getByRole('group', { name: /^Type block/ }).getByRole('textbox');
	for (const box of await asked.all()) {
		const n = Number(/\d+/.exec((await box.getAttribute('placeholder')) ?? '')?.[0]);
		await box.fill('zzzz');
		await expect(page.getByText('Your copy says something else here')).toBeVisible();
		await expect(go).toBeDisabled();
		await box.fill(blocks[n - 1] ?? '');
	}
	await expect(go).toBeEnabled();
	expect(await axeFindings(page)).toEqual([]);
	await go.click();

	await expect(page.getByRole('heading', { level: 1 })).toContainText('Rosa');
	await expect(page.getByText('Set up Loja Central')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Set up Loja Central')).toBeVisible();

	await page.goto(`${addressOf(server)}/settings/workspace`);
	await expect(page.getByLabel('Country')).toHaveValue('BR');
	await expect(page.getByLabel('Time zone')).toHaveValue('America/Sao_Paulo');

	const late = await browser.newPage();
	await late.goto(addressOf(server));
	await expect(late.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	expect(wrong).toEqual([]);
	await server.close();
});

test('a wrong password says no more than that it does not fit', async ({ page, world }) => {
	await page.goto(world.url);
	await page.getByLabel('E-mail').fill(owner.email);
	await page.getByLabel('Password', { exact: true }).fill('not the password');
	await page.keyboard.press('Enter');
	await expect(page.getByText('E-mail and password do not fit together.')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveValue(owner.email);
});

test('signing out ends the session in every tab, and the address leads back after signing in', async ({
	tab,
	context,
	world,
}) => {
	const other = await context.newPage();
	await other.goto(`${world.url}/tags`);
	await expect(other.getByRole('heading', { name: 'Tags', level: 1 })).toBeVisible();

	await tab.getByRole('button', { name: owner.name }).click();
	await tab.getByRole('menuitem', { name: 'Sign out' }).click();
	await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible();

	// by itself: the line of an ended session is closed, and no ticket for a new one is given
	await expect(other.getByText('Your session has ended.')).toBeVisible();
	await other.getByLabel('E-mail').fill(owner.email);
	await other.getByLabel('Password', { exact: true }).fill(owner.password);
	await other.keyboard.press('Enter');
	await expect(other.getByRole('heading', { name: 'Tags', level: 1 })).toBeVisible();
});

test('the theme that was chosen holds before the first paint', async ({ tab, world }) => {
	await tab.goto(`${world.url}/settings`);
	await tab.getByText('Dark', { exact: true }).click();
	await tab.goto(world.url);
	expect(await tab.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
	expect(await tab.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(17, 20, 19)');
});

// Backups and the recovery sheet, as whoever looks after the server sees them.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { axeFindings, expect, owner, signIn, test } from './world';
import { seedContacts } from './seed';

let folder: string;

test.beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'kontor-backups-'));
});
test.afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

async function openBackups(tab: Page, url: string) {
	await tab.goto(`${url}/settings/backups`);
	await expect(tab.getByRole('heading', { name: 'Backups', level: 2 })).toBeVisible();
	await expect(tab.getByRole('heading', { name: 'Plan' })).toBeVisible();
}

async function plan(tab: Page, every: string, where: string) {
	await tab.getByRole('button', { name: 'Edit the plan' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Plan' });
	await dialog.getByLabel('Every').selectOption(every);
	await dialog.getByLabel('Folder').fill(where);
	await dialog.getByRole('button', { name: 'Save' }).click();
	return dialog;
}

const status = (tab: Page) => tab.getByRole('status').filter({ hasText: /backup|backed up|backing up/i });

test('before the first backup the page says so, what would bring the server back, and where the key lies', async ({
	tab,
	world,
}) => {
	await openBackups(tab, world.url);
	await expect(status(tab)).toContainText('Nothing is backed up yet');
	await expect(tab.getByText('No backup yet.')).toBeVisible();
	await expect(tab.getByText('Nobody has it yet')).toBeVisible();
	await expect(tab.getByText('The master key lies in the data folder.')).toBeVisible();
	await tab.getByText('How to move it').click();
	await expect(tab.getByText('--master-key-file /etc/kontor/master.key')).toBeVisible();
	// K27, K28: said before somebody needs it
	await expect(tab.getByText('Only an empty one: old and new never mix')).toBeVisible();
	await expect(tab.getByText('This server’s master key; any other is refused')).toBeVisible();
	await expect(tab.getByRole('progressbar', { name: /^Room of / })).toBeVisible();
});

test('a backup is made by hand, read back, and listed with the command that restores it', async ({ tab, world, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	await seedContacts(world.api, 50);
	await openBackups(tab, world.url);
	await expect(await plan(tab, '0', folder)).toBeHidden();
	await tab.getByRole('button', { name: 'Back up now' }).click();
	await expect(status(tab).first()).toContainText('opened and read back', { timeout: 30_000 });
	const row = tab.getByRole('row', { name: /Read back/ });
	await expect(row).toContainText('By hand');
	await row.getByRole('button', { name: /^Copy the command/ }).click();
	await expect(row.getByText('Copied')).toBeVisible();
	const command = await tab.evaluate(() => navigator.clipboard.readText());
	const [, from] = /--from '(.+)' --master-key-file/.exec(command) ?? [];
	expect(readdirSync(from ?? '').length).toBeGreaterThan(0);
	// what it is made of stays small the second time
	await tab.getByRole('button', { name: 'Back up now' }).click();
	await expect(tab.getByRole('row', { name: /Read back/ })).toHaveCount(2, { timeout: 30_000 });
	await expect(tab.getByText('2 of the last 2 are good')).toBeVisible();
});

test('the plan is changed, refused at its field, and kept', async ({ tab, world }) => {
	await openBackups(tab, world.url);
	const dialog = await plan(tab, '24', 'not/a/whole/path');
	await expect(dialog.getByLabel('Folder')).toHaveAttribute('aria-invalid', 'true');
	await expect(dialog.getByLabel('Folder')).toHaveValue('not/a/whole/path');
	await dialog.getByLabel('Newest that stay').fill('none');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(dialog.getByText('A number from 1 to 1000')).toBeVisible();
	await dialog.getByLabel('Newest that stay').fill('3');
	await dialog.getByLabel('Folder').fill(folder);
	await dialog.getByRole('button', { name: 'Save' }).click();
	await expect(dialog).toBeHidden();
	await expect(tab.getByText('1 day', { exact: true })).toBeVisible();
	await expect(tab.getByText(/the newest 3/)).toBeVisible();
	await tab.reload();
	await expect(tab.getByText(folder)).toBeVisible();
});

test('a backup that fails says why, and the one before stays the last good one', async ({ tab, world }) => {
	await openBackups(tab, world.url);
	await expect(await plan(tab, '0', folder)).toBeHidden();
	await tab.route('**/api/v1/backups', async (route) => {
		const answer = await route.fetch();
		if (route.request().method() !== 'GET') return route.fulfill({ response: answer });
		const body = await answer.json();
		const at = Date.now();
		body.items.unshift({
			id: '0190a000-0000-7000-8000-000000000000', state: 'failed', scheduled: true, started_at: at - 1000, finished_at: at,
			verified_at: null, bytes: null, bytes_copied: null, files: null, problem: 'The disk is full.', folder, there: false,
			done_bytes: null, total_bytes: null,
		});
		return route.fulfill({ response: answer, json: body });
	});
	await tab.reload();
	await expect(status(tab)).toContainText('failed');
	await expect(status(tab)).toContainText('The disk is full.');
	await expect(tab.getByRole('row', { name: /Failed/ })).toContainText('By the plan');
});

test('progress is shown while one is made, and it can be stopped', async ({ tab, world }) => {
	let cancelled = false;
	const running = {
		id: '0190a000-0000-7000-8000-000000000000', state: 'running', scheduled: false, started_at: Date.now(), finished_at: null,
		verified_at: null, bytes: null, bytes_copied: null, files: null, problem: null, folder, there: false,
		done_bytes: 30_000_000, total_bytes: 90_000_000,
	};
	await tab.route('**/api/v1/backups', async (route) => {
		const answer = await route.fetch();
		const body = await answer.json();
		body.items.unshift(cancelled ? { ...running, state: 'cancelled', finished_at: Date.now() } : running);
		return route.fulfill({ response: answer, json: body });
	});
	await tab.route('**/api/v1/backups/*:cancel', (route) => {
		cancelled = true;
		return route.fulfill({ status: 202, json: { ...running, state: 'cancelled' } });
	});
	await openBackups(tab, world.url);
	await expect(tab.getByRole('progressbar', { name: 'Backing up' })).toHaveAttribute('aria-valuenow', '30000000');
	await expect(tab.getByText('30 MB of 90 MB')).toBeVisible();
	await expect(tab.getByRole('button', { name: 'Back up now' })).toBeDisabled();
	await tab.getByRole('button', { name: 'Stop' }).click();
	await expect(tab.getByText('Backup broken off', { exact: false })).toBeVisible();
	await expect(tab.getByRole('row', { name: /Stopped/ })).toBeVisible();
});

test('the recovery sheet asks for the password, is saved whole, and is remembered', async ({ tab, world }) => {
	await openBackups(tab, world.url);
	await tab.getByRole('button', { name: 'Get the sheet' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Recovery sheet' });
	await dialog.getByLabel('Your password now').fill('not the password');
	await dialog.getByRole('button', { name: 'Show the sheet' }).click();
	await expect(dialog.getByText('This is not your password.')).toBeVisible();
	await dialog.getByLabel('Your password now').fill(owner.password);
	await dialog.getByRole('button', { name: 'Show the sheet' }).click();
	await expect(dialog.getByText('Master key', { exact: true })).toBeVisible();
	await expect(dialog.getByRole('button', { name: 'I have put it away' })).toBeDisabled();

	const waiting = tab.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Download' }).click();
	const saved = readFileSync(await (await waiting).path(), 'utf8');
	const key = readFileSync(join(world.server.dir, 'master.key')).toString('hex');
	const printed = /^\s+([0-9a-f]{64})$/m.exec(saved)?.[1] ?? '';
	// the file holds the key as bytes or as hex
	expect([key, readFileSync(join(world.server.dir, 'master.key'), 'utf8').trim()]).toContain(printed);
	expect(saved).toContain('kontor restore');

	await dialog.getByRole('button', { name: 'I have put it away' }).click();
	await expect(tab.getByText(/^Shown /)).toBeVisible();
});

test('on paper there is the sheet alone, with the whole key in black', async ({ tab, world }) => {
	await openBackups(tab, world.url);
	await tab.getByRole('button', { name: 'Get the sheet' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Recovery sheet' });
	await dialog.getByLabel('Your password now').fill(owner.password);
	await dialog.getByRole('button', { name: 'Show the sheet' }).click();
	await tab.evaluate(() => (window.print = () => undefined));
	await dialog.getByRole('button', { name: 'Print' }).click();
	await tab.emulateMedia({ media: 'print' });
	const paper = tab.locator('body > .paper');
	await expect(paper).toBeVisible();
	await expect(tab.locator('#app')).toBeHidden();
	const block = paper.locator('.concealed').first();
	expect(await block.evaluate((node) => getComputedStyle(node).color)).not.toBe('rgba(0, 0, 0, 0)');
});

test('who does not look after the server sees no backups', async ({ world, browser }) => {
	const { link } = (await world.api.post('invites', { email: 'ben@example.test', role: 'admin' })).is(201);
	const page = await (await browser.newContext()).newPage();
	await page.goto(link.startsWith('http') ? link : `${world.url}${link}`);
	await page.getByRole('button', { name: 'I am new here' }).click();
	await page.getByLabel('Your name').fill('Ben Adler');
	await page.getByLabel('Password', { exact: true }).fill('a quiet harbour at dawn');
	const mail = page.getByLabel('E-mail');
	if (await mail.isEditable()) await mail.fill('ben@example.test');
	await page.getByLabel('I am 13 or older').check();
	await page.getByRole('button', { name: 'Make the account and join' }).click();
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await page.goto(`${world.url}/settings`);
	await expect(page.getByRole('navigation', { name: 'Settings' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Backups' })).toHaveCount(0);
	await page.goto(`${world.url}/settings/backups`);
	await expect(page.getByRole('heading', { name: 'Plan' })).toHaveCount(0);
	await page.close();
});

for (const scheme of ['light', 'dark'] as const) {
	test(`axe finds nothing on the page and its dialogs, ${scheme}, also on a phone`, async ({ browser, world }) => {
		const page = await browser.newPage({ colorScheme: scheme });
		await signIn(page, world);
		await openBackups(page, world.url);
		await plan(page, '0', folder);
		await page.getByRole('button', { name: 'Back up now' }).click();
		await expect(page.getByRole('row', { name: /Read back/ })).toBeVisible({ timeout: 30_000 });
		expect(await axeFindings(page)).toEqual([]);
		await page.setViewportSize({ width: 390, height: 844 });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		expect(await axeFindings(page)).toEqual([]);
		await page.getByRole('button', { name: 'Get the sheet' }).click();
		await page.getByLabel('Your password now').fill(owner.password);
		await page.getByRole('button', { name: 'Show the sheet' }).click();
		await expect(page.getByText('Master key', { exact: true })).toBeVisible();
		expect(await axeFindings(page)).toEqual([]);
		await page.close();
	});
}

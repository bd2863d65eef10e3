// The tour of the README, line by line, on one server from its first start: what it says is what happens.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { test } from '@playwright/test';
import { addressOf, emptyServer, expect, owner, watch } from './world';

test.describe.configure({ mode: 'serial' });

let server: any;
let url: string;
let page: Page;
let wrong: string[];

test.beforeAll(async ({ browser }) => {
	server = await emptyServer();
	url = addressOf(server);
	page = await browser.newPage();
	wrong = await watch(page);
});

test.afterAll(async () => {
	await page.close();
	await server.close();
});

test.afterEach(() => {
	expect(wrong).toEqual([]);
});

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

const people = [
	'Name,Phone 1 - Value,E-mail 1 - Value,Organization Name',
	'Inês Carvalho,(11) 90000-0129,ines@casa.example,Casa Verde',
	'Javier Ortega,+34 600 000 117,,',
	'Nobody at all,,,',
].join('\n');

const chat = [
	'03/04/2026, 09:12 - Inês Carvalho: Orçamento da monstera, por favor',
	'03/04/2026, 09:13 - Rosa: Claro, envio hoje',
	'',
].join('\n');

async function bring(name: string, text: string) {
	await page.goto(`${url}/import`);
	await page.getByLabel('Choose files').setInputFiles(file(name, text));
}

const figure = (label: string) => page.locator('dl > div', { hasText: label }).locator('dd');

test('the README has a line for each of these', () => {
	const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
	const lines = [...readme.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map((match) => match[1]);
	expect(lines).toEqual([
		'Create the owner.',
		'Look around in the sample.',
		'Bring your people.',
		'Read your chats.',
		'Find anything.',
		'Tag and annotate.',
		'Change your mind.',
		'See what is kept.',
	]);
});

test('1 create the owner', async () => {
	await page.goto(url);
	await page.getByLabel('Your name').fill(owner.name);
	await page.getByLabel('E-mail').fill(owner.email);
	await page.getByLabel('Password', { exact: true }).fill(owner.password);
	await page.getByLabel('I am 13 or older').check();
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('Name of the workspace').fill('Loja Central');
	await page.getByLabel('Country').selectOption('BR');
	await page.getByRole('button', { name: 'Create owner' }).click();
	await page.getByRole('button', { name: 'Print' }).waitFor();
	await page.getByRole('button', { name: 'Later' }).click();
	await expect(page.getByText('Set up Loja Central')).toBeVisible();
});

test('2 look around in the sample, and remove it', async () => {
	await page.getByRole('button', { name: 'Load the sample' }).click();
	await expect(page.getByText('A sample is here to try things')).toBeVisible({ timeout: 30_000 });
	await page.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(page.getByRole('row').nth(5)).toBeVisible();
	await page.getByRole('link', { name: 'Home' }).click();
	await page.getByRole('button', { name: 'Remove the sample' }).click();
	await expect(page.getByRole('button', { name: 'Load the sample' })).toBeVisible({ timeout: 30_000 });
	await page.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(page.getByText('Bring your people in')).toBeVisible();
});

test('3 bring your people: seen before, counted after, nothing twice', async () => {
	await bring('contacts.csv', people);
	await expect(page.getByLabel('Name becomes', { exact: true })).toHaveValue('name');
	await page.getByRole('button', { name: 'Check before importing' }).click();
	await expect(figure('New people')).toHaveText('2');
	const planned = await page.locator('dl dd').allInnerTexts();
	await page.getByRole('button', { name: 'Import 2 people' }).click();
	await expect(page.getByRole('heading', { name: '2 people are in' })).toBeVisible();
	expect(await page.locator('dl dd').allInnerTexts()).toEqual(planned);

	await bring('contacts.csv', people);
	await page.getByRole('button', { name: 'Check before importing' }).click();
	await expect(figure('New people')).toHaveText('0');
});

test('4 read your chats: asked about the dates, opened, a day jumped to', async () => {
	await bring('WhatsApp Chat with Inês Carvalho.txt', chat);
	await page.getByRole('radio', { name: /Day first/ }).check();
	await page.getByRole('radio', { name: /^Rosa/ }).check();
	await page.getByRole('button', { name: 'Check before importing' }).click();
	await page.getByRole('button', { name: /^Import \d+ messages/ }).click();
	await page.getByRole('link', { name: 'Open the chat' }).click();
	await expect(page.getByText('Claro, envio hoje')).toBeVisible();
	await page.keyboard.press('d');
	const month = page.getByRole('dialog', { name: 'Jump to a day' });
	await expect(month).toContainText('April 2026');
	await month.getByRole('button', { name: /3/ }).and(month.locator(':not([data-disabled])')).last().click();
	await expect(page).toHaveURL(/day=2026-04-03/);
	await expect(page.getByText('Claro, envio hoje')).toBeInViewport();
});

test('5 find anything: prefixes in any order, no accents, digits of a number', async () => {
	await page.keyboard.press('/');
	const box = page.getByRole('textbox', { name: 'Search everything' });
	await box.fill('monst orca');
	await expect(page.getByRole('link', { name: /Orçamento da monstera/ })).toBeVisible();
	await box.fill('0129');
	await expect(page.getByRole('link', { name: /Inês Carvalho/ }).first()).toBeVisible();
	await page.keyboard.press('Control+k');
	await page.getByRole('combobox', { name: 'Search or run' }).fill('ines');
	await page.getByRole('option', { name: /Inês Carvalho/ }).first().click();
	await expect(page).toHaveURL(/\/(contacts|chats)\//);
});

test('6 tag and annotate: another window shows it at once', async ({ browser }) => {
	await page.goto(`${url}/contacts?q=ines`);
	await page.getByRole('row', { name: /Inês/ }).click();
	const panel = page.getByRole('region', { name: 'Inês Carvalho' });
	await expect(panel.getByText('ines@casa.example')).toBeVisible();
	const other = await browser.newPage({ storageState: await page.context().storageState() });
	await other.goto(page.url());
	await expect(other.getByText('Live', { exact: true })).toBeVisible();

	await panel.getByRole('button', { name: 'Add a tag' }).click();
	await page.getByRole('combobox', { name: 'Add a tag' }).fill('vip');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Escape');
	await panel.getByRole('button', { name: 'Write a note' }).click();
	await page.getByLabel('Note', { exact: true }).fill('Wants the **big** one');
	await page.keyboard.press('Control+Enter');

	const there = other.getByRole('region', { name: 'Inês Carvalho' });
	await expect(there.getByText('vip')).toBeVisible();
	await expect(there.locator('strong', { hasText: 'big' })).toBeVisible();
	await other.close();
});

test('7 change your mind', async () => {
	await page.getByRole('button', { name: 'More for this contact' }).click();
	await page.getByRole('menuitem', { name: 'Delete contact' }).click();
	await expect(page.getByText('Moved 1 contact to the bin')).toBeVisible();
	await page.goto(`${url}/contacts`);
	await expect(page.getByRole('row', { name: /Javier/ })).toBeVisible();
	await expect(page.getByRole('row', { name: /Inês/ })).toHaveCount(0);

	await page.getByRole('row', { name: /Javier/ }).getByRole('checkbox').check();
	await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
	await expect(page.getByRole('row', { name: /Javier/ })).toHaveCount(0);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByRole('row', { name: /Javier/ })).toBeVisible();
});

test('8 see what is kept: the same that the command prints', async () => {
	const printed = await server.run(['policy', '--format', 'json'], { data: false });
	const { records } = JSON.parse(printed.stdout);
	const fields = records.reduce((sum: number, record: { fields: unknown[] }) => sum + record.fields.length, 0);
	await page.getByRole('link', { name: 'Privacy' }).click();
	await expect(figure(`fields in ${records.length} records`)).toHaveText(String(fields));
	await page.getByRole('textbox', { name: 'Find a field' }).fill('birthday');
	await expect(page.getByRole('row', { name: /birthday/ })).toContainText('Your team');
});

// The tour of README.md, line by line: a test for each, in the words of the line.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test as plain } from '@playwright/test';
import { addressOf, emptyServer, expect, owner, signIn, test } from './world';

const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const lines = [...readme.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map((match) => match[1]);
const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

const people = 'Name,Phone,E-mail\nCarla Nogueira,(11) 90000-0142,carla@jardim.example\nJoão Alves,+55 11 90000-0167,\n';
// No day is above 12: nothing in the file says which number is the month.
const chat = [
	'03/04/2026, 09:12 - Rosa: Good morning, the pots are ready',
	'03/04/2026, 10:01 - Gaspar Gomes: Wonderful, can I come at five?',
	'05/04/2026, 17:45 - Gaspar Gomes: I will be late',
	'',
].join('\n');

plain('the tour has a test for each line', () => {
	expect(lines).toEqual([
		'Create the owner.', 'Look around in the sample.', 'Bring your people.', 'Read your chats.',
		'Find anything.', 'Tag and annotate.', 'Change your mind.', 'See what is kept.',
	]);
});

plain('1. Create the owner.', async ({ page }) => {
	const server = await emptyServer();
	await page.goto(addressOf(server));
	await page.getByLabel('Your name').fill('Rosa Prado');
	await page.getByLabel('E-mail').fill(owner.email);
	await page.getByLabel('Password', { exact: true }).fill(owner.password);
	await page.getByLabel('I am 18 or older').check();
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByLabel('Name of the workspace').fill('Loja Central');
	await page.getByLabel('Country').selectOption('BR');
	await page.getByRole('button', { name: 'Create owner' }).click();
	await expect(page.getByText('Set up Loja Central')).toBeVisible();
	await server.close();
});

test('2. Look around in the sample.', async ({ tab, world }) => {
	await tab.getByRole('button', { name: 'Load a sample that can be removed again' }).click();
	await expect(tab.getByText('A sample is here to try things')).toBeVisible({ timeout: 30_000 });
	await tab.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(tab.getByRole('row', { name: /Ana Prado/ })).toBeVisible();
	await tab.getByRole('link', { name: 'Home', exact: true }).click();
	await tab.getByRole('button', { name: 'Remove it' }).click();
	await expect(tab.getByText('A sample is here to try things')).toHaveCount(0, { timeout: 30_000 });
	for (const records of ['contacts', 'chats', 'messages', 'notes', 'tags'])
		expect((await world.api.get(`${records}:count`)).is(200).count, records).toBe(0);
	expect((await world.api.get('search?q=canecas')).is(200).items).toEqual([]);
});

test('3. Bring your people.', async ({ tab, world }) => {
	(await world.api.patch('workspace', { country: 'BR' })).is(200);
	for (const [button, done] of [['Import 2 people', '2 people are in'], [/^Import/, /is? in|Nothing|nothing/]] as const) {
		await tab.goto(`${world.url}/import`);
		await tab.getByLabel('Choose files').setInputFiles(file('people.csv', people));
		await tab.getByRole('button', { name: 'Check before importing' }).click();
		const go = tab.getByRole('button', { name: button });
		if (done === '2 people are in') {
			await go.click();
			await expect(tab.getByRole('heading', { name: done })).toBeVisible();
		} else {
			await expect(tab.locator('dl > div', { hasText: 'New people' }).locator('dd')).toHaveText('0');
		}
		expect((await world.api.get('contacts:count')).is(200).count).toBe(2);
	}
});

test('4. Read your chats.', async ({ tab, world }) => {
	await tab.goto(`${world.url}/import`);
	await tab.getByLabel('Choose files').setInputFiles(file('WhatsApp Chat with Gaspar Gomes.txt', chat));
	await tab.getByRole('radio', { name: /Day first/ }).check();
	await tab.getByRole('radio', { name: /^Rosa/ }).check();
	await tab.getByRole('button', { name: 'Check before importing' }).click();
	await tab.getByRole('button', { name: /^Import \d+ messages/ }).click();
	await tab.getByRole('link', { name: 'Open the chat' }).click();
	const log = tab.getByRole('log', { name: 'Messages' });
	await expect(log.getByText('can I come at five?')).toBeVisible();
	await tab.keyboard.press('d');
	await tab.getByRole('dialog', { name: 'Jump to a day' }).getByRole('button', { name: /April 3\b(?!\d)/ }).first().click();
	await expect(log.getByText('Friday, April 3', { exact: true })).toBeInViewport();
});

test('5. Find anything.', async ({ tab, world }) => {
	(await world.api.post('contacts', {
		name: 'Álvaro Šilhavý', identities: [{ kind: 'phone', value: '+55 11 98765-4321' }],
	})).is(201);
	await tab.keyboard.press('/');
	const box = tab.getByRole('textbox', { name: 'Search everything' });
	for (const typed of ['silh alva', '4321', '11 98765']) {
		await box.fill(typed);
		await expect(tab.getByRole('link', { name: /Álvaro Šilhavý/ }).first()).toBeVisible();
	}
});

test('6. Tag and annotate.', async ({ tab, context, world }) => {
	const made = (await world.api.post('contacts', { name: 'Helena Sato' })).is(201);
	await tab.goto(`${world.url}/contacts/${made.id}`);
	const other = await context.newPage();
	await other.goto(`${world.url}/contacts/${made.id}`);
	const panel = tab.getByRole('region', { name: 'Helena Sato' });
	await expect(panel).toBeVisible();
	await panel.getByRole('button', { name: 'Add a tag' }).click();
	await tab.getByRole('combobox', { name: 'Add a tag' }).fill('VIP');
	await tab.keyboard.press('Enter');
	await tab.keyboard.press('Escape');
	await tab.keyboard.press('n');
	await tab.keyboard.type('Deliver **before 11**.');
	await tab.keyboard.press('Control+Enter');
	const seen = other.getByRole('region', { name: 'Helena Sato' });
	await expect(seen.getByText('VIP').first()).toBeVisible();
	await expect(seen.locator('strong', { hasText: 'before 11' })).toBeVisible();
});

test('7. Change your mind.', async ({ tab, world }) => {
	(await world.api.post('contacts', { name: 'Bruno Braga' })).is(201);
	await tab.getByRole('link', { name: 'Contacts', exact: true }).click();
	const row = tab.getByRole('row', { name: /Bruno Braga/ });
	await row.getByRole('checkbox').check();
	await tab.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
	await expect(row).toHaveCount(0);
	await tab.getByRole('button', { name: /^Undo/ }).click();
	await expect(row).toBeVisible();
});

test('8. See what is kept.', async ({ tab, world }) => {
	await tab.getByRole('link', { name: 'Privacy', exact: true }).click();
	await expect(tab.getByText('fields without a purpose')).toBeVisible();
	const printed = JSON.parse(execFileSync(world.server.program, ['policy', '--format', 'json'], { encoding: 'utf8' }));
	const fields = printed.records.flatMap((record: { fields: unknown[] }) => record.fields).length;
	await expect(tab.getByText(String(fields), { exact: true }).first()).toBeVisible();
});

test('the terminal does the same while the server runs', async ({ page, world }) => {
	const run = (...args: string[]) => execFileSync(world.server.program, [...args, '--data', world.server.dir], { encoding: 'utf8' });
	const listed = JSON.parse(run('workspace', 'list'));
	expect(listed.items[0].id).toBe(world.workspace);
	expect(run('token', 'create', '--email', owner.email, '--workspace', world.workspace, '--scope', 'full')).toMatch(/^kt_/);
	await signIn(page, world);
});

// Importing in the browser: what is seen before is what is there after.
import { expect, test } from './world';

const csv = [
	'Nome;Celular;E-mail;Empresa',
	'Carla Nogueira;(11) 90000-0142;carla@jardim.example;Jardim Suspenso',
	'João Alves;+55 11 90000-0167;;',
	'Sem número;;;',
	'Curto;9000;;',
].join('\r\n');

// One day, and no file name that tells the order: only a person can say whether it is April or March.
const chat = [
	'03/04/2026, 09:12 - Messages and calls are end-to-end encrypted.',
	'03/04/2026, 09:13 - Rosa: Good morning, the pots are ready',
	'03/04/2026, 10:01 - Gaspar Gomes: Wonderful!\nCan I come at five?',
	'03/04/2026, 17:45 - Gaspar Gomes: terrace.jpg (file attached)',
	'',
].join('\n');

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('a list of contacts: match, rehearse, import, and the same file again adds nothing', async ({ tab, world }) => {
	(await world.api.patch('workspace', { country: 'BR' })).is(200);
	await tab.goto(`${world.url}/import`);
	await tab.getByLabel('Choose files').setInputFiles(file('clientes.csv', csv));
	await expect(tab.getByLabel('Nome becomes')).toHaveValue('name');
	await expect(tab.getByText('Carla Nogueira').first()).toBeVisible();
	await tab.getByRole('button', { name: 'Check before importing' }).click();

	const figures = (label: string) => tab.locator('dl > div', { hasText: label }).locator('dd');
	await expect(figures('New people')).toHaveText('2');
	const planned = await tab.locator('dl dd').allInnerTexts();
	await expect(tab.getByText('Line 5')).toBeVisible();
	expect((await world.api.get('contacts:count')).is(200).count).toBe(0);

	await tab.getByRole('button', { name: 'Import 2 people' }).click();
	await expect(tab.getByRole('heading', { name: '2 people are in' })).toBeVisible();
	expect(await tab.locator('dl dd').allInnerTexts()).toEqual(planned);
	expect((await world.api.get('contacts:count')).is(200).count).toBe(2);
	await tab.getByRole('link', { name: 'See the people' }).click();
	await expect(tab.getByRole('row', { name: /Carla Nogueira/ })).toContainText('+55 11 90000 0142');

	await tab.goto(`${world.url}/import`);
	await expect(tab.getByRole('link', { name: /clientes\.csv/ })).toContainText('2 new people');
	await tab.getByLabel('Choose files').setInputFiles(file('clientes.csv', csv));
	await tab.getByRole('button', { name: 'Check before importing' }).click();
	await expect(figures('New people')).toHaveText('0');
	await expect(figures('Unchanged')).toHaveText('2');
});

test('a chat whose dates read two ways asks, shows both readings, and opens as a conversation', async ({
	tab,
	world,
}) => {
	await tab.goto(`${world.url}/import`);
	await tab.getByLabel('Choose files').setInputFiles(file('WhatsApp Chat with Gaspar Gomes.txt', chat));
	await expect(tab.getByRole('heading', { name: 'How are the dates written?' })).toBeVisible();
	const go = tab.getByRole('button', { name: 'Check before importing' });
	await expect(go).toBeDisabled();
	await expect(tab.getByRole('radio', { name: /Month first/ })).toBeVisible();
	await tab.getByRole('radio', { name: /Day first/ }).check();
	await tab.getByRole('radio', { name: /^Rosa/ }).check();
	await go.click();
	await tab.getByRole('button', { name: /^Import \d+ messages/ }).click();
	await expect(tab.getByRole('heading', { name: /messages are in/ })).toBeVisible();
	await tab.getByRole('link', { name: 'Open the chat' }).click();

	const log = tab.getByRole('log', { name: 'Messages' });
	await expect(log.getByText('Can I come at five?')).toBeVisible();
	await expect(log.getByText('terrace.jpg')).toBeVisible();
	await expect(log.getByText('Friday, April 3', { exact: true })).toBeVisible();
	const mine = await log.getByText('Good morning').boundingBox();
	const theirs = await log.getByText('Can I come at five?').boundingBox();
	expect(mine?.x ?? 0).toBeGreaterThan((theirs?.x ?? 0) + 100);
});

test('what can’t be read is said at once, and nothing is sent', async ({ tab, world }) => {
	let sent = 0;
	await tab.route('**/api/v1/import_runs?name=*', (route) => ((sent += 1), route.continue()));
	await tab.goto(`${world.url}/import`);
	await tab.getByLabel('Choose files').setInputFiles(file('planilha.xlsx', 'PK'));
	await expect(tab.getByText('Kontor reads CSV, not spreadsheets.', { exact: false })).toBeVisible();
	expect(sent).toBe(0);
});

test('the sample comes and goes, and says what it is', async ({ tab, world }) => {
	await tab.getByRole('button', { name: 'Load the sample' }).click();
	await expect(tab.getByText('A sample is here to try things')).toBeVisible({ timeout: 30_000 });
	expect((await world.api.get('contacts:count')).is(200).count).toBeGreaterThan(10);
	await tab.getByRole('button', { name: 'Remove the sample' }).click();
	await expect(tab.getByText('Just looking?')).toBeVisible({ timeout: 30_000 });
	expect((await world.api.get('contacts:count')).is(200).count).toBe(0);
});

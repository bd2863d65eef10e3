// The tour of docs/team.md, line by line: Rosa and Mara, each in a browser of their own, on one server.
import { readFileSync } from 'node:fs';
import { test, type Page } from '@playwright/test';
// @ts-ignore: plain JavaScript, shared with the dialogues
import { startWithOwner } from '../dialogues/lib/server.mjs';
import { mara, openSettings, signInAs, soon, Visitor } from './people';
import { addressOf, axeFindings, expect, owner, webOptions, type World } from './world';

test.describe.configure({ mode: 'serial' });

let world: World;
let rosa: Visitor, maras: Visitor;
let tab: Page, hers: Page;
let link: string;

test.beforeAll(async ({ browser }) => {
	const { server, api, workspace_id: workspace } = await startWithOwner(webOptions);
	world = { url: addressOf(server), api, workspace, server };
	rosa = await Visitor.open(browser);
	maras = await Visitor.open(browser);
	tab = rosa.page;
	hers = maras.page;
	await signInAs(tab, world, owner);
});

test.afterAll(async () => {
	await rosa.leave();
	await maras.leave();
	await world.server.close();
});

const memberRow = (page: Page, name: string) => page.getByRole('table', { name: 'Members' }).getByRole('row', { name });

/** Takes an invitation as somebody new: what the page asks for. */
async function join(page: Page) {
	await page.getByRole('button', { name: 'I am new here' }).click();
	await page.getByLabel('Your name').fill(mara.name);
	await page.getByLabel('E-mail').fill(mara.email);
	await page.getByLabel('Password', { exact: true }).fill(mara.password);
	await page.getByLabel('I am 13 or older').check();
	await page.getByRole('button', { name: 'Make the account and join' }).click();
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

async function invite(role: string, email?: string): Promise<string> {
	await openSettings(tab, world, 'members');
	await tab.getByRole('button', { name: 'Invite', exact: true }).click();
	const dialog = tab.getByRole('dialog', { name: 'Invite somebody' });
	if (email) await dialog.getByLabel('E-mail, if you know it').fill(email);
	await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
	await dialog.getByRole('button', { name: 'Make a link' }).click();
	const text = await dialog.getByRole('group', { name: 'Link' }).locator('code').textContent();
	await dialog.getByRole('button', { name: 'Done' }).click();
	return text ?? '';
}

/** Gives the contact to a member, in the panel, as people do. */
async function assign(contact: string, to: string) {
	await tab.goto(`${world.url}/contacts?q=${encodeURIComponent(contact)}`);
	await tab.getByRole('row', { name: contact }).click();
	const panel = tab.getByRole('region', { name: contact });
	await panel.getByRole('combobox', { name: 'Owner' }).selectOption({ label: to });
}

test('docs/team.md has a line for each of these', () => {
	const doc = readFileSync(new URL('../../docs/team.md', import.meta.url), 'utf8');
	const lines = [...doc.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map((match) => match[1]);
	expect(lines).toEqual([
		'Invite.',
		'Join.',
		'See.',
		'Narrow.',
		'Change a role.',
		'Hand over.',
		'Take out.',
		'One more workspace.',
		'Close it.',
	]);
});

test('1 invite: the link is shown once, listed, renewed, taken back', async () => {
	await openSettings(tab, world, 'members');
	await expect(tab.getByText('You are alone here.')).toBeVisible();
	const first = await invite('Viewer');
	expect(first).toContain('/#/invite/');
	const row = memberRow(tab, 'Whoever has the link');
	await expect(row).toContainText('Viewer');
	await tab.reload();
	await row.getByRole('button', { name: 'New link' }).click();
	await expect(tab.getByText('The old link is dead, the new one is copied')).toBeVisible();
	await hers.goto(first);
	await expect(hers.getByRole('heading', { name: 'This invite leads nowhere any more' })).toBeVisible();
	await row.getByRole('button', { name: 'More for Whoever has the link' }).click();
	await tab.getByRole('menuitem', { name: 'Take the invite back' }).click();
	await expect(row).toHaveCount(0);
	link = await invite('Agent', 'Mara.Lind@Example.test');
	await expect(memberRow(tab, 'mara.lind@example.test')).toContainText('Agent');
});

test('2 join: K19 the page says who, what and where; the address counts in any case', async () => {
	await hers.goto(link);
	await expect(hers.getByRole('heading', { name: 'Join Loja Central' })).toBeVisible();
	await expect(hers.getByText('m…@example.test was invited as Agent.')).toBeVisible();
	expect(await axeFindings(hers)).toEqual([]);
	// somebody else is signed in there
	await tab.goto(link);
	await expect(tab.getByRole('alert')).toContainText('This invite is for m…@example.test.');
	await expect(tab.getByText(owner.email)).toBeVisible();
	await expect(tab.getByRole('button', { name: /^Join as / })).toBeDisabled();
	await tab.getByRole('button', { name: 'Not now' }).click();
	await join(hers);
	await expect(hers.getByRole('button', { name: mara.name })).toBeVisible();
	// opened again it leads her in, and nobody else
	await hers.goto(link);
	await hers.getByRole('button', { name: `Join as ${mara.name}` }).click();
	await expect(hers.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await tab.goto(link);
	await expect(tab.getByRole('heading', { name: 'This invite leads nowhere any more' })).toBeVisible();
	await tab.getByRole('button', { name: 'Go to Home' }).click();
});

test('3 see: who is here, and what an agent may do', async () => {
	await openSettings(tab, world, 'members');
	const row = memberRow(tab, mara.name);
	await expect(row).toContainText(mara.email);
	await expect(row.getByRole('combobox')).toHaveValue('agent');
	await expect(row).toContainText('Not yet');
	await openSettings(hers, world, 'members');
	await expect(memberRow(hers, owner.name)).toContainText('Owner');
	await expect(memberRow(hers, owner.name)).not.toContainText(owner.email);
	await expect(hers.getByRole('button', { name: 'Invite', exact: true })).toHaveCount(0);
	await expect(hers.getByRole('switch', { name: /^Agents see only/ })).toBeDisabled();
	await openSettings(hers, world, 'workspace');
	await expect(hers.getByLabel('Name of the workspace')).toBeDisabled();
	await expect(hers.getByText('Only owners and admins can change this.')).toBeVisible();
	await hers.goto(`${world.url}/contacts`);
	await hers.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
	await hers.keyboard.press('c');
	await hers.getByLabel('Name', { exact: true }).fill('Added by Mara');
	await hers.getByRole('button', { name: 'Save' }).click();
	await expect(hers.getByRole('region', { name: 'Added by Mara' })).toBeVisible();
});

test('4 narrow: what is another’s goes from her page at once, and comes back', async () => {
	for (const name of ['Given to Mara', 'Kept by Rosa', 'Of nobody'])
		(await world.api.post('contacts', { name, identities: [] })).is(201);
	await assign('Given to Mara', mara.name);
	await assign('Kept by Rosa', owner.name);
	await hers.goto(`${world.url}/contacts`);
	await expect(hers.getByRole('row', { name: 'Kept by Rosa' })).toBeVisible();
	const figure = hers.locator('header [aria-live]').first();
	await expect(figure).toHaveText('4');

	await openSettings(tab, world, 'members');
	await tab.getByRole('switch', { name: /^Agents see only/ }).click();
	await expect(tab.getByText('On: agents see the contacts and chats')).toBeVisible();
	await expect(hers.getByRole('row', { name: 'Kept by Rosa' })).toHaveCount(0, soon);
	await expect(hers.getByRole('row', { name: 'Given to Mara' })).toBeVisible();
	await expect(hers.getByRole('row', { name: 'Of nobody' })).toBeVisible();
	await expect(figure).toHaveText('3');
	await hers.goto(`${world.url}/search?q=kept`);
	await expect(hers.getByText(/Nothing|No /).first()).toBeVisible();
	await hers.goto(`${world.url}/contacts`);
	await expect(hers.getByRole('row', { name: 'Of nobody' })).toBeVisible();

	await tab.getByRole('switch', { name: /^Agents see only/ }).click();
	await expect(hers.getByRole('row', { name: 'Kept by Rosa' })).toBeVisible(soon);
});

test('5 change a role: her page comes again with what an admin may do', async () => {
	await openSettings(hers, world, 'members');
	await openSettings(tab, world, 'members');
	await memberRow(tab, mara.name).getByRole('combobox').selectOption('admin');
	await expect(tab.getByText('Mara Lind is now Admin')).toBeVisible();
	await expect(hers.getByRole('button', { name: 'Invite', exact: true })).toBeVisible(soon);
	await expect(memberRow(hers, owner.name)).toContainText(owner.email);
	// nobody raises themself, and admins leave owners alone
	await expect(memberRow(hers, owner.name).getByRole('combobox')).toHaveCount(0);
	await expect(memberRow(hers, mara.name).getByRole('combobox')).toHaveCount(0);
	await expect(hers.getByRole('link', { name: 'Audit log' })).toBeVisible();
});

async function handOver(page: Page, to: string, password: string) {
	await openSettings(page, world, 'workspace');
	await page.getByRole('button', { name: 'Hand over' }).click();
	const dialog = page.getByRole('dialog', { name: 'Hand the workspace over' });
	await dialog.getByLabel('New owner').selectOption({ label: to });
	await dialog.getByLabel('Your password now').fill('not the one');
	await dialog.getByRole('button', { name: 'Hand over' }).click();
	await expect(dialog.getByText('This is not your password.')).toBeVisible();
	await dialog.getByLabel('Your password now').fill(password);
	await dialog.getByRole('button', { name: 'Hand over' }).click();
	await expect(page.getByText(`${to} owns the workspace now`)).toBeVisible();
}

test('6 hand over: the owner is another, and hands it back', async () => {
	await openSettings(hers, world, 'workspace');
	await expect(hers.getByRole('button', { name: 'Hand over' })).toHaveCount(0);
	await handOver(tab, mara.name, owner.password);
	await expect(hers.getByRole('button', { name: 'Hand over' })).toBeVisible(soon);
	await expect(tab.getByRole('button', { name: 'Hand over' })).toHaveCount(0);
	await handOver(hers, owner.name, mara.password);
	await expect(tab.getByRole('button', { name: 'Hand over' })).toBeVisible(soon);
});

test('7 take out: her page ends within a second, what was hers is handed on; invited again she is the same', async () => {
	await hers.goto(`${world.url}/contacts`);
	await openSettings(tab, world, 'members');
	await memberRow(tab, mara.name).getByRole('button', { name: `More for ${mara.name}` }).click();
	await tab.getByRole('menuitem', { name: 'Take out' }).click();
	const dialog = tab.getByRole('dialog', { name: `Take ${mara.name} out` });
	await expect(dialog).toContainText('looks after 1 of the contacts and 0 of the chats');
	await dialog.getByLabel(`What belongs to ${mara.name} goes to`).selectOption({ label: owner.name });
	await dialog.getByRole('button', { name: 'Take out' }).click();
	await expect(hers.getByRole('heading', { name: 'You are in no workspace' })).toBeVisible(soon);
	await expect(memberRow(tab, mara.name)).toHaveCount(0);
	await tab.goto(`${world.url}/contacts?q=given`);
	await tab.getByRole('row', { name: 'Given to Mara' }).click();
	const mine = tab.getByRole('region', { name: 'Given to Mara' }).getByRole('combobox', { name: 'Owner' });
	await expect(mine.locator('option:checked')).toHaveText(owner.name);

	link = await invite('Agent');
	await hers.goto(link);
	await hers.getByRole('button', { name: `Join as ${mara.name}` }).click();
	await expect(hers.getByRole('navigation', { name: 'Main' })).toBeVisible();
	const { items } = (await world.api.get('members?limit=200')).is(200);
	expect(items.filter((one: { name: string }) => one.name === mara.name)).toHaveLength(1);
});

test('8 one more workspace: apart from the first, and back and forth', async () => {
	await tab.goto(world.url);
	await tab.getByRole('button', { name: 'Loja Central' }).click();
	await tab.getByRole('menuitem', { name: 'New workspace' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Another workspace' });
	await dialog.getByLabel('Name of the workspace').fill('Atelier');
	await dialog.getByRole('button', { name: 'New workspace' }).click();
	await expect(tab.getByRole('button', { name: 'Atelier' })).toBeVisible();
	await tab.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(tab.getByText('Bring your people in')).toBeVisible();
	await openSettings(tab, world, 'members');
	await expect(memberRow(tab, mara.name)).toHaveCount(0);
	await expect(memberRow(tab, owner.name)).toBeVisible();
	await tab.getByRole('button', { name: 'Atelier' }).click();
	await tab.getByRole('menuitemradio', { name: 'Loja Central' }).click();
	await tab.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(tab.getByRole('row', { name: 'Of nobody' })).toBeVisible();
	await tab.keyboard.press('Control+k');
	await tab.getByRole('combobox', { name: 'Search or run' }).fill('atelier');
	await tab.getByRole('option', { name: 'Go to Atelier' }).click();
	await expect(tab.getByRole('button', { name: 'Atelier' })).toBeVisible();
});

test('9 close it, and keep it', async () => {
	await openSettings(tab, world, 'workspace');
	await tab.getByRole('button', { name: 'Close the workspace' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Close Atelier' });
	await expect(dialog.getByRole('button', { name: 'Close the workspace' })).toBeDisabled();
	await dialog.getByLabel('Type its name: Atelier').fill('Loja Central');
	await dialog.getByLabel('Your password now').fill(owner.password);
	await expect(dialog.getByRole('button', { name: 'Close the workspace' })).toBeDisabled();
	await dialog.getByLabel('Type its name: Atelier').fill('Atelier');
	await dialog.getByRole('button', { name: 'Close the workspace' }).click();
	await expect(tab.getByText('This workspace is being closed.').first()).toBeVisible();
	await expect(tab.getByText(/It can be read until/).first()).toBeVisible();
	expect(await axeFindings(tab)).toEqual([]);
	// nobody writes meanwhile, and is told why
	await tab.getByLabel('Name of the workspace').fill('Atelier Sul');
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByRole('alert').filter({ hasText: /clos/ }).first()).toBeVisible();
	await tab.getByRole('button', { name: 'Keep it' }).first().click();
	await expect(tab.getByText('The workspace stays')).toBeVisible();
	await expect(tab.getByText('This workspace is being closed.')).toHaveCount(0);
	await tab.getByLabel('Name of the workspace').fill('Atelier Sul');
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByRole('button', { name: 'Atelier Sul' })).toBeVisible();
});

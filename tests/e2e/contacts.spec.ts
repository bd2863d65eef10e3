// Contacts: the list, one of them, what several people do to it at once.
import { expect, test } from './world';
import { nameOf, seedContacts } from './seed';

test('a contact is made, found, tagged, annotated, and comes back from the bin', async ({ tab }) => {
	await tab.getByRole('link', { name: 'Contacts', exact: true }).click();
	await expect(tab.getByText('Bring your people in')).toBeVisible();

	await tab.keyboard.press('c');
	await expect(tab.getByLabel('Name', { exact: true })).toBeFocused();
	await tab.keyboard.type('Helena Sato');
	await tab.getByLabel('Number').fill('+55 11 90000-0219');
	await tab.getByLabel('E-mail').fill('Helena@Sato.example');
	await tab.getByRole('button', { name: 'Add a tag' }).click();
	await tab.getByRole('combobox', { name: 'Add a tag' }).fill('vip');
	await tab.keyboard.press('Enter');
	await tab.keyboard.press('Escape');
	await tab.getByRole('button', { name: 'Save' }).click();

	const panel = tab.getByRole('region', { name: 'Helena Sato' });
	await expect(panel.getByText('helena@sato.example')).toBeVisible();
	const row = tab.getByRole('row', { name: /Helena Sato/ });
	await expect(row).toContainText('vip');

	await tab.keyboard.press('n');
	await tab.keyboard.type('Deliver **before 11**. <img src=x onerror="window.hacked=1"> [x](javascript:alert(1))');
	await tab.keyboard.press('Control+Enter');
	await expect(panel.locator('strong', { hasText: 'before 11' })).toBeVisible();
	await expect(panel.locator('img')).toHaveCount(0);
	await expect(panel.locator('.prose a')).toHaveCount(0);
	expect(await tab.evaluate(() => 'hacked' in window)).toBe(false);

	await panel.getByRole('button', { name: /^Company: empty/ }).click();
	await tab.keyboard.type('Sato Ltda');
	await tab.keyboard.press('Enter');
	await expect(panel.getByRole('button', { name: /^Company: Sato Ltda/ })).toBeFocused();

	await tab.keyboard.press('Escape');
	await expect(panel).toHaveCount(0);
	await row.getByRole('checkbox').check();
	await tab.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
	await expect(row).toHaveCount(0);
	await tab.keyboard.press('z');
	await expect(row).toBeVisible();
	await tab.reload();
	await expect(row).toContainText('vip');
});

test('a flaw is said beside its field and what was typed stays', async ({ tab, world }) => {
	await tab.goto(`${world.url}/contacts`);
	await tab.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
	await tab.keyboard.press('c');
	await tab.getByLabel('Name', { exact: true }).fill('Bruno Braga');
	await tab.getByLabel('Number').fill('123');
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByLabel('Number')).toHaveAttribute('aria-invalid', 'true');
	await expect(tab.getByLabel('Name', { exact: true })).toHaveValue('Bruno Braga');
	await tab.getByLabel('Number').fill('+55 11 90000-0220');
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByRole('region', { name: 'Bruno Braga' })).toBeVisible();
});

test('two people change the same field: the later one stands, and both values are shown', async ({
	tab,
	world,
}) => {
	const made = (await world.api.post('contacts', { name: 'Carla Costa', company: 'Old' })).is(201);
	await tab.goto(`${world.url}/contacts/${made.id}`);
	const company = tab.getByRole('button', { name: /^Company:/ });
	await expect(company).toHaveText('Old');

	// the feed would tell this page before it writes: a colleague's line is faster than the feed here
	await tab.route('**/api/v1/contacts/*', async (route) => {
		if (route.request().method() === 'PATCH') {
			(await world.api.patch(`contacts/${made.id}`, { company: 'Theirs', base_version: 1 })).is(200);
		}
		await route.continue();
	});
	await company.click();
	await tab.keyboard.press('Control+a');
	await tab.keyboard.type('Mine');
	await tab.keyboard.press('Enter');
	await expect(tab.getByText(/At \d\d:\d\d Rosa Prado had set it to/)).toBeVisible();
	await tab.unroute('**/api/v1/contacts/*');
	await expect(tab.getByText('Theirs', { exact: true })).toBeVisible();
	expect((await world.api.get(`contacts/${made.id}`)).is(200).company).toBe('Mine');

	await tab.getByRole('button', { name: 'Take theirs' }).click();
	await expect(company).toHaveText('Theirs');
	await expect
		.poll(async () => (await world.api.get(`contacts/${made.id}`)).is(200).company)
		.toBe('Theirs');
});

test('what others do appears by itself', async ({ tab, world }) => {
	await tab.goto(`${world.url}/contacts`);
	await expect(tab.getByText('Bring your people in')).toBeVisible();
	await expect(tab.getByText('Live', { exact: true })).toBeVisible();
	const made = (await world.api.post('contacts', { name: 'Dewi Duarte' })).is(201);
	const row = tab.getByRole('row', { name: /Dewi/ });
	await expect(row).toBeVisible();
	(await world.api.patch(`contacts/${made.id}`, { name: 'Dewi Lestari', base_version: 1 })).is(200);
	await expect(row).toContainText('Dewi Lestari');
	(await world.api.delete(`contacts/${made.id}`)).is(204);
	await expect(row).toHaveCount(0);
});

test('a long list is read page by page, sorted and filtered by the server, and the address says how', async ({
	tab,
	world,
}) => {
	await seedContacts(world.api, 600);
	const tag = (await world.api.post('tags', { name: 'wholesale' })).is(201);
	const some = (await world.api.get('contacts?sort=name&limit=3')).is(200).items;
	for (const { id } of some) (await world.api.post('contact_tags', { contact_id: id, tag_id: tag.id })).is(201);

	await tab.goto(`${world.url}/contacts`);
	await tab.getByRole('button', { name: 'Name', exact: true }).click();
	await expect(tab).toHaveURL(/sort=name/);
	await expect(tab.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
	await expect(tab.getByRole('row').nth(1)).toContainText(some[0].name);

	const drawn = () => tab.getByRole('row').count();
	expect(await drawn()).toBeLessThan(60);
	const total = (await world.api.get('contacts:count')).is(200).count;
	await tab.getByRole('table').hover();
	const lastRow = tab.locator(`[aria-rowindex="${total + 1}"]`);
	await expect(async () => {
		await tab.mouse.wheel(0, 6000);
		await expect(lastRow).toBeVisible({ timeout: 200 });
	}).toPass({ timeout: 20_000 });
	expect(await drawn()).toBeLessThan(60);

	await tab.keyboard.press('f');
	await tab.getByRole('option', { name: 'wholesale' }).click();
	await tab.keyboard.press('Escape');
	await expect(tab).toHaveURL(new RegExp(`tag=${tag.id}`));
	await expect(tab.getByRole('row')).toHaveCount(4);
	await tab.goBack();
	await expect(tab).not.toHaveURL(/tag=/);
	await expect(tab.getByRole('row').nth(5)).toBeVisible();

	await tab.getByRole('textbox', { name: 'Search contacts' }).fill(nameOf(417));
	await expect(tab.getByRole('row')).toHaveCount(2);
	await expect(tab.getByRole('row').nth(1)).toContainText(nameOf(417));
});

test('the keyboard walks the list and moves the open contact', async ({ tab, world }) => {
	await seedContacts(world.api, 20);
	await tab.goto(`${world.url}/contacts?sort=name`);
	await expect(tab.getByRole('row').nth(3)).toBeVisible();
	await tab.keyboard.press('j');
	await tab.keyboard.press('j');
	await tab.keyboard.press('j');
	await tab.keyboard.press('k');
	const open = tab.getByRole('row').and(tab.locator('[aria-current=true]'));
	await expect(open).toHaveAttribute('aria-rowindex', '3');
	await tab.keyboard.press('x');
	await expect(open.getByRole('checkbox')).toBeChecked();
	await tab.keyboard.press('Escape');
	await expect(tab).toHaveURL(/\/contacts\?sort=name$/);
	await tab.keyboard.press('Escape');
	await expect(tab.getByRole('toolbar')).toHaveCount(0);
});

test('tags are made, renamed, coloured, counted and removed', async ({ tab, world }) => {
	const contact = (await world.api.post('contacts', { name: 'Elif Esteves' })).is(201);
	await tab.goto(`${world.url}/tags`);
	await tab.getByLabel('Name of a new tag').fill('gift');
	await tab.keyboard.press('Enter');
	const name = tab.getByLabel('Name of the tag gift');
	await expect(name).toBeVisible();
	await name.fill('present');
	await name.press('Enter');
	const renamed = tab.getByLabel('Name of the tag present');
	await expect(renamed).toBeVisible();
	const stored = async () =>
		(await world.api.get('tags')).is(200).items.find((one: { name: string }) => one.name === 'present');
	await expect.poll(stored).toBeTruthy();
	const tag = await stored();
	(await world.api.post('contact_tags', { contact_id: contact.id, tag_id: tag.id })).is(201);
	const line = tab.getByRole('listitem').filter({ has: renamed });
	await expect(line).toContainText('1 contact');
	await tab.getByRole('button', { name: 'Colour of present' }).click();
	await tab.getByRole('radio', { name: 'Colour 7' }).click();
	await expect.poll(async () => (await world.api.get(`tags/${tag.id}`)).is(200).colour).toBe(6);

	await tab.getByLabel('Name of a new tag').fill('PRESENT');
	await tab.keyboard.press('Enter');
	await expect(tab.getByRole('alert')).toBeVisible();

	await line.hover();
	await tab.getByRole('button', { name: 'Delete the tag present' }).click();
	await expect(renamed).toHaveCount(0);
	await tab.getByRole('button', { name: 'Undo' }).click();
	await expect(renamed).toBeVisible();
});

// What holds on every screen: the way about, errors, a line that breaks, axe, the content policy, nothing that jumps.
import { axeFindings, expect, signIn, test, watch } from './world';
import { seedChat, seedContacts } from './seed';

const screens = ['/', '/contacts', '/chats', '/tags', '/import', '/search?q=ana', '/privacy', '/settings', '/nowhere'];

test('keys and palette lead everywhere, and the help sheet names what works', async ({ tab }) => {
	await tab.keyboard.press('g');
	await tab.keyboard.press('t');
	await expect(tab).toHaveURL(/\/tags$/);
	await tab.keyboard.press('Control+k');
	const box = tab.getByRole('combobox', { name: 'Search or run' });
	await box.fill('priva');
	await expect(tab.getByRole('option', { name: /^Privacy/ })).toBeVisible();
	await tab.getByRole('option', { name: /^Privacy/ }).click();
	await expect(tab.getByRole('heading', { name: 'Privacy' })).toBeVisible();
	await expect(tab.getByText('fields without a purpose')).toBeVisible();
	await tab.keyboard.press('?');
	await expect(tab.getByRole('dialog', { name: 'All keys of this page' })).toContainText('Go to');
	await tab.keyboard.press('Escape');
	await expect(tab.getByRole('dialog')).toHaveCount(0);
});

test('a broken line is said, and mends itself', async ({ tab, context, world }) => {
	await tab.goto(`${world.url}/contacts`);
	await expect(tab.getByText('Live', { exact: true })).toBeVisible();
	await context.setOffline(true);
	// new settings end every line; this page cannot open another one
	(await world.api.patch('workspace', { name: 'Loja Nova' })).is(200);
	await expect(tab.getByText('What is on the screen may be old.')).toBeVisible();
	(await world.api.post('contacts', { name: 'Written meanwhile' })).is(201);
	await context.setOffline(false);
	await expect(tab.getByText('What is on the screen may be old.')).toHaveCount(0);
	await expect(tab.getByRole('row', { name: /Written meanwhile/ })).toBeVisible();
});

test('a fault of the server names the request and can be tried again', async ({ tab, world }) => {
	await seedContacts(world.api, 5);
	await tab.route('**/api/v1/contacts?*', (route) =>
		route.fulfill({
			status: 500,
			contentType: 'application/problem+json',
			body: JSON.stringify({ type: '/problems/internal', title: 'x', status: 500, request_id: 'req-77' }),
		}),
	);
	await tab.goto(`${world.url}/contacts?sort=name`);
	await expect(tab.getByRole('alert')).toContainText('req-77');
	await tab.unroute('**/api/v1/contacts?*');
	await tab.getByRole('button', { name: 'Try again' }).click();
	await expect(tab.getByRole('alert')).toHaveCount(0);
	await expect(tab.getByRole('row').nth(1)).toBeVisible();
});

test('a full disk keeps what was typed', async ({ tab, world }) => {
	await tab.goto(`${world.url}/contacts`);
	await tab.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor();
	await tab.keyboard.press('c');
	await tab.getByLabel('Name', { exact: true }).fill('Fatima Ferraz');
	await tab.route('**/api/v1/contacts', (route) =>
		route.fulfill({
			status: 507,
			contentType: 'application/problem+json',
			body: JSON.stringify({ type: '/problems/full', title: 'x', status: 507, request_id: 'req-78' }),
		}),
	);
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByRole('alert')).toContainText('disk is full');
	await expect(tab.getByLabel('Name', { exact: true })).toHaveValue('Fatima Ferraz');
	await tab.unroute('**/api/v1/contacts');
	await tab.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
	await expect(tab.getByRole('region', { name: 'Fatima Ferraz' })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
	for (const width of [1440, 390]) {
		test(`axe finds nothing, ${scheme}, ${width} px`, async ({ browser, world }) => {
			await seedContacts(world.api, 30);
			await seedChat(world.api, { name: 'Inês Horta', n: 40, until: Date.UTC(2026, 9, 20) });
			const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 850 } });
			const wrong = await watch(page);
			await page.goto(world.url);
			await page.getByLabel('E-mail').waitFor();
			expect(await axeFindings(page)).toEqual([]);
			await page.setViewportSize({ width: 1440, height: 850 });
			await signIn(page, world);
			await page.setViewportSize({ width, height: 850 });
			const chat = (await world.api.get('chats?limit=1')).is(200).items[0];
			const contact = (await world.api.get('contacts?limit=1')).is(200).items[0];
			for (const path of [...screens, `/contacts/${contact.id}`, `/chats/${chat.id}`]) {
				await page.goto(world.url + path);
				await page.getByRole('heading', { level: 1 }).first().waitFor();
				await page.waitForLoadState('networkidle');
				expect([path, await axeFindings(page)]).toEqual([path, []]);
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				expect([path, wide]).toEqual([path, 0]);
			}
			expect(wrong).toEqual([]);
			await page.close();
		});
	}
}

test('nothing jumps while a screen loads', async ({ tab, world }) => {
	await tab.addInitScript(() => {
		(window as any).shift = 0;
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries() as any[]) if (!entry.hadRecentInput) (window as any).shift += entry.value;
		}).observe({ type: 'layout-shift', buffered: true });
	});
	for (const path of screens) {
		await tab.goto(world.url + path);
		await tab.getByRole('heading', { level: 1 }).first().waitFor();
		await tab.waitForLoadState('networkidle');
		expect([path, await tab.evaluate(() => (window as any).shift < 0.005)]).toEqual([path, true]);
	}
});

test('right to left, everything keeps its place', async ({ tab, world }) => {
	(await world.api.patch('workspace', { locale: 'ar' })).is(200);
	await tab.goto(`${world.url}/contacts`);
	await expect(tab.locator('[dir=rtl]').first()).toBeVisible();
	const rail = await tab.getByRole('navigation', { name: 'Main' }).boundingBox();
	expect(rail?.x).toBeGreaterThan(1000);
	expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
	(await world.api.patch('workspace', { locale: 'en' })).is(200);
});

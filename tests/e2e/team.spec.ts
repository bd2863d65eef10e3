// The first lines of the tour in docs/team.md, two people in two browsers; and what every page of the settings holds.
import { axeFindings, expect, owner, signIn, test, watch } from './world';

const mara = { name: 'Mara Lind', email: 'mara.lind@example.test', password: 'a quiet harbour at dawn' };

test('K19 somebody is invited by link, joins in another browser, and both see it', async ({ tab, world, browser }) => {
	await tab.goto(`${world.url}/settings/members`);
	await tab.getByRole('button', { name: 'Invite', exact: true }).click();
	await tab.getByLabel('E-mail, if you know it').fill('Mara.Lind@Example.test');
	await tab.getByRole('button', { name: 'Make a link' }).click();
	const link = (await tab.getByRole('group', { name: 'Link' }).locator('code').textContent()) ?? '';
	expect(link).toContain('/#/invite/');
	await tab.getByRole('button', { name: 'Done' }).click();

	const other = await (await browser.newContext()).newPage();
	const wrong = await watch(other);
	await other.goto(link);
	await expect(other.getByRole('heading', { name: /^Join / })).toBeVisible();
	await expect(other.getByText(/invited/i).first()).toBeVisible();
	expect(await axeFindings(other)).toEqual([]);
	await other.getByRole('button', { name: 'I am new here' }).click();
	await other.getByLabel('Your name').fill(mara.name);
	await other.getByLabel('E-mail').fill(mara.email);
	await other.getByLabel('Password', { exact: true }).fill(mara.password);
	await other.getByLabel('I am 13 or older').check();
	await other.getByRole('button', { name: 'Make the account and join' }).click();
	await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible();
	expect(wrong).toEqual([]);

	await tab.reload();
	await expect(tab.getByText(mara.name).first()).toBeVisible();
	await other.close();
});

test('whoever is signed in is told whom an invitation is for', async ({ tab, world }) => {
	const { link } = (await world.api.post('invites', { email: mara.email, role: 'agent' })).is(201);
	await tab.goto(link.startsWith('http') ? link : `${world.url}${link}`);
	await expect(tab.getByText(owner.email)).toBeVisible();
	await expect(tab.getByRole('alert')).toBeVisible();
	await expect(tab.getByRole('button', { name: /^Join as / })).toBeDisabled();
});

for (const scheme of ['light', 'dark'] as const)
	test(`axe finds nothing in the settings, ${scheme}`, async ({ browser, world }) => {
		const page = await browser.newPage({ colorScheme: scheme });
		const wrong = await watch(page);
		await signIn(page, world);
		for (const section of ['profile', 'security', 'tokens', 'workspace', 'members', 'audit']) {
			await page.goto(`${world.url}/settings/${section}`);
			await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
			await expect(page.getByRole('alert')).toHaveCount(0);
			expect(await axeFindings(page), section).toEqual([]);
		}
		expect(wrong).toEqual([]);
		await page.close();
	});

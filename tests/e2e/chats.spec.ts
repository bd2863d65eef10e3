// Chats: a conversation that is read in both directions, found again, and jumped about in.
import { expect, test, type World } from './world';
import { seedChat } from './seed';

const until = Date.UTC(2026, 9, 20, 15, 0);
let ids: { contact: string; chat: string };

async function seed({ api }: World) {
	ids = await seedChat(api, {
		name: 'Gaspar Gomes',
		n: 700,
		until,
		text: (i) => (i === 42 ? 'The monstera arrived at https://shop.example/m. Lovely' : `Line ${i}: pots`),
	});
}

test.beforeEach(({ world }) => seed(world));

test('a chat opens at its end, and goes back to its first message without losing the place', async ({ tab }) => {
	await tab.getByRole('link', { name: 'Chats', exact: true }).click();
	await tab.getByRole('list', { name: 'Chats' }).getByRole('link', { name: /Gaspar Gomes/ }).click();
	const log = tab.getByRole('log', { name: 'Messages' });
	await expect(log.getByText('Line 699: pots')).toBeInViewport();
	await expect(tab.getByText('700 messages').first()).toBeVisible();
	expect(await log.locator('[data-index]').count()).toBeLessThan(80);

	await log.hover();
	await expect(async () => {
		await tab.mouse.wheel(0, -2500);
		await expect(log.getByText('The first message that is stored')).toBeInViewport({ timeout: 150 });
	}).toPass({ timeout: 30_000 });
	await expect(log.getByText('Line 0: pots')).toBeInViewport();

	await tab.getByRole('button', { name: 'To the newest message' }).click();
	await expect(log.getByText('Line 699: pots')).toBeInViewport();
});

test('older messages come in front without moving what is read', async ({ tab, world }) => {
	await tab.goto(`${world.url}/chats/${ids.chat}`);
	const log = tab.getByRole('log', { name: 'Messages' });
	await expect(log.getByText('Line 699: pots')).toBeInViewport();
	await tab.waitForLoadState('networkidle');

	// the next page waits until we have seen where everything stands
	let release = () => undefined as void;
	const held = new Promise<void>((resolve) => (release = resolve));
	await tab.route(/\/messages\?.*sort=-at/, async (route) => {
		await held;
		await route.continue();
	});
	await log.hover();
	await expect(async () => {
		await tab.mouse.wheel(0, -3000);
		expect(await log.evaluate((node) => node.scrollTop)).toBe(0);
	}).toPass();
	const seen = log.locator('[data-index]').nth(6);
	const text = await seen.innerText();
	const line = log.getByText(text.split('\n')[0] ?? '', { exact: false }).first();
	const before = (await line.boundingBox())?.y ?? 0;
	const height = await log.evaluate((node) => node.scrollHeight);
	release();
	await expect.poll(() => log.evaluate((node) => node.scrollHeight)).toBeGreaterThan(height + 1000);
	await expect(line).toBeInViewport();
	expect(Math.abs(((await line.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
});

test('a day is jumped to, has its own address, and is named', async ({ tab, world }) => {
	await tab.goto(`${world.url}/chats/${ids.chat}`);
	await expect(tab.getByText('Line 699: pots')).toBeInViewport();
	await tab.keyboard.press('d');
	const month = tab.getByRole('dialog', { name: 'Jump to a day' });
	await expect(month).toContainText('October 2026');
	await month.getByRole('button', { name: /October 14/ }).click();
	await expect(tab).toHaveURL(/day=2026-10-14/);
	await expect(tab.getByText('Wednesday, October 14', { exact: true })).toBeInViewport();
	await tab.reload();
	await expect(tab.getByText('Wednesday, October 14', { exact: true })).toBeInViewport();
});

test('a message is found by the beginning of a word and opened in its chat', async ({ tab }) => {
	await tab.keyboard.press('/');
	await tab.getByRole('textbox', { name: 'Search everything' }).fill('monst arriv');
	const hit = tab.getByRole('link', { name: /Gaspar Gomes.*monstera/ });
	await expect(hit.locator('mark').first()).toHaveText(/monst/i);
	await expect(tab.getByRole('complementary').getByText('Line 43: pots')).toBeVisible();
	await tab.keyboard.press('Enter');
	await expect(tab).toHaveURL(new RegExp(`/chats/${ids.chat}\\?m=`));
	const message = tab.getByRole('log', { name: 'Messages' }).getByText('The monstera arrived');
	await expect(message).toBeInViewport();
	const link = message.getByRole('link');
	await expect(link).toHaveAttribute('href', 'https://shop.example/m');
	await expect(link).toHaveAttribute('rel', /noopener/);
});

test('a message that comes while the end is in sight is followed', async ({ tab, world }) => {
	await tab.goto(`${world.url}/chats/${ids.chat}`);
	await expect(tab.getByText('Line 699: pots')).toBeInViewport();
	(
		await world.api.post('messages', {
			chat_id: ids.chat, at: until + 60_000, direction: 'in', kind: 'text', text: 'One more thing',
		})
	).is(201);
	await expect(tab.getByText('One more thing')).toBeInViewport();
});

test('the person stands beside the chat, can be hidden, and is one click away', async ({ tab, world }) => {
	await tab.goto(`${world.url}/chats/${ids.chat}`);
	const card = tab.getByRole('region', { name: 'Gaspar Gomes' });
	await expect(card).toBeVisible();
	await tab.getByRole('button', { name: 'Hide the contact' }).click();
	await expect(card).toHaveCount(0);
	await tab.reload();
	await expect(tab.getByRole('button', { name: 'Show the contact' })).toBeVisible();
	await tab.getByRole('button', { name: 'Show the contact' }).click();
	await expect(card).toBeVisible();
});

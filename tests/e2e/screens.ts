// Pictures of every screen, light and dark, wide, on a phone, on a small one and right to left, into build/screens: to be looked at, not compared.
import { fileURLToPath } from 'node:url';
import { expect, signIn, test } from './world';
import { seedChat, seedContacts } from './seed';

const build = fileURLToPath(new URL('../../build/screens/', import.meta.url));
const sections = ['profile', 'security', 'tokens', 'workspace', 'members', 'audit', 'backups'];
const folder = (name: string) => `${build}${name}.png`;

for (const scheme of ['light', 'dark'] as const) {
	test(`every screen, ${scheme}`, async ({ browser, world }) => {
		test.setTimeout(600_000);
		await seedContacts(world.api, 60);
		const { chat, contact } = await seedChat(world.api, {
			name: 'Helena Sato',
			n: 80,
			until: Date.now() - 3_600_000,
			text: (i) => ['Bom dia! The terrace is 24 m².', 'Would 20 of them fit?', 'شكرًا جزيلًا', '🌱'][i % 4] ?? '',
		});
		(await world.api.post('notes', { contact_id: contact, text: 'Deliver **before 11:00**.' })).is(201);
		const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 1440, height: 900 } });
		await page.goto(world.url);
		await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
		await page.screenshot({ path: folder(`sign-in-${scheme}`) });
		await signIn(page, world);
		const screens = {
			home: '/',
			contacts: '/contacts',
			contact: `/contacts/${contact}`,
			chats: `/chats/${chat}`,
			tags: '/tags',
			import: '/import',
			search: '/search?q=terrace',
			privacy: '/privacy',
			'what-went-out': '/privacy?view=out',
			settings: '/settings',
			...Object.fromEntries(sections.map((one) => [`settings-${one}`, `/settings/${one}`])),
		};
		for (const [width, height, name, locale] of [
			[1440, 900, 'wide', 'en-GB'],
			[390, 844, 'phone', 'en-GB'],
			[320, 640, 'small', 'en-GB'],
			[1440, 900, 'rtl', 'ar-EG'],
		] as const) {
			(await world.api.patch('workspace', { locale })).is(200);
			await page.setViewportSize({ width, height });
			for (const [screen, path] of Object.entries(screens)) {
				await page.goto(world.url + path);
				await page.getByRole('heading', { level: 1 }).first().waitFor();
				await page.waitForLoadState('networkidle');
				await page.screenshot({ path: folder(`${screen}-${scheme}-${name}`) });
			}
		}
		await page.close();
	});
}

// Kept files: seen, heard and had in the thread; attached to people and notes.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { axeFindings, expect, signIn, test, type World } from './world';
import { seedChat } from './seed';
import { amr, attach, film, opus, pdf, picture, send, wav } from './media';

const until = Date.UTC(2026, 9, 20, 15, 0);
let ids: { contact: string; chat: string };
let at = until;
const next = () => (at += 60_000);

test.beforeEach(async ({ world }) => {
	at = until;
	ids = await seedChat(world.api, { name: 'Gaspar Gomes', n: 12, until });
});

const say = (world: World, kind: string, ...files: [string, Buffer][]) =>
	send(world.api, { chat_id: ids.chat, at: next(), kind, sender_name: 'Gaspar Gomes' }, ...files);

async function openChat(tab: Page, world: World): Promise<Locator> {
	await tab.goto(`${world.url}/chats/${ids.chat}`);
	const log = tab.getByRole('log', { name: 'Messages' });
	await expect(log).toBeVisible();
	return log;
}

const drawn = (image: Locator) =>
	expect.poll(() => image.evaluate((node) => (node as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);

test('a picture is shown small in room that was kept for it, and the next one who looks has it small at once', async ({
	tab,
	world,
}) => {
	const message = await say(world, 'image', ['terrace.png', picture(1200, 800, 1)]);
	const kept = tab.waitForResponse((reply) => reply.url().includes(':thumbnail') && reply.request().method() === 'PUT');
	// the file waits until we have seen the room that is kept for it
	let go = () => undefined as void;
	const held = new Promise<void>((resolve) => (go = resolve));
	await tab.route(/\/files\/[0-9a-f-]+\?/, async (route) => {
		await held;
		await route.continue();
	});
	const log = await openChat(tab, world);
	const button = log.getByRole('button', { name: 'Open the picture terrace.png' });
	await expect(button).toBeInViewport();
	const before = await button.boundingBox();
	go();
	await drawn(button.locator('img'));
	expect((await kept).status()).toBe(200);
	expect(await button.boundingBox()).toEqual(before);

	const [known] = (await world.api.get(`messages/${message}`)).is(200).attachments;
	expect([known.width, known.height, known.has_thumbnail]).toEqual([1200, 800, true]);
	const small = tab.waitForResponse((reply) => reply.url().includes(':thumbnail') && reply.request().method() === 'GET');
	let whole = 0;
	tab.on('request', (request) => (whole += /\/files\/[^:]+\?/.test(request.url()) ? 1 : 0));
	await tab.reload();
	expect((await small).headers()['content-type']).toBe('image/webp');
	await drawn(log.getByRole('button', { name: 'Open the picture terrace.png' }).locator('img'));
	expect(whole).toBe(0);
	const box = await log.getByRole('button', { name: 'Open the picture terrace.png' }).boundingBox();
	expect([Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]).toEqual([300, 200]);
});

test('the viewer goes on by keys, grows, and gives the focus back', async ({ tab, world }) => {
	for (const i of [1, 2, 3]) await say(world, 'image', [`${String(i)}.png`, picture(900, 600, i)]);
	const log = await openChat(tab, world);
	const first = log.getByRole('button', { name: 'Open the picture 2.png' });
	await first.click();
	const viewer = tab.getByRole('dialog', { name: 'Pictures and films' });
	await expect(viewer.getByText('2.png', { exact: true })).toBeVisible();
	await expect(viewer.getByText(/Gaspar Gomes.*2 of 3/)).toBeVisible();
	await drawn(viewer.getByRole('img', { name: '2.png' }));

	await tab.keyboard.press('ArrowRight');
	await expect(viewer.getByText('3 of 3')).toBeVisible();
	await expect(viewer.getByRole('button', { name: 'Next picture' })).toHaveCount(0);
	await tab.keyboard.press('ArrowLeft');
	await tab.keyboard.press('ArrowLeft');
	await expect(viewer.getByText('1 of 3')).toBeVisible();

	const image = viewer.getByRole('img', { name: '1.png' });
	await drawn(image);
	const small = (await image.boundingBox())?.width ?? 0;
	await tab.keyboard.press('+');
	await expect(viewer.getByText('150 %')).toBeVisible();
	await expect.poll(async () => (await image.boundingBox())?.width).toBeCloseTo(small * 1.5, 0);
	await tab.keyboard.press('0');
	await expect(viewer.getByText('100 %')).toBeVisible();
	// a double click goes in, dragging moves, and what is dragged leaves no gap at its edge
	await image.dblclick();
	await expect(viewer.getByText('250 %')).toBeVisible();
	await tab.mouse.move(700, 500);
	await tab.mouse.down();
	await tab.mouse.move(3000, 500, { steps: 4 });
	await tab.mouse.up();
	await expect.poll(async () => Math.round((await image.boundingBox())?.x ?? 1)).toBe(0);

	for (let i = 0; i < 12; i++) {
		await tab.keyboard.press('Tab');
		expect(await viewer.evaluate((node) => node.contains(document.activeElement))).toBe(true);
	}
	await tab.keyboard.press('Escape');
	await expect(viewer).toHaveCount(0);
	await expect(first).toBeFocused();
});

test('what the viewer shows can be had under its own name', async ({ tab, world }) => {
	const bytes = picture(300, 200, 5);
	await say(world, 'image', ['terraço & sol.png', bytes]);
	const log = await openChat(tab, world);
	await log.getByRole('button', { name: /^Open the picture/ }).click();
	const waiting = tab.waitForEvent('download');
	await tab.getByRole('link', { name: /^Download terraço/ }).click();
	const download = await waiting;
	expect(download.suggestedFilename()).toBe('terraço & sol.png');
	expect(readFileSync(await download.path()).equals(bytes)).toBe(true);
});

test('a film shows a picture of itself and its length, and plays large', async ({ tab, world }) => {
	await say(world, 'video', ['pots.webm', await film(tab)]);
	const log = await openChat(tab, world);
	const button = log.getByRole('button', { name: 'Open the film pots.webm' });
	await drawn(button.locator('img'));
	await expect(button).toContainText(/0:0[1-3]/);
	await button.click();
	const video = tab.getByRole('dialog').locator('video');
	await expect.poll(() => video.evaluate((node: HTMLVideoElement) => node.currentTime)).toBeGreaterThan(0);
});

test('a voice message of a phone plays, is sought by keys, and goes faster', async ({ tab, world }) => {
	await say(world, 'audio', ['PTT-20261020-WA0001.opus', opus(30)]);
	const log = await openChat(tab, world);
	const position = log.getByRole('slider', { name: 'Position in the voice message' });
	await expect(position).toHaveAttribute('aria-valuetext', '0:00 of 0:30');
	await position.focus();
	await tab.keyboard.press('ArrowRight');
	await tab.keyboard.press('ArrowRight');
	await expect(position).toHaveAttribute('aria-valuetext', '0:10 of 0:30');
	await tab.keyboard.press('ArrowLeft');
	await expect(position).toHaveAttribute('aria-valuetext', '0:05 of 0:30');
	await tab.keyboard.press(' ');
	await expect(log.getByRole('button', { name: 'Pause' })).toBeVisible();
	await expect(position).toHaveAttribute('aria-valuetext', /0:0[67] of/);
	await log.getByRole('button', { name: 'Speed 1', exact: true }).click();
	await log.getByRole('button', { name: 'Speed 1.5' }).click();
	await expect(log.getByRole('button', { name: 'Speed 2' })).toBeVisible();
	await log.getByRole('button', { name: 'Pause' }).click();
	await expect(log.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('one voice plays at a time, also while it is out of sight', async ({ tab, world }) => {
	await say(world, 'audio', ['first.wav', wav(20)]);
	await say(world, 'audio', ['second.wav', wav(20, 330)]);
	const log = await openChat(tab, world);
	const play = log.getByRole('button', { name: 'Play' });
	await expect(play).toHaveCount(2);
	await play.first().click();
	await expect(log.getByRole('button', { name: 'Pause' })).toHaveCount(1);
	await log.getByRole('button', { name: 'Play' }).click();
	await expect(log.getByRole('button', { name: 'Pause' })).toHaveCount(1);
	await expect(log.getByRole('slider').nth(1)).toHaveAttribute('aria-valuetext', /0:0[1-3] of 0:20/);
	await expect(log.getByRole('slider').first()).not.toHaveAttribute('aria-valuetext', /^0:0[3-9]/);
	// the picture of the sound: bars of different heights
	const heights = await log.locator('[dir=ltr] [aria-hidden] > span').evaluateAll((bars) => bars.map((bar) => bar.clientHeight));
	expect(new Set(heights).size).toBeGreaterThan(4);
});

test('K25 a voice that this browser cannot play says so and offers the download', async ({ tab, world }) => {
	await say(world, 'audio', ['nota.amr', amr()]);
	const log = await openChat(tab, world);
	await expect(log.getByText('This browser cannot play it.', { exact: false })).toBeVisible();
	await expect(log.getByRole('button', { name: 'Play' })).toHaveCount(0);
	const waiting = tab.waitForEvent('download');
	await log.getByRole('link', { name: 'Download nota.amr' }).click();
	expect(readFileSync(await (await waiting).path()).equals(amr())).toBe(true);
});

test('K25 what claims to play and does not says so when it is tried', async ({ tab, world }) => {
	await say(world, 'audio', ['broken.ogg', opus(3).subarray(0, 60)]);
	const log = await openChat(tab, world);
	await log.getByRole('button', { name: 'Play' }).click();
	await expect(log.getByText('This browser cannot play it.', { exact: false })).toBeVisible();
	await expect(log.getByRole('link', { name: 'Download broken.ogg' })).toBeVisible();
});

test('a document has its kind, its size and a way to have it; a sticker and an album are shown as on the phone', async ({
	tab,
	world,
}) => {
	await say(world, 'document', ['Terrace plan.pdf', pdf('x'.repeat(1_400_000))]);
	await say(world, 'image', ...[1, 2, 3].map((i): [string, Buffer] => [`pot ${String(i)}.png`, picture(400, 400, i)]));
	await say(world, 'sticker', ['wave.png', picture(512, 512, 9)]);
	const log = await openChat(tab, world);
	await expect(log.getByText('Terrace plan.pdf')).toBeVisible();
	await expect(log.getByText(/PDF · 1\.4\sMB/)).toBeVisible();
	await expect(log.getByRole('button', { name: /^Open the picture pot/ })).toHaveCount(3);
	const sticker = log.getByRole('button', { name: 'Sticker' });
	await drawn(sticker.locator('img'));
	expect(Math.round((await sticker.boundingBox())?.width ?? 0)).toBe(128);
});

test('what a page could run is never shown, only given', async ({ tab, world }) => {
	const page = Buffer.from('<!doctype html><script>document.title="ran"</script>');
	await say(world, 'document', ['invoice.html', page], ['drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')]);
	const log = await openChat(tab, world);
	const link = log.getByRole('link', { name: 'Download invoice.html' });
	await expect(link).toBeVisible();
	await expect(log.getByRole('link', { name: 'Download drawing.svg' })).toBeVisible();
	const reply = await tab.request.get(world.url + ((await link.getAttribute('href')) ?? ''));
	expect(reply.headers()['content-disposition']).toMatch(/^attachment/);
	expect(reply.headers()['content-security-policy']).toContain('sandbox');
	expect(reply.headers()['x-content-type-options']).toBe('nosniff');
});

test('a file that the export names and nobody brought says so', async ({ tab, world }) => {
	const message = { chat_id: ids.chat, direction: 'in', kind: 'image', sender_name: 'Gaspar Gomes' };
	(await world.api.post('messages', { ...message, at: next(), media_name: 'IMG-0001.jpg' })).is(201);
	(await world.api.post('messages', { ...message, at: next(), marks: ['media_omitted'] })).is(201);
	const log = await openChat(tab, world);
	await expect(log.getByText('IMG-0001.jpg')).toBeVisible();
	await expect(log.getByText('Its file is not kept here')).toBeVisible();
	await expect(log.getByText('Left out of the export')).toBeVisible();
});

async function openPanel(tab: Page, world: World): Promise<Locator> {
	await tab.goto(`${world.url}/contacts/${ids.contact}`);
	const panel = tab.getByRole('region', { name: 'Gaspar Gomes' });
	await expect(panel.getByRole('heading', { name: 'Files' })).toBeVisible();
	return panel;
}

const pick = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test('files are picked, shown, seen in another window at once, removed and brought back', async ({ tab, world, context }) => {
	const panel = await openPanel(tab, world);
	await expect(panel.getByText('No files yet. Drop some here, or paste a picture.')).toBeVisible();
	const other = await context.newPage();
	const there = await openPanel(other, world);
	await expect(other.getByText('Live', { exact: true })).toBeVisible();

	await panel.locator('input[type=file]').last().setInputFiles([
		pick('plan.pdf', pdf('plan')), pick('balcony.png', picture(800, 600, 2)),
	]);
	for (const one of [panel, there]) {
		await expect(one.getByText('plan.pdf')).toBeVisible();
		await expect(one.getByRole('button', { name: 'Open the picture balcony.png' })).toBeVisible();
	}
	await panel.getByRole('button', { name: 'Remove plan.pdf' }).click();
	for (const one of [panel, there]) await expect(one.getByText('plan.pdf')).toHaveCount(0);
	await tab.getByRole('button', { name: 'Undo' }).click();
	for (const one of [panel, there]) await expect(one.getByText('plan.pdf')).toBeVisible();
	await other.close();
});

/** Drops or pastes a file as a browser tells of it. */
async function bring(target: Locator, how: 'drop' | 'paste', name: string, bytes: Buffer): Promise<void> {
	await target.evaluate(
		(node, { how, name, bytes }) => {
			const data = new DataTransfer();
			data.items.add(new File([new Uint8Array(bytes)], name));
			const init = { bubbles: true, cancelable: true };
			if (how === 'paste') node.dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
			else for (const type of ['dragenter', 'dragover', 'drop']) node.dispatchEvent(new DragEvent(type, { ...init, dataTransfer: data }));
		},
		{ how, name, bytes: [...bytes] },
	);
}

test('files are dropped onto a person and pasted', async ({ tab, world }) => {
	const panel = await openPanel(tab, world);
	await bring(panel, 'drop', 'dropped.pdf', pdf('dropped'));
	await expect(panel.getByText('dropped.pdf')).toBeVisible();
	await bring(panel, 'paste', 'pasted.png', picture(300, 300, 8));
	await expect(panel.getByRole('button', { name: 'Open the picture pasted.png' })).toBeVisible();
	await expect(panel.getByText('Drop to attach')).toHaveCount(0);
});

test('an upload shows how far it is and can be stopped; nothing of it stays', async ({ tab, world }) => {
	const panel = await openPanel(tab, world);
	let go = () => undefined as void;
	const held = new Promise<void>((resolve) => (go = resolve));
	await tab.route('**/api/v1/files', async (route) => {
		await held;
		await route.abort().catch(() => undefined);
	});
	await panel.locator('input[type=file]').last().setInputFiles(pick('film.bin', Buffer.alloc(2_000_000, 7)));
	await expect(panel.getByRole('progressbar', { name: 'film.bin' })).toBeVisible();
	await expect(panel.getByText(/of 2\sMB/)).toBeVisible();
	await panel.getByRole('button', { name: 'Cancel film.bin' }).click();
	await expect(panel.getByText('film.bin')).toHaveCount(0);
	go();
	expect((await world.api.get(`attachments?contact_id=${ids.contact}`)).is(200).items).toEqual([]);
});

test('what is not taken says why, stays until it is cleared, and can be tried again', async ({ tab, world }) => {
	const panel = await openPanel(tab, world);
	const input = panel.locator('input[type=file]').last();
	await input.setInputFiles(pick('empty.txt', Buffer.alloc(0)));
	await expect(panel.getByRole('alert')).toContainText('There is nothing in it.');
	await panel.getByRole('button', { name: 'Clear empty.txt' }).click();
	await expect(panel.getByRole('alert')).toHaveCount(0);

	const refusal = { type: 'about:blank#quota', title: 'no', status: 507, detail: '', request_id: 'r' };
	await tab.route('**/api/v1/files', (route) =>
		route.fulfill({ status: 507, contentType: 'application/problem+json', json: { ...refusal, type: 'https://kontor.invalid/problems/quota' } }),
	);
	await input.setInputFiles(pick('big.pdf', pdf('big')));
	await expect(panel.getByRole('alert')).toContainText('The workspace has no room for more files.');
	await tab.unroute('**/api/v1/files');
	await panel.getByRole('button', { name: 'Try again' }).click();
	await expect(panel.getByRole('link', { name: 'Download big.pdf' })).toBeVisible();

	await input.setInputFiles(pick('the same again.pdf', pdf('big')));
	await expect(panel.getByRole('alert')).toContainText('This file is here already.');
});

test('a note has files of its own', async ({ tab, world }) => {
	const note = (await world.api.post('notes', { contact_id: ids.contact, text: 'Her balcony' })).is(201);
	await attach(world.api, { note_id: note.id }, 'balcony.png', picture(600, 400, 4));
	const panel = await openPanel(tab, world);
	await drawn(panel.getByRole('button', { name: 'Open the picture balcony.png' }).locator('img'));
	await panel.getByText('Her balcony').hover();
	await panel.getByRole('button', { name: 'More for this note' }).click();
	const chooser = tab.waitForEvent('filechooser');
	await tab.getByRole('menuitem', { name: 'Attach files' }).click();
	await (await chooser).setFiles(pick('offer.pdf', pdf('offer')));
	await expect(panel.getByText('offer.pdf')).toBeVisible();
	await tab.reload();
	await expect(panel.getByText('offer.pdf')).toBeVisible();
});

for (const [name, options] of Object.entries({
	light: { colorScheme: 'light' },
	dark: { colorScheme: 'dark' },
	'right to left': {},
} as const)) {
	test(`axe finds nothing in a thread full of files, the viewer and the panel, ${name}, also on a phone`, async ({
		browser,
		world,
	}) => {
		await say(world, 'image', ['1.png', picture(900, 600, 1)]);
		await say(world, 'image', ['2.png', picture(900, 600, 2)]);
		await say(world, 'audio', ['voice.wav', wav(12)]);
		await say(world, 'audio', ['nota.amr', amr()]);
		await say(world, 'document', ['plan.pdf', pdf('x')]);
		await attach(world.api, { contact_id: ids.contact }, 'offer.pdf', pdf('offer'));
		await attach(world.api, { contact_id: ids.contact }, 'balcony.png', picture(600, 400, 4));
		if (name === 'right to left') (await world.api.patch('workspace', { locale: 'ar-EG' })).is(200);
		const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();
		await signIn(page, world);
		for (const width of [1440, 390]) {
			await page.setViewportSize({ width, height: 900 });
			const log = await openChat(page, world);
			const button = log.getByRole('button', { name: 'Open the picture 1.png' });
			await drawn(button.locator('img'));
			expect(await axeFindings(page)).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			await button.click();
			const viewer = page.getByRole('dialog');
			await expect(viewer.getByRole('img', { name: '1.png' })).toBeVisible();
			expect(await axeFindings(page)).toEqual([]);
			// the next one lies where reading goes on
			await page.keyboard.press(name === 'right to left' ? 'ArrowLeft' : 'ArrowRight');
			await expect(viewer.getByRole('img', { name: '2.png' })).toBeVisible();
			await page.keyboard.press('Escape');
			await openPanel(page, world);
			expect(await axeFindings(page)).toEqual([]);
		}
		await page.close();
	});
}

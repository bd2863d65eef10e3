// What a person does about their own account: the second factor, the password, the address, the browsers that are
// signed in, leaving. Mails are read from a real mail server.
import type { Page } from '@playwright/test';
import { axeFindings, expect, owner, signIn, type World } from './world';
import { arrive, fillSignIn, mara, openSettings, soon, test, Visitor } from './people';
// @ts-ignore: plain JavaScript, shared with the dialogues
import { codeIn } from '../dialogues/lib/mail.mjs';
// @ts-ignore: plain JavaScript, shared with the dialogues
import { codeAt, untilRoom, wrongCode } from '../dialogues/lib/totp.mjs';

const other = 'seven otters in a green canoe';

/** Turns the second factor on as a person does: the secret that was shown and the codes for paper. */
async function turnOn(tab: Page, world: World): Promise<{ secret: string; codes: string[] }> {
	await openSettings(tab, world, 'security');
	await tab.getByRole('button', { name: 'Set up the second factor' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Set up the second factor' });
	await expect(dialog.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
	const secret = (await dialog.getByRole('group', { name: 'Or type it in' }).locator('code').textContent()) ?? '';
	expect(secret).toMatch(/^[A-Z2-7]{32}$/);
	expect(await axeFindings(tab)).toEqual([]);
	await untilRoom();

	await dialog.getByLabel('Digits that the app shows').fill(wrongCode(secret));
	await expect(dialog.getByText('This code does not fit. Look whether')).toBeVisible();
	await expect(dialog.getByLabel('Digits that the app shows')).toHaveValue('');
	await dialog.getByLabel('Digits that the app shows').fill(codeAt(secret, -1));
	const codes = await dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
	expect(codes).toHaveLength(10);
	expect(await axeFindings(tab)).toEqual([]);
	// nobody goes on without having taken them along
	await expect(dialog.getByRole('button', { name: 'Done' })).toBeDisabled();
	const [paper] = await Promise.all([
		tab.waitForEvent('download'),
		dialog.getByRole('button', { name: 'Download' }).click(),
	]);
	expect(paper.suggestedFilename()).toBe('kontor-recovery-codes.txt');
	await dialog.getByRole('button', { name: 'Done' }).click();
	await expect(tab.getByText('10 of 10 are left.')).toBeVisible();
	return { secret, codes };
}

test('the second factor: set up, asked for, replaced by paper, turned off', async ({ tab, world, browser, box }) => {
	test.setTimeout(120_000);
	const { secret, codes } = await turnOn(tab, world);
	expect((await box.next(owner.email)).headers.subject).toContain('second factor');

	const phone = await Visitor.open(browser);
	await phone.page.goto(world.url);
	await fillSignIn(phone.page, owner);
	await expect(phone.page.getByRole('heading', { name: 'Enter the six digits' })).toBeVisible();
	expect(await axeFindings(phone.page)).toEqual([]);
	await phone.page.getByLabel('Six digits').fill(codeAt(secret, -1));
	await expect(phone.page.getByText('This code was used already.')).toBeVisible();
	await untilRoom();
	await phone.page.getByLabel('Six digits').fill(codeAt(secret));
	await expect(phone.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await phone.leave();

	const lost = await Visitor.open(browser);
	await lost.page.goto(world.url);
	await fillSignIn(lost.page, owner);
	await lost.page.getByRole('button', { name: 'Use a recovery code' }).click();
	await lost.page.getByLabel('Recovery code').fill('not one of them');
	await lost.page.keyboard.press('Enter');
	await expect(lost.page.getByText('This code does not fit.')).toBeVisible();
	await lost.page.getByLabel('Recovery code').fill(codes[3] ?? '');
	await lost.page.keyboard.press('Enter');
	await expect(lost.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await openSettings(lost.page, world, 'security');
	await expect(lost.page.getByText('9 of 10 are left.')).toBeVisible();
	await lost.leave();

	await openSettings(tab, world, 'security');
	await tab.getByRole('button', { name: 'New recovery codes' }).click();
	const fresh = tab.getByRole('dialog', { name: 'New recovery codes' });
	await fresh.getByLabel('Your password now').fill(owner.password);
	await tab.keyboard.press('Enter');
	await expect(fresh.getByRole('listitem')).toHaveCount(10);
	expect(await fresh.getByRole('listitem').allTextContents()).not.toContain(codes[4]);
	await fresh.getByRole('button', { name: 'Copy' }).click();
	const [paper] = [await fresh.getByRole('listitem').first().textContent()];
	await fresh.getByRole('button', { name: 'Done' }).click();

	await tab.getByRole('button', { name: 'Turn it off' }).click();
	const off = tab.getByRole('dialog', { name: 'Turn it off' });
	await off.getByLabel('Your password now').fill(owner.password);
	await off.getByLabel('Six digits, or a recovery code').fill(codes[5] ?? '');
	await tab.keyboard.press('Enter');
	await expect(off.getByLabel('Six digits, or a recovery code')).toHaveAttribute('aria-invalid', 'true');
	await off.getByLabel('Six digits, or a recovery code').fill(paper ?? '');
	await tab.keyboard.press('Enter');
	await expect(tab.getByText('Whoever learns your password gets in.')).toBeVisible();
	expect((await box.next(owner.email)).headers.subject).toContain('second factor');
});

test('a new password ends another browser within a second, and is the one that holds', async ({
	tab,
	world,
	browser,
	box,
}) => {
	const elsewhere = await Visitor.open(browser);
	await signIn(elsewhere.page, world);
	await openSettings(tab, world, 'profile');
	await tab.getByRole('button', { name: 'Change the password' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Change the password' });
	await dialog.getByLabel('Your password now').fill('not mine');
	await dialog.getByLabel('New password').fill(other);
	await dialog.getByRole('button', { name: 'Set the password' }).click();
	await expect(dialog.getByText('This is not your password.')).toBeVisible();
	await expect(dialog.getByLabel('New password')).toHaveValue(other);
	await dialog.getByLabel('Your password now').fill(owner.password);
	await dialog.getByRole('button', { name: 'Set the password' }).click();
	await tab.waitForResponse((answer) => answer.url().endsWith('account:password') && answer.status() === 204);
	await expect(elsewhere.page.getByText('Your session has ended.')).toBeVisible(soon);
	await expect(tab.getByText('You are signed in only here.')).toBeVisible();
	expect((await box.next(owner.email)).headers.subject).toBe('Your password was changed');

	await fillSignIn(elsewhere.page, owner);
	await expect(elsewhere.page.getByText('E-mail and password do not fit together.')).toBeVisible();
	await fillSignIn(elsewhere.page, { ...owner, password: other });
	await expect(elsewhere.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await elsewhere.leave();
});

test('a forgotten password: the link comes by mail, holds once, and signs out everywhere', async ({
	tab,
	world,
	browser,
	box,
}) => {
	const visitor = await Visitor.open(browser);
	const { page } = visitor;
	await page.goto(world.url);
	await page.getByRole('button', { name: 'I forgot my password' }).click();
	await expect(page.getByRole('heading', { name: 'A link for a new password' })).toBeVisible();
	expect(await axeFindings(page)).toEqual([]);
	await page.getByLabel('E-mail').fill('nobody@example.test');
	await page.keyboard.press('Enter');
	await expect(page.getByText('If nobody@example.test has an account here')).toBeVisible();
	await page.getByRole('button', { name: 'Back to signing in' }).click();
	await page.getByRole('button', { name: 'I forgot my password' }).click();
	await page.getByLabel('E-mail').fill(owner.email);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
	const link = `${world.url}/#/reset/${codeIn(await box.next(owner.email), 'reset')}`;

	await page.goto(link);
	await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible();
	expect(await axeFindings(page)).toEqual([]);
	await page.getByLabel('Password', { exact: true }).fill('short');
	await page.keyboard.press('Enter');
	await expect(page.getByText('At least 10 characters, not all alike')).toBeVisible();
	await page.getByLabel('Password', { exact: true }).fill('1234567890');
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('aria-invalid', 'true');
	await page.getByLabel('Password', { exact: true }).fill(other);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'The new password holds' })).toBeVisible();
	await expect(tab.getByText('Your session has ended.')).toBeVisible();
	await page.getByRole('button', { name: 'To signing in' }).click();
	await fillSignIn(page, { ...owner, password: other });
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	expect(page.url()).not.toContain('reset');
	await visitor.leave();

	const late = await Visitor.open(browser);
	await late.page.goto(link);
	await late.page.getByLabel('Password', { exact: true }).fill('another one altogether');
	await late.page.keyboard.press('Enter');
	await expect(late.page.getByRole('heading', { name: 'This link leads nowhere any more' })).toBeVisible();
	expect(await axeFindings(late.page)).toEqual([]);
	await late.leave();
});

test('an address is proved by a link, sent again, and changed by another', async ({ tab, world, browser, box }) => {
	await openSettings(tab, world, 'profile');
	await expect(tab.getByText('Not confirmed yet')).toBeVisible();
	await tab.getByRole('button', { name: 'Send a link' }).click();
	const again = tab.getByRole('dialog', { name: 'Confirm your address' });
	await again.getByLabel('Your password now').fill(owner.password);
	await tab.keyboard.press('Enter');
	await expect(again.getByText(`A link is on its way to ${owner.email}.`)).toBeVisible();
	await again.getByRole('button', { name: 'Close' }).first().click();
	const proof = codeIn(await box.next(owner.email), 'verify');

	// on the phone, where nobody is signed in
	const phone = await Visitor.open(browser);
	await phone.page.goto(`${world.url}/#/verify/${proof}`);
	await expect(phone.page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
	expect(await axeFindings(phone.page)).toEqual([]);
	await phone.page.reload();
	await expect(phone.page.getByRole('heading', { name: 'This link leads nowhere any more' })).toBeVisible();
	await phone.page.getByRole('button', { name: 'Continue' }).click();
	await expect(phone.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	await phone.leave();

	await openSettings(tab, world, 'profile');
	await expect(tab.getByText('Confirmed', { exact: true })).toBeVisible();
	await tab.getByRole('button', { name: 'Change the address' }).click();
	const dialog = tab.getByRole('dialog', { name: 'Change the address' });
	await dialog.getByLabel('New address').fill('rosa@new.example');
	await dialog.getByLabel('Your password now').fill(owner.password);
	await tab.keyboard.press('Enter');
	await expect(dialog.getByText('A link is on its way to rosa@new.example.')).toBeVisible();
	const change = codeIn(await box.next('rosa@new.example'), 'verify');
	await tab.goto(`${world.url}/#/verify/${change}`);
	await expect(tab.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
	await tab.getByRole('button', { name: 'Continue' }).click();
	await openSettings(tab, world, 'profile');
	await expect(tab.getByText('rosa@new.example')).toBeVisible();
});

test('browsers that are signed in are listed, and ended one by one or all', async ({ tab, world, browser }) => {
	const agents = {
		phone: 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
		fox: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
	};
	const phone = await Visitor.open(browser, { userAgent: agents.phone });
	await signIn(phone.page, world);
	const fox = await Visitor.open(browser, { userAgent: agents.fox });
	await signIn(fox.page, world);
	await openSettings(tab, world, 'security');
	await expect(tab.getByRole('listitem').filter({ hasText: 'This browser' })).toHaveCount(1);
	await tab.getByRole('listitem').filter({ hasText: 'Chrome 140, Android' }).getByRole('button').click();
	await expect(phone.page.getByText('Your session has ended.')).toBeVisible(soon);
	await expect(fox.page.getByText('Live', { exact: true })).toBeVisible();
	await tab.getByRole('button', { name: 'Sign out everywhere else' }).click();
	await expect(fox.page.getByText('Your session has ended.')).toBeVisible(soon);
	await expect(tab.getByText('Only here.')).toBeVisible();
	await tab.reload();
	await expect(tab.getByText('Only here.')).toBeVisible();
	await phone.leave();
	await fox.leave();
});

test('name, language and look are kept, for this person alone', async ({ tab, world, browser }) => {
	const visitor = await arrive(world, browser, mara, 'agent');
	await openSettings(tab, world, 'profile');
	await tab.getByLabel('Your name').fill('');
	await expect(tab.getByText('A name is needed')).toBeVisible();
	await tab.getByLabel('Your name').fill('Rosa do Prado');
	await tab.getByLabel('Language of dates and numbers').selectOption('ar-EG');
	await tab.getByRole('button', { name: 'Save' }).click();
	await expect(tab.getByText('Settings saved')).toBeVisible();
	await expect(tab.locator('[dir=rtl]').first()).toBeVisible();
	await tab.getByText('Dark', { exact: true }).click();
	await tab.reload();
	await expect(tab.getByLabel('Your name')).toHaveValue('Rosa do Prado');
	await expect(tab.getByLabel('Language of dates and numbers')).toHaveValue('ar-EG');
	expect(await tab.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
	await openSettings(visitor.page, world, 'members');
	await expect(visitor.page.getByText('Rosa do Prado')).toBeVisible();
	await expect(visitor.page.locator('[dir=rtl]')).toHaveCount(0);
	await visitor.leave();
});

test('an account is closed by its password, and kept by signing in again', async ({ tab, world, browser, box }) => {
	const visitor = await arrive(world, browser, mara, 'agent');
	const { page } = visitor;
	await openSettings(page, world, 'profile');
	await page.getByRole('button', { name: 'Close my account' }).click();
	const dialog = page.getByRole('dialog', { name: 'Close the account' });
	const [exported] = await Promise.all([
		page.waitForEvent('download'),
		dialog.getByRole('link', { name: 'Download my data' }).click(),
	]);
	expect(exported.suggestedFilename()).toBe('kontor-account.json');
	await dialog.getByLabel('Your password now').fill('not hers');
	await dialog.getByRole('button', { name: 'Close my account' }).click();
	await expect(dialog.getByText('This is not your password.')).toBeVisible();
	await dialog.getByLabel('Your password now').fill(mara.password);
	await dialog.getByRole('button', { name: 'Close my account' }).click();
	await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
	expect((await box.next(mara.email)).headers.subject).toContain('clos');
	await fillSignIn(page, mara);
	await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
	await visitor.leave();

	// the only owner cannot go, and is told what to do first
	await openSettings(tab, world, 'profile');
	await tab.getByRole('button', { name: 'Close my account' }).click();
	const mine = tab.getByRole('dialog', { name: 'Close the account' });
	await mine.getByLabel('Your password now').fill(owner.password);
	await mine.getByRole('button', { name: 'Close my account' }).click();
	await expect(mine.getByRole('alert')).toContainText('Only you own Loja Central');
});

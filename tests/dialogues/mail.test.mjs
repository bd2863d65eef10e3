// Mail that leaves: over TLS, after signing in, again and again until it is taken; and the ledger that says
// so. The other side is a real mail server.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { codeIn, Mailbox } from './lib/mail.mjs';
import { owner, Server, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

async function start(t, options = {}, say = {}) {
	const box = await Mailbox.start(options);
	const { server } = await startWithOwner({ args: box.args(say) });
	t.after(async () => {
		await server.close();
		await box.close();
	});
	const ask = async () => (await server.client().post('password_resets', { email: owner.email })).is(202);
	const ledger = async () => (await server.admin.get('/api/v1/egress_entries')).is(200).items;
	const entry = () => until(async () => (await ledger())[0]);
	return { server, box, ask, ledger, entry };
}

const full = { user: 'kontor', password: 'swordfish over the sea' };

test('smtps: the whole connection is encrypted, after signing in', async (t) => {
	const { box, ask, ledger } = await start(t, { secure: true, auth: full }, full);
	await ask();
	const mail = await box.next(owner.email);
	assert.deepEqual([mail.secure, mail.user, mail.from], [true, 'kontor', 'kontor@example.test']);
	codeIn(mail, 'reset');
	const [entry] = await until(async () => ((await ledger()).length > 0 ? ledger() : null));
	assert.deepEqual(
		{ ...entry, id: 0, at: 0, bytes: 0, took_ms: 0, answer: 0 },
		{
			id: 0, at: 0, recipient: 'mail_server', host: '127.0.0.1', purpose: 'sign_in',
			classes: ['contact_detail', 'credential'], bytes: 0, took_ms: 0, done: true, problem: null, answer: 0,
		},
	);
	assert.ok(entry.bytes > 400 && Math.abs(entry.at - Date.now()) < 60_000);
});

test('smtp to another machine: STARTTLS, or nothing goes', async (t) => {
	const { box, ask } = await start(t, { host: '127.0.0.2', auth: full }, full);
	await ask();
	assert.equal((await box.next(owner.email)).secure, true);
});

test('a mail server elsewhere that does not offer TLS gets nothing', async (t) => {
	const { box, ask, entry } = await start(t, { host: '127.0.0.3', starttls: false });
	await ask();
	const { done, problem } = await entry();
	assert.deepEqual([done, problem], [false, 'tls']);
	assert.equal(box.mails.length, 0);
});

test('a certificate that nobody vouches for gets nothing', async (t) => {
	const { box, ask, entry } = await start(t, { secure: true }, { ca: false });
	await ask();
	assert.equal((await entry()).problem, 'tls');
	assert.equal(box.mails.length, 0);
});

test('the wrong password for the mail server is said in the ledger', async (t) => {
	const { box, ask, entry } = await start(t, { secure: true, auth: full }, { ...full, password: 'wrong' });
	await ask();
	const { problem, answer } = await entry();
	assert.deepEqual([problem, answer], ['login', 535]);
	assert.equal(box.mails.length, 0);
});

test('"later" is tried again; a server that is away, too', async (t) => {
	const { box, server, ask, ledger, entry } = await start(t);
	box.refuse = () => Object.assign(new Error('Try again later'), { responseCode: 451 });
	await ask();
	assert.equal((await entry()).problem, 'later');
	box.refuse = null;
	await box.next(owner.email);
	const [second, first] = await until(async () => ((await ledger()).length > 1 ? ledger() : null));
	assert.deepEqual([first.done, second.done], [false, true]);
	assert.ok(server.running);
});

test('an address that does not exist is given up at once', async (t) => {
	const { box, ask, ledger, entry } = await start(t);
	box.refuse = () => Object.assign(new Error('No such user'), { responseCode: 550 });
	await ask();
	const { problem, answer } = await entry();
	assert.deepEqual([problem, answer], ['refused', 550]);
	box.refuse = null;
	await ask(); // goes out after all that waited before it
	await box.next(owner.email);
	await until(async () => (await ledger()).length === 2);
});

test('what was queued survives a kill, and goes when the server is back', async (t) => {
	const box = await Mailbox.start();
	const dead = net.createServer().listen(0, '127.0.0.1');
	const port = await until(() => dead.address()?.port);
	await new Promise((resolve) => dead.close(resolve));
	const { server } = await startWithOwner({ args: ['--smtp-url', `smtp://127.0.0.1:${port}`, '--mail-from', 'k@example.test'] });
	t.after(async () => {
		await server.close();
		await box.close();
	});
	(await server.client().post('password_resets', { email: owner.email })).is(202);
	const [entry] = await until(async () => {
		const { items } = (await server.admin.get('/api/v1/egress_entries')).is(200);
		return items.length > 0 && items;
	});
	assert.equal(entry.problem, 'unreachable');
	await server.kill();
	server.args = box.args();
	await server.start();
	codeIn(await box.next(owner.email), 'reset');
});

test('a mail server that never answers delays nobody, and stopping does not wait for it', async (t) => {
	const { box, server, ask } = await start(t);
	box.stall = true;
	await ask();
	await until(() => box.sessions > 0);
	const began = performance.now();
	(await server.client().get('meta')).is(200);
	assert.ok(performance.now() - began < 2000);
	const stopping = performance.now();
	await server.stop();
	assert.ok(performance.now() - stopping < 10_000, 'stopping waited for the mail server');
	box.stall = false;
	await server.start();
	codeIn(await box.next(owner.email), 'reset');
});

test('nothing of a mail lies readable, and no code or address is in the log', async (t) => {
	const { box, server, ask } = await start(t);
	await ask();
	const code = codeIn(await box.next(owner.email), 'reset');
	await server.stop();
	assert.ok(!server.stderr.includes(code) && !server.stderr.includes(owner.email));
	await server.start();
});

test('settings that no mail can be sent with keep the server from starting, and say so', async () => {
	for (const args of [
		['--smtp-url', 'http://127.0.0.1', '--mail-from', 'k@example.test'],
		['--smtp-url', 'smtp://user:secret@127.0.0.1', '--mail-from', 'k@example.test'],
		['--smtp-url', 'smtp://127.0.0.1'],
		['--smtp-url', 'smtp://127.0.0.1', '--mail-from', 'k@example.test\r\nBcc: x@example.test'],
		['--smtp-url', 'smtp://127.0.0.1', '--mail-from', 'k@example.test', '--smtp-password-file', '/nonexistent'],
	]) {
		const server = new Server({ args });
		await assert.rejects(server.start(), /mail cannot be sent as it is set up/);
		await server.close().catch(() => {});
	}
});

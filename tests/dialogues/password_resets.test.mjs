// A new password for who has forgotten the old one: by mail, or by a link that the operator hands over.
// Whether there is such an account shows neither in words nor in time.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { codeIn, Mailbox } from './lib/mail.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { turnOn } from './lib/totp.mjs';
import { Feed } from './lib/ws.mjs';

const password = 'another horse battery';
let server, box, workspace_id, people = 0;

before(async () => {
	box = await Mailbox.start();
	({ server, workspace_id } = await startWithOwner({
		args: ['--trusted-proxy', '127.0.0.1', '--resets-per-30-min', '6', ...box.args()],
	}));
});
after(async () => {
	await server.close();
	await box.close();
});

const elsewhere = () => ({ headers: { 'X-Forwarded-For': `198.51.${100 + Math.floor(++people / 250)}.${people % 250}` } });
const ask = (email) => server.client(elsewhere()).post('password_resets', { email });
const finish = (body) => server.client(elsewhere()).post('password_resets:finish', body);
const signIn = (body) => server.client(elsewhere()).post('session', body);

async function somebody() {
	const who = { email: `r${++people}@example.test`, name: `Person ${people}`, password: owner.password };
	(await server.admin.post('/admin/v1/users', { ...who, workspace_id, role: 'agent' })).is(201);
	return who;
}

test('the link of the mail sets a new password, once; all that was open is over', async () => {
	const who = await somebody();
	const { client } = await server.client(elsewhere()).signIn(who);
	const token = await server.token({ workspace_id, email: who.email });
	const feed = await Feed.follow(client);
	const asked = await ask(who.email.toUpperCase());
	asked.is(202);
	assert.equal(asked.text, '');
	const mail = await box.next(who.email);
	assert.equal(mail.from, 'kontor@example.test');
	assert.equal(mail.headers['content-type'], 'text/plain; charset=utf-8');
	const code = codeIn(mail, 'reset');
	(await client.get('session')).is(200); // asking changes nothing
	assert.deepEqual((await finish({ code, password: 'short' })).flaws(), ['/password too_short']);
	assert.deepEqual((await finish({ code, password: 'qwertyuiop' })).flaws(), ['/password refused']);
	(await finish({ code, password })).is(204);
	assert.equal(await feed.ws.closed(1000), 1008);
	(await client.get('session')).refuses(401, 'unauthorized');
	(await token.get('contacts')).refuses(401, 'unauthorized');
	(await finish({ code, password: 'a third horse battery' })).refuses(410, 'code-over');
	(await signIn({ email: who.email, password: owner.password })).refuses(401, 'bad-login');
	(await signIn({ email: who.email, password })).is(200);
	assert.equal((await box.next(who.email)).headers.subject, 'Your password was changed');
});

test('a later link voids the earlier one', async () => {
	const who = await somebody();
	const codes = [];
	for (let i = 0; i < 2; i++) {
		(await ask(who.email)).is(202);
		codes.push(codeIn(await box.next(who.email), 'reset'));
	}
	(await finish({ code: codes[0], password })).refuses(410, 'code-over');
	(await finish({ code: codes[1], password })).is(204);
});

test('of one link opened twice at once, one sets the password', async () => {
	const who = await somebody();
	(await ask(who.email)).is(202);
	const code = codeIn(await box.next(who.email), 'reset');
	const passwords = ['first horse battery', 'second horse battery'];
	const replies = await Promise.all(passwords.map((one) => finish({ code, password: one })));
	assert.deepEqual(replies.map(({ status }) => status).sort(), [204, 410]);
	const won = passwords[replies.findIndex(({ status }) => status === 204)];
	(await signIn({ email: who.email, password: won })).is(200);
});

test('a second factor is still asked for afterwards', async () => {
	const who = await somebody();
	const { client } = await server.client(elsewhere()).signIn(who);
	const { recovery_codes } = await turnOn(client);
	(await ask(who.email)).is(202);
	let mail;
	do mail = await box.next(who.email);
	while (!mail.text.includes('#/reset/'));
	(await finish({ code: codeIn(mail, 'reset'), password })).is(204);
	(await signIn({ email: who.email, password })).refuses(401, 'code-needed');
	(await signIn({ email: who.email, password, code: recovery_codes[0] })).is(200);
});

test('asking says the same of everybody: words, headers, time', async () => {
	const who = await somebody();
	const times = { known: [], unknown: [] };
	const seen = new Set();
	for (let i = 0; i < 5; i++)
		for (const [kind, email] of [['known', who.email], ['unknown', `nobody${i}@example.test`]]) {
			const began = performance.now();
			const reply = await ask(email);
			times[kind].push(performance.now() - began);
			const { date, 'x-request-id': id, ...headers } = reply.headers;
			assert.ok(date && id);
			seen.add(JSON.stringify([reply.status, headers, reply.text]));
		}
	assert.equal(seen.size, 1);
	const median = (list) => list.toSorted((a, b) => a - b)[2];
	const [known, unknown] = [median(times.known), median(times.unknown)];
	assert.ok(Math.max(known, unknown) < 3 * Math.min(known, unknown) + 5, `${known} ms against ${unknown} ms`);
	assert.deepEqual(box.mails.filter(({ to }) => to.some((one) => one.startsWith('nobody'))), []);
});

test('one address asks six times in half an hour here; one account gets no more mails, wherever from', async () => {
	const who = await somebody();
	const place = { headers: { 'X-Forwarded-For': '192.0.2.7' } };
	for (let i = 0; i < 6; i++) (await server.client(place).post('password_resets', { email: who.email })).is(202);
	const late = await server.client(place).post('password_resets', { email: who.email });
	late.refuses(429, 'too-many-requests');
	assert.ok(Number(late.headers['retry-after']) > 1500);
	for (let i = 0; i < 6; i++) await box.next(who.email);
	(await ask(who.email)).is(202); // no mail …
	const other = await somebody();
	(await ask(other.email)).is(202);
	await box.next(other.email); // … for this one would have come after it
	assert.deepEqual(box.mails.filter(({ to }) => to.includes(who.email)), []);
});

test('guessing codes is slow', async () => {
	const place = { headers: { 'X-Forwarded-For': '192.0.2.8' } };
	const guess = (i) => server.client(place).post('password_resets:finish', { code: `${i}`.repeat(43), password });
	for (let i = 0; i < 6; i++) (await guess(i)).refuses(410, 'code-over');
	(await guess(7)).refuses(429, 'too-many-requests');
});

test('pages of other sites can ask for nothing', async () => {
	const foreign = server.client({ headers: { Origin: 'https://evil.example' } });
	(await foreign.post('password_resets', { email: owner.email })).refuses(403, 'csrf');
	(await foreign.post('password_resets:finish', { code: 'x', password })).refuses(403, 'csrf');
	assert.deepEqual((await server.client().post('password_resets', {})).flaws(), ['/email required']);
	assert.deepEqual((await server.client().post('password_resets:finish', {})).flaws(), [
		'/code required',
		'/password required',
	]);
});

test('without mail the operator hands the link over; the answer is the same', async (t) => {
	const { server: quiet } = await startWithOwner();
	t.after(() => quiet.close());
	assert.equal((await quiet.client().get('meta')).is(200).mail, false);
	(await quiet.client().post('password_resets', { email: owner.email })).is(202);
	const { code, stdout } = await quiet.run(['user', 'reset', '--email', owner.email]);
	assert.equal(code, 0);
	const [, base, secret] = /^(http:\/\/127\.0\.0\.1:\d+)\/#\/reset\/([\w-]{43})\n$/.exec(stdout);
	assert.equal(base, `http://127.0.0.1:${quiet.port}`);
	(await quiet.client().post('password_resets:finish', { code: secret, password })).is(204);
	const { client } = await quiet.client().signIn({ email: owner.email, password });
	(await client.post('account:email', { email: owner.email, password })).refuses(409, 'mail-off');
});

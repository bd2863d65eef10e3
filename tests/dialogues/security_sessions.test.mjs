// Threats 10, 16 and 17, and the promise that what lets somebody in ends at once: a role that changed, a
// ticket from before, a guess; and that an answer and its time tell nothing about who has an account.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

const mara = { email: 'mara.lind@example.test', name: 'Mara Lind', password: 'another horse battery' };

let server, api, workspace_id;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner({ args: ['--trusted-proxy', '127.0.0.1'] }));
	await addMara('agent');
});
after(() => server.close());

const addMara = async (role) =>
	(await server.admin.post('/admin/v1/users', { ...mara, workspace_id, role })).is(201);
let places = 0;
const elsewhere = () => ({ headers: { 'X-Forwarded-For': `198.51.100.${++places}` } });

test('K20 another role: sockets close within a second, tickets are void, rights are those of now', async () => {
	await addMara('admin');
	const { client: browser } = await server.client(elsewhere()).signIn(mara);
	const token = await server.token({ workspace_id, email: mara.email });
	(await browser.patch('workspace', { currency: 'BRL' })).is(200);
	const feeds = [await Feed.follow(browser), await Feed.follow(token)];
	const bystander = await Feed.follow(api);
	const tickets = [(await browser.post('feed_tickets')).is(200).ticket, (await token.post('feed_tickets')).is(200).ticket];

	await addMara('viewer');
	for (const feed of feeds) assert.equal(await feed.ws.closed(1000), 1008);
	for (const ticket of tickets) assert.equal((await Feed.open(api, ticket)).status, 401);
	for (const client of [browser, token]) {
		(await client.get('contacts')).is(200);
		(await client.post('tags', { name: 'no' })).refuses(403, 'forbidden');
		(await client.patch('workspace', { currency: 'EUR' })).refuses(403, 'forbidden');
		(await client.get('import_runs')).refuses(403, 'forbidden');
	}
	assert.equal(bystander.ws.code, null);
	await bystander.close();
	await addMara('agent');
	(await browser.post('tags', { name: 'yes' })).is(201);
});

test('signing out while requests run leaves no session behind', async () => {
	for (let round = 0; round < 5; round++) {
		const { client } = await server.client(elsewhere()).signIn(mara);
		const running = Array.from({ length: 20 }, (_, i) => (i === 10 ? client.delete('session') : client.post('feed_tickets')));
		const tickets = (await Promise.all(running)).filter(({ status }) => status === 200).map(({ json }) => json.ticket);
		(await client.get('session')).refuses(401, 'unauthorized');
		for (const ticket of tickets) assert.equal((await Feed.open(client, ticket)).status, 401);
	}
});

test('each sign-in has secrets of its own, long and nowhere repeated', async () => {
	const secrets = new Set();
	for (let i = 0; i < 12; i++) {
		const { client, reply } = await server.client(elsewhere()).signIn(mara);
		const [, secret] = cookieOf(reply).split('=');
		assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
		assert.match(client.csrf, /^[A-Za-z0-9_-]{43}$/);
		assert.ok(!reply.text.includes(secret), 'the cookie is in no body that a script can read');
		secrets.add(secret).add(client.csrf);
	}
	assert.equal(secrets.size, 24);
});

test('one session\'s CSRF token is no other\'s, and none is a cookie', async () => {
	const { client: one } = await server.client(elsewhere()).signIn(mara);
	const { client: two } = await server.client(elsewhere()).signIn(mara);
	(await one.with({ csrf: two.csrf }).post('tags', { name: 'x' })).refuses(403, 'csrf');
	(await one.with({ cookie: `kontor_session=${one.csrf}` }).get('session')).refuses(401, 'unauthorized');
	(await server.client({ token: `kt_${one.csrf}` }).get('contacts')).refuses(401, 'unauthorized');
});

test('whether an account exists shows neither in words nor in time', async () => {
	const times = { known: [], unknown: [] };
	const bodies = new Set();
	for (let i = 0; i < 8; i++)
		for (const [who, email] of [['known', mara.email], ['unknown', `nobody${i}@example.test`]]) {
			const client = server.client(elsewhere());
			const begun = process.hrtime.bigint();
			const reply = await client.post('session', { email, password: 'not the password' });
			times[who].push(Number(process.hrtime.bigint() - begun) / 1e6);
			const { request_id, ...problem } = reply.refuses(401, 'bad-login');
			bodies.add(`${JSON.stringify(problem)} ${reply.headers['content-length']} ${Object.keys(reply.headers)}`);
		}
	assert.equal(bodies.size, 1);
	// The quickest of each: a hash that is left out would show as a small part of the other.
	const ratio = Math.min(...times.unknown) / Math.min(...times.known);
	assert.ok(ratio > 0.5 && ratio < 2, `unknown / known: ${ratio.toFixed(2)}`);
});

test('a limit that is reached answers alike for accounts that are there and that are not', async () => {
	const answers = [];
	for (const email of ['limit.there@example.test', 'limit.not@example.test']) {
		if (email.includes('there')) await server.addMember({ workspace_id, role: 'viewer', email });
		for (let i = 0; i < 10; i++)
			(await server.client(elsewhere()).post('session', { email, password: 'not the password' })).refuses(401, 'bad-login');
		const reply = await server.client(elsewhere()).post('session', { email, password: owner.password });
		const { request_id, ...problem } = reply.refuses(429, 'too-many-requests');
		answers.push(JSON.stringify(problem));
	}
	assert.equal(answers[0], answers[1]);
});

test('a password of the wrong size or kind is a wrong password, or no form', async () => {
	for (const password of ['', 'a', 'ä'.repeat(1000), '\u0000', ' '.repeat(1000), owner.password.toUpperCase(), ` ${owner.password}`, `${owner.password} `]) {
		const { status } = await server.client(elsewhere()).post('session', { email: owner.email, password });
		assert.ok([400, 401, 422, 429].includes(status), `${JSON.stringify(password).slice(0, 20)}: ${status}`);
	}
	for (const password of [null, 1, true, [], {}, ['x']])
		assert.equal((await server.client(elsewhere()).post('session', { email: owner.email, password })).status, 422);
	(await server.client(elsewhere()).post('session', { email: owner.email, password: 'x'.repeat(16_000) })).is(422);
});

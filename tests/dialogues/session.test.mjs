// Signing in and out in a browser: cookie, CSRF token, Origin; and that what has ended opens nothing.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { Server, owner, startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

let server, workspace_id, browser;

before(async () => {
	({ server, workspace_id } = await startWithOwner());
	({ client: browser } = await server.client().signIn(owner));
});
after(() => server.close());

test('the cookie is for this host and for HTTP only; plain on loopback, Secure elsewhere', async () => {
	const { reply } = await server.client().signIn(owner);
	const [name, ...attributes] = reply.headers['set-cookie'][0].split('; ');
	assert.match(name, /^kontor_session=[A-Za-z0-9_-]{43}$/);
	assert.deepEqual(new Set(attributes), new Set(['Path=/', 'HttpOnly', 'SameSite=Strict', 'Max-Age=2592000']));

	const secure = await Server.start({ args: ['--public-url', 'https://kontor.example.test'] });
	try {
		await secure.addUser();
		const { reply: second } = await secure.client().signIn(owner);
		assert.match(second.headers['set-cookie'][0], /^__Host-kontor_session=.*; Secure$/);
	} finally {
		await secure.close();
	}
});

test('who is signed in, and where', async () => {
	const { user, workspaces, csrf } = (await browser.get('session')).is(200);
	assert.deepEqual([user.email, user.name], [owner.email, owner.name]);
	assert.deepEqual(
		workspaces.map(({ id, role }) => [id, role]),
		[[workspace_id, 'owner']],
	);
	assert.equal(csrf, browser.csrf, 'a page that is loaded anew goes on with its token');
});

test('wrong passwords and unknown accounts get the same answer', async () => {
	const client = server.client();
	const answers = [];
	for (const form of [
		{ ...owner, password: 'not the password' },
		{ email: 'nobody@example.test', password: 'not the password' },
	]) {
		const problem = (await client.post('session', { email: form.email, password: form.password })).refuses(
			401,
			'bad-login',
		);
		delete problem.request_id;
		answers.push(JSON.stringify(problem));
	}
	assert.equal(answers[0], answers[1]);
});

test('e-mail addresses know no case', async () => {
	const { reply } = await server.client().signIn({ ...owner, email: 'Rosa.Prado@Example.TEST' });
	assert.equal(reply.json.user.email, owner.email);
});

test('a change without the CSRF token, or with another one, is refused; reading needs none', async () => {
	const tag = { name: 'csrf' };
	(await browser.get('tags', { 'Kontor-CSRF': null })).is(200);
	(await browser.post('tags', tag, { 'Kontor-CSRF': null })).refuses(403, 'csrf');
	(await browser.post('tags', tag, { 'Kontor-CSRF': '' })).refuses(403, 'csrf');
	(await browser.post('tags', tag, { 'Kontor-CSRF': 'A'.repeat(43) })).refuses(403, 'csrf');
	(await browser.delete('session', { 'Kontor-CSRF': null })).refuses(403, 'csrf');
	const { client: other } = await server.client().signIn(owner);
	(await browser.post('tags', tag, { 'Kontor-CSRF': other.csrf })).refuses(403, 'csrf');
	assert.equal((await browser.all('tags')).length, 0);
	(await browser.post('tags', tag)).is(201);
});

test('a page of another site changes nothing, even with the token; our own page may', async () => {
	const origins = [
		'https://elsewhere.example',
		'null',
		`https://${browser.host}`,
		`http://${browser.host}.evil.example`,
		'http://127.0.0.1:1',
	];
	for (const Origin of origins) (await browser.post('tags', { name: 'origin' }, { Origin })).refuses(403, 'csrf');
	for (const Origin of origins)
		(await server.client().post('session', { email: owner.email, password: owner.password }, { Origin })).refuses(
			403,
			'csrf',
		);
	(await browser.post('tags', { name: 'origin' }, { Origin: `http://${browser.host}` })).is(201);
});

test('a request needs to say which workspace, and one of theirs', async () => {
	(await browser.with({ workspace: undefined }).get('contacts')).refuses(400, 'bad-request');
	(await browser.with({ workspace: 'nonsense' }).get('contacts')).refuses(400, 'bad-request');
	(await browser.with({ workspace: '01900000-0000-7000-8000-000000000000' }).get('contacts')).refuses(
		404,
		'not-found',
	);
});

test('K20 signing out ends the session, its tickets and its sockets at once; others go on', async () => {
	const { client: leaving } = await server.client().signIn(owner);
	const { client: staying } = await server.client().signIn(owner);
	const feed = await Feed.follow(leaving);
	const other = await Feed.follow(staying);
	const { ticket } = (await leaving.post('feed_tickets')).is(200);

	const reply = await leaving.delete('session');
	reply.is(204);
	assert.match(reply.headers['set-cookie'][0], /^kontor_session=; .*Max-Age=0/);
	assert.match(reply.headers['clear-site-data'], /"cache"/);

	assert.equal(await feed.ws.closed(1000), 1008);
	assert.equal((await Feed.open(leaving, ticket)).status, 401);
	(await leaving.get('session')).refuses(401, 'unauthorized');
	(await leaving.get('contacts')).refuses(401, 'unauthorized');
	(await leaving.delete('session')).refuses(401, 'unauthorized');
	(await staying.get('session')).is(200);
	assert.equal(other.ws.code, null);
	await other.close();
});

test('a session outlives a restart, a made-up or damaged cookie opens nothing', async () => {
	await server.restart();
	(await browser.get('session')).is(200);
	const secret = browser.cookie.split('=')[1];
	for (const value of ['', 'x', secret.slice(1), `${secret}A`, 'A'.repeat(43), secret.toLowerCase()])
		(await browser.with({ cookie: `kontor_session=${value}` }).get('session')).refuses(401, 'unauthorized');
	// Two cookies of one name: a neighbouring host planted one; neither is believed.
	(await browser.with({ cookie: `${browser.cookie}; kontor_session=${'A'.repeat(43)}` }).get('session')).refuses(
		401,
		'unauthorized',
	);
});

test('a password is never asked for in an address, and a session is no token', async () => {
	(await server.client().get(`session?email=${owner.email}&password=x`)).refuses(401, 'unauthorized');
	(await server.client({ token: browser.cookie.split('=')[1] }).get('contacts')).refuses(401, 'unauthorized');
});

test('every reply that holds a secret is kept out of caches and is not compressed', async () => {
	for (const reply of [
		await browser.get('session', { 'Accept-Encoding': 'gzip' }),
		(await server.client().signIn(owner)).reply,
	]) {
		assert.equal(reply.headers['cache-control'], 'no-store');
		assert.equal(reply.headers['content-encoding'], undefined);
		assert.equal(reply.headers['x-content-type-options'], 'nosniff');
	}
	assert.ok(cookieOf((await server.client().signIn(owner)).reply));
});

// Threat 11, and what pages of other sites may try: names pointed at our address (DNS rebinding),
// requests in our name, frames and embeddings; and cookies behind a proxy that speaks TLS.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { Server, owner, startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

let server, api, browser;

before(async () => {
	({ server, api } = await startWithOwner());
	({ client: browser } = await server.client().signIn(owner));
});
after(() => server.close());

const foreign = [
	'evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.evil.example', 'notlocalhost', 'kontor',
	'192.0.2.1', '10.0.0.1:8080', '[2001:db8::1]:8080', '0.0.0.0', '169.254.169.254', '[::ffff:192.0.2.1]', '[::]',
];
const own = (port) => [
	'localhost', 'LOCALHOST', `localhost:${port}`, 'localhost.', 'kontor.localhost:1', '127.0.0.1', `127.0.0.1:${port}`, '127.8.8.8', '[::1]:8080',
	'[::ffff:127.0.0.1]',
];

test('a name that somebody pointed at our address gets nothing, whatever it asks', async () => {
	const setup = { ...owner, email: 'eve@example.test', workspace: 'Mine', confirm_age: true };
	for (const Host of foreign) {
		const head = { Host, Origin: `http://${Host}` };
		(await server.client().get('meta', head)).refuses(421, 'wrong-host');
		(await server.client().post('setup', setup, head)).refuses(421, 'wrong-host');
		(await server.client().post('session', { email: owner.email, password: owner.password }, head)).refuses(421, 'wrong-host');
		(await browser.get('contacts', head)).refuses(421, 'wrong-host');
		(await browser.post('tags', { name: 'rebound' }, head)).refuses(421, 'wrong-host');
		(await api.get('contacts', { Host })).refuses(421, 'wrong-host');
		(await server.client().get('/', { Host })).refuses(421, 'wrong-host');
		(await server.client().get('/nothing', { Host })).refuses(421, 'wrong-host');
		(await server.client().get('/healthz', { Host })).is(200);
	}
	assert.equal((await api.all('tags')).length, 0);
});

test('the refusal repeats nothing of the name', async () => {
	const { text } = await server.client().get('meta', { Host: 'evil.example' });
	assert.doesNotMatch(text, /evil/);
});

test('the machine itself is called as it likes', async () => {
	for (const Host of own(server.port)) (await api.get('contacts', { Host })).is(200);
	assert.match(await api.raw('GET /api/v1/meta HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /);
});

test('the socket of the feed is opened for our own pages and by our own names only', async () => {
	for (const headers of [
		{ Origin: 'https://elsewhere.example' }, { Origin: 'null' }, { Origin: `https://${api.host}` }, { Origin: `http://${api.host}.evil.example` },
	]) {
		const { ticket } = (await browser.post('feed_tickets')).is(200);
		assert.equal((await Feed.open(browser, ticket, { headers })).status, 403, headers.Origin);
	}
	const { ticket } = (await browser.post('feed_tickets')).is(200);
	assert.equal((await Feed.open(browser, ticket, { headers: { Host: 'evil.example', Origin: 'http://evil.example' } })).status, 421);
	const { ws } = await Feed.open(browser, ticket, { headers: { Origin: `http://${api.host}` } });
	await ws.close();
});

test('no reply lets another site read it, frame it or guess at it', async () => {
	const replies = [await api.get('contacts'), await api.get('contacts/x'), await server.client().get('contacts'), await server.client().get('meta')];
	for (const { headers, what } of replies) {
		for (const name of Object.keys(headers)) assert.doesNotMatch(name, /^access-control-/, what);
		assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
		assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/, what);
		assert.equal(headers['x-content-type-options'], 'nosniff', what);
		assert.equal(headers['strict-transport-security'], undefined, what);
	}
});

test('a form of another site cannot be a request of ours: its types are not taken', async () => {
	const body = JSON.stringify({ email: owner.email, password: owner.password });
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
		(await server.client().post('session', body, { 'Content-Type': type })).refuses(415, 'media-type');
});

test('behind a proxy with TLS the cookie is __Host- and Secure, and only that one counts', async (t) => {
	const proxied = await Server.start({ args: ['--trusted-proxy', '127.0.0.1'] });
	t.after(() => proxied.close());
	await proxied.addUser();
	const https = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '198.51.100.7', Origin: `https://127.0.0.1:${proxied.port}` };
	const client = proxied.client({ headers: https });
	const { client: signedIn, reply } = await client.signIn(owner);
	assert.match(reply.headers['set-cookie'][0], /^__Host-kontor_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000; Secure$/);
	(await signedIn.post('tags', { name: 'through the proxy' })).is(201);
	const bare = signedIn.with({ cookie: signedIn.cookie.replace('__Host-', '') });
	(await bare.get('session')).refuses(401, 'unauthorized');
	(await signedIn.post('tags', { name: 'x' }, { Origin: `http://127.0.0.1:${proxied.port}` })).refuses(403, 'csrf');
});

test('a public address is a name of ours, its pages are our pages, and browsers are told to keep to TLS', async (t) => {
	const shop = await Server.start({ args: ['--public-url', 'https://kontor.example.test/', '--trusted-proxy', '127.0.0.1'] });
	t.after(() => shop.close());
	await shop.addUser();
	const page = { Origin: 'https://kontor.example.test' };
	// A proxy may pass the public name on, or call us by ours.
	for (const Host of ['kontor.example.test', 'KONTOR.example.test:443', `127.0.0.1:${shop.port}`]) {
		const { client, reply } = await shop.client({ headers: { ...page, Host } }).signIn(owner);
		assert.equal(reply.headers['strict-transport-security'], 'max-age=31536000');
		(await client.post('tags', { name: Host })).is(201);
		const { ticket } = (await client.post('feed_tickets')).is(200);
		const { ws } = await Feed.open(client, ticket, { headers: { ...page, Host } });
		await ws.close();
		for (const Origin of ['https://example.test', 'https://evil.example', 'http://kontor.example.test', 'https://kontor.example.test.evil.example'])
			(await client.post('tags', { name: 'x' }, { Origin })).refuses(403, 'csrf');
	}
	(await shop.client().get('meta', { Host: 'other.example.test' })).refuses(421, 'wrong-host');
});

test('plain HTTP does not leave the machine unless a proxy is named', async (t) => {
	const idle = new Server();
	t.after(() => idle.close());
	for (const listen of ['0.0.0.0:0', '[::]:0', ':0', '192.0.2.1:0']) {
		const { code, stderr } = await idle.run(['serve', '--listen', listen]);
		assert.equal(code, 64, listen);
		assert.match(stderr, /--tls-cert/);
	}
	for (const url of ['kontor.example', 'ftp://kontor.example', 'https://', 'https://kontor.example/path', 'https://user@kontor.example'])
		assert.equal((await idle.run(['serve', '--public-url', url])).code, 64, url);
});

test('a machine that listens everywhere is called by its numbers, not by names of others', async (t) => {
	const open = await Server.start({ args: ['--listen', '0.0.0.0:0', '--trusted-proxy', '127.0.0.1'] });
	t.after(() => open.close());
	(await open.client().get('meta', { Host: '192.0.2.1' })).is(200);
	(await open.client().get('meta', { Host: 'evil.example' })).refuses(421, 'wrong-host');
});

test('whoever signs in again leaves nothing of before, and a planted cookie stays worthless', async () => {
	const { client: first } = await server.client().signIn(owner);
	const feed = await Feed.follow(first);
	const { reply } = await server.client({ cookie: first.cookie }).signIn(owner);
	assert.notEqual(cookieOf(reply), first.cookie);
	(await first.get('session')).refuses(401, 'unauthorized');
	assert.equal(await feed.ws.closed(1000), 1008);
	const planted = `kontor_session=${'A'.repeat(43)}`;
	const { reply: second } = await server.client({ cookie: planted }).signIn(owner);
	assert.notEqual(cookieOf(second), planted);
	(await server.client({ cookie: planted }).get('session')).refuses(401, 'unauthorized');
});

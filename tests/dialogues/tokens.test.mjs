// Tokens for programs: one workspace each, full or read only, never in an address.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';

let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

test('a full token reads and writes, a read token only reads', async () => {
	const reader = await server.token({ workspace_id, scope: 'read' });
	const tag = await api.make('tags', { name: 'from a token' });
	assert.equal((await reader.get(`tags/${tag.id}`)).is(200).name, 'from a token');
	assert.equal((await reader.get('contacts:count')).is(200).count, 0);
	(await reader.post('tags', { name: 'no' })).refuses(403, 'forbidden');
	(await reader.patch(`tags/${tag.id}`, { name: 'no' })).refuses(403, 'forbidden');
	(await reader.delete(`tags/${tag.id}`)).refuses(403, 'forbidden');
	(await reader.post('contacts:resolve', { identities: [{ kind: 'email', value: 'a@example.test' }] })).refuses(
		403,
		'forbidden',
	);
	(await reader.post('tags:batch', { items: [] })).refuses(403, 'forbidden');
	assert.deepEqual(
		(await api.all('tags')).map(({ name }) => name),
		['from a token'],
	);
});

test('a read token may follow the feed', async () => {
	const reader = await server.token({ workspace_id, scope: 'read' });
	(await reader.post('feed_tickets')).is(200);
});

test('anything but a whole token opens nothing', async () => {
	const { token } = api;
	assert.match(token, /^kt_[A-Za-z0-9_-]{43}$/);
	const headers = [
		'',
		'Bearer',
		'Bearer ',
		`Bearer ${token.slice(0, -1)}`,
		`Bearer ${token}A`,
		`Bearer ${token.slice(3)}`,
		`Bearer kt_${'A'.repeat(43)}`,
		`Bearer ${token.toUpperCase()}`,
		`Basic ${token}`,
		token,
		`Bearer "${token}"`,
	];
	for (const Authorization of headers)
		(await server.client().get('contacts', { Authorization })).refuses(401, 'unauthorized');
	(await server.client().get('contacts', { Authorization: `bearer ${token}` })).is(200);
	(await server.client().get(`contacts?access_token=${token}`)).refuses(401, 'unauthorized');
	(await server.client().get(`contacts?token=${token}`)).refuses(401, 'unauthorized');
});

test('a token names its workspace; naming another one beside it is refused', async () => {
	const { workspace_id: second } = await server.addUser({ workspace: 'Zweite' });
	(await api.get('contacts', { 'Kontor-Workspace': workspace_id })).is(200);
	(await api.get('contacts', { 'Kontor-Workspace': second })).refuses(404, 'not-found');
	(await api.get('contacts', { 'Kontor-Workspace': 'nonsense' })).refuses(400, 'bad-request');
});

test('a token is asked for no CSRF token and no Origin', async () => {
	(await api.post('tags', { name: 'elsewhere' }, { Origin: 'https://elsewhere.example' })).is(201);
});

test('a token is no session', async () => {
	(await api.get('session')).refuses(403, 'forbidden');
	(await api.delete('session')).refuses(403, 'forbidden');
});

test('a cookie beside a token does not matter', async () => {
	const { client: browser } = await server.client().signIn(owner);
	(await api.post('tags', { name: 'both' }, { Cookie: browser.cookie })).is(201);
	(await browser.get('tags', { Authorization: 'Bearer nonsense' })).refuses(401, 'unauthorized');
});

test('tokens outlive a restart', async () => {
	await server.restart();
	(await api.get('contacts')).is(200);
});

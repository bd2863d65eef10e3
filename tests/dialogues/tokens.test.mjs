// Tokens for programs: one workspace each, full or read only, never in an address.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

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

test('made, listed and revoked by its member; the secret is told once', async () => {
	const { client: rosa } = await server.client().signIn(owner, workspace_id);
	const end = Date.now() + 86_400_000;
	const made = (await rosa.post('tokens', { name: ' Sync ', scope: 'read', expires_at: end })).is(201);
	const client = server.client({ token: made.token });
	(await client.get('contacts')).is(200);
	const mine = async (who) => (await who.get('tokens')).is(200).items.find(({ id }) => id === made.id);
	const listed = await mine(rosa);
	assert.deepEqual([listed.name, listed.scope, listed.member, listed.expires_at], ['Sync', 'read', owner.name, end]);
	assert.ok(!JSON.stringify(listed).includes(made.token));
	const agent = await server.addMember({ workspace_id, role: 'agent' });
	const { client: anna } = await server
		.client()
		.signIn({ email: 'agent@example.test', password: owner.password }, workspace_id);
	assert.equal(await mine(agent), undefined, 'others see their own');
	(await agent.delete(`tokens/${made.id}`)).refuses(404, 'not-found');
	const { id } = (await anna.post('tokens', { name: 'Mine', scope: 'full' })).is(201);
	assert.ok(
		(await rosa.get('tokens')).is(200).items.some((token) => token.id === id),
		'admins see all',
	);
	(await rosa.delete(`tokens/${id}`)).is(204);
	const feed = await Feed.follow(client);
	(await rosa.delete(`tokens/${made.id}`)).is(204);
	assert.equal(await feed.ws.closed(1000), 1008);
	(await client.get('contacts')).refuses(401, 'unauthorized');
	(await rosa.delete(`tokens/${made.id}`)).refuses(404, 'not-found');
});

test('only people make tokens, with what they are for, and not after their end', async () => {
	const { client: rosa } = await server.client().signIn(owner, workspace_id);
	(await api.post('tokens', { name: 'x', scope: 'full' })).refuses(403, 'forbidden');
	assert.deepEqual((await rosa.post('tokens', {})).flaws(), ['/name required', '/scope required']);
	assert.deepEqual((await rosa.post('tokens', { name: ' ', scope: 'all' })).flaws(), [
		'/name too_short',
		'/scope not_a_choice',
	]);
	assert.deepEqual((await rosa.post('tokens', { name: 'x', scope: 'full', expires_at: 1 })).flaws(), [
		'/expires_at out_of_range',
	]);
	for (let n = 0; n < 30; n++) {
		const reply = await rosa.post('tokens', { name: `token ${n}`, scope: 'read' });
		if (reply.status !== 201) {
			reply.refuses(409, 'limit-reached');
			return;
		}
	}
	assert.fail('no limit was reached');
});

test('a token that ends by itself ends', async () => {
	const reply = await server.admin.post('/admin/v1/tokens', {
		email: 'agent@example.test',
		workspace_id,
		scope: 'full',
		expires_at: Date.now() + 600,
	});
	const client = server.client({ token: reply.is(201).token });
	const feed = await Feed.follow(client);
	(await client.get('contacts')).is(200);
	await until(async () => (await client.get('contacts')).status === 401);
	assert.equal(await feed.ws.closed(2000), 1008);
});

test('narrow scopes reach their records, and nothing an admin decides', async () => {
	const scopes = {};
	for (const scope of ['contacts', 'contacts_read', 'messages', 'messages_read', 'imports', 'read'])
		scopes[scope] = await server.token({ workspace_id, email: 'narrow@example.test', scope }).catch(async () => {
			await server.addMember({ workspace_id, role: 'admin', email: 'narrow@example.test', name: 'Narrow' });
			return server.token({ workspace_id, email: 'narrow@example.test', scope });
		});
	const may = {
		'GET contacts': ['contacts', 'contacts_read', 'read'],
		'GET notes:count': ['contacts', 'contacts_read', 'read'],
		'POST contacts': ['contacts'],
		'POST tags:batch': ['contacts'],
		'GET chats': ['messages', 'messages_read', 'read'],
		'POST messages': ['messages'],
		'GET import_runs': ['imports', 'read'],
		'GET members': ['contacts', 'contacts_read', 'messages', 'messages_read', 'imports', 'read'],
		'GET workspace': ['contacts', 'contacts_read', 'messages', 'messages_read', 'imports', 'read'],
		'PATCH workspace': [],
		'GET search?q=x': ['read'],
		'GET changes': ['read'],
		'POST feed_tickets': ['read'],
		'GET team': [],
		'GET invites': [],
		'POST invites': [],
		'GET history?record=contacts&row_id=01900000-0000-7000-8000-000000000000': ['read'],
	};
	for (const [route, allowed] of Object.entries(may))
		for (const [scope, client] of Object.entries(scopes)) {
			const [method, path] = route.split(' ');
			const { status } = await client.request(method, path, method === 'GET' ? undefined : {});
			assert.equal(status !== 403, allowed.includes(scope), `${scope}: ${route}: ${status}`);
		}
});

test('the operator lists and revokes tokens from the command line', async () => {
	const run = async (...words) => {
		const { code, stdout, stderr } = await server.run(['token', ...words]);
		assert.equal(code, 0, stderr);
		return stdout;
	};
	const token = (
		await run(
			'create',
			'--email',
			'agent@example.test',
			'--workspace',
			workspace_id,
			'--scope',
			'contacts_read',
			'--name',
			'Cron',
			'--expires-days',
			'30',
		)
	).trim();
	const client = server.client({ token });
	(await client.get('contacts')).is(200);
	const { items } = JSON.parse(await run('list', '--workspace', workspace_id));
	const { id, scope, expires_at } = items.find(({ name }) => name === 'Cron');
	assert.equal(scope, 'contacts_read');
	assert.ok(Math.abs(expires_at - Date.now() - 30 * 86_400_000) < 60_000);
	const over = (await server.admin.get(`/admin/v1/workspaces/${workspace_id}:tokens`)).is(200).items;
	assert.ok(over.some((token) => token.id === id));
	await run('revoke', '--id', id);
	(await client.get('contacts')).refuses(401, 'unauthorized');
	assert.notEqual((await server.run(['token', 'revoke', '--id', id])).code, 0);
	const other = over.find(({ name }) => name === 'token 0');
	(await server.admin.delete(`/admin/v1/tokens/${other.id}`)).is(204);
	(await server.admin.delete(`/admin/v1/tokens/${other.id}`)).refuses(404, 'not-found');
});

test('tokens outlive a restart', async () => {
	await server.restart();
	(await api.get('contacts')).is(200);
});

// The workspace and who works in it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';

const davi = { email: 'davi@example.test', name: 'Davi Lins' };
let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

test('the workspace is set up in parts, each checked', async () => {
	const row = (await api.get('workspace')).is(200);
	assert.equal(row.id, workspace_id);
	const patched = await api.patch('workspace', {
		name: ' Zentrale ',
		country: 'DE',
		time_zone: 'Europe/Kiev',
		locale: 'de',
		currency: 'EUR',
		base_version: row.version,
	});
	assert.equal(patched.headers.etag, '"2"');
	const now = patched.is(200);
	assert.deepEqual(
		[now.name, now.country, now.time_zone, now.locale, now.currency],
		['Zentrale', 'DE', 'Europe/Kyiv', 'de', 'EUR'],
	);
	assert.deepEqual(
		(
			await api.patch('workspace', {
				country: 'ZZ',
				time_zone: 'Mars/Olympus',
				currency: 'eur',
				locale: '?',
				narrow: 'yes',
				name: '',
			})
		)
			.flaws()
			.sort(),
		[
			'/country malformed',
			'/currency malformed',
			'/locale malformed',
			'/name too_short',
			'/narrow wrong_type',
			'/time_zone malformed',
		],
	);
	(await api.patch('workspace', { name: 'x' }, { 'If-Match': '"1"' })).refuses(412, 'stale');
	assert.deepEqual((await api.get('workspace')).is(200), now);
});

test('a new name is the name wherever workspaces are listed', async () => {
	(await api.patch('workspace', { name: 'Umbenannt' })).is(200);
	const { client } = await server.client().signIn(owner);
	assert.deepEqual(
		(await client.get('session')).is(200).workspaces.map(({ name }) => name),
		['Umbenannt'],
	);
	const { items } = (await server.admin.get('/admin/v1/workspaces')).is(200);
	assert.deepEqual(
		items.map(({ name }) => name),
		['Umbenannt'],
	);
});

test('members are read, not written, as records are', async () => {
	await server.addMember({ workspace_id, role: 'agent', ...davi });
	const members = await api.all('members');
	assert.deepEqual(
		members.map(({ name, role, active }) => [name, role, active]),
		[
			['Rosa Prado', 'owner', true],
			['Davi Lins', 'agent', true],
		],
	);
	(await api.get(`members/${members[1].id}`)).is(200);
	(await api.get('members:count')).is(200);
	for (const [method, path] of [
		['POST', 'members'],
		['DELETE', `members/${members[1].id}`],
		['POST', `members/${members[1].id}:restore`],
		['POST', 'members:batch'],
	])
		assert.ok([404, 405].includes((await api.request(method, path, {})).status), `${method} ${path}`);
});

test('adding a member again changes the role, at once and everywhere', async () => {
	const agent = await server.token({ workspace_id, email: davi.email });
	const tag = { name: 'by davi' };
	(await agent.post('tags', tag)).is(201);
	await server.addMember({ workspace_id, role: 'viewer', ...davi });
	(await agent.post('tags', { name: 'again' })).refuses(403, 'forbidden');
	(await agent.get('tags')).is(200);
	const rows = (await api.all('members')).filter(({ name }) => name === davi.name);
	assert.deepEqual(
		rows.map(({ role, version }) => [role, version]),
		[['viewer', 2]],
	);
	await server.addMember({ workspace_id, role: 'admin', ...davi });
	(await agent.patch('workspace', { currency: 'BRL' })).is(200);
});

test('a workspace keeps an owner; a place needs a workspace, a new one an owner', async () => {
	const add = (more) => server.admin.post('/admin/v1/users', { ...owner, ...more });
	(await add({ workspace_id, role: 'agent' })).refuses(409, 'last-owner');
	assert.deepEqual((await add({ role: 'owner' })).flaws(), ['/workspace required']);
	assert.deepEqual((await add({ workspace: 'x', workspace_id, role: 'owner' })).flaws(), ['/workspace refused']);
	assert.deepEqual((await add({ workspace: 'x', role: 'agent' })).flaws(), ['/role refused']);
	assert.deepEqual((await add({ workspace_id: '01900000-0000-7000-8000-000000000000', role: 'agent' })).flaws(), [
		'/workspace_id no_such_record',
	]);
	assert.equal((await server.admin.get('/admin/v1/workspaces')).is(200).items.length, 1);
});

// Several workspaces of one account, and what becomes of one that is closed: read only for a while, then its
// key is destroyed, then its files go; nothing of it comes back.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

async function start(t, args = []) {
	const world = await startWithOwner({ args });
	t.after(() => world.server.close());
	const { client: rosa } = await world.server.client().signIn(owner, world.workspace_id);
	return { ...world, rosa };
}

const close = (client, more = {}) =>
	client.post('workspace:close', { password: owner.password, name: 'Loja Central', ...more });

test('one more workspace is theirs, apart from the first, and chosen by a header', async (t) => {
	const { rosa, workspace_id } = await start(t, ['--workspaces-max', '2']);
	assert.deepEqual((await rosa.post('workspaces', { name: ' ' })).flaws(), ['/name too_short']);
	assert.deepEqual((await rosa.post('workspaces', { name: 'x', country: 'XX', time_zone: 'Mars/Base' })).flaws(), [
		'/country malformed',
		'/time_zone malformed',
	]);
	const { id } = (
		await rosa.post('workspaces', { name: 'Zweite', country: 'DE', time_zone: 'Europe/Berlin', locale: 'de' })
	).is(201);
	const { workspaces } = (await rosa.get('session')).is(200);
	assert.deepEqual(
		workspaces.map(({ name, role, country, locale, time_zone, state, closes_at }) => [
			name,
			role,
			country,
			locale,
			time_zone,
			state,
			closes_at,
		]),
		[
			['Loja Central', 'owner', null, 'en', 'Etc/UTC', 'ready', null],
			['Zweite', 'owner', 'DE', 'de', 'Europe/Berlin', 'ready', null],
		],
	);
	const second = rosa.with({ workspace: id });
	await second.make('tags', { name: 'only here' });
	assert.deepEqual((await rosa.get('tags')).is(200).items, []);
	(await second.patch('workspace', { name: 'Dritte', country: 'AT' })).is(200);
	await until(async () =>
		(await rosa.get('session'))
			.is(200)
			.workspaces.some(({ name, country }) => name === 'Dritte' && country === 'AT'),
	);
	(await rosa.post('workspaces', { name: 'Too many' })).refuses(409, 'limit-reached');
	assert.notEqual(id, workspace_id);
});

test('the limit holds for those that are made at the same moment, too', async (t) => {
	const { rosa } = await start(t, ['--workspaces-max', '3']);
	const replies = await Promise.all(Array.from({ length: 8 }, (_, i) => rosa.post('workspaces', { name: `W ${i}` })));
	assert.deepEqual(replies.map(({ status }) => status).toSorted(), [201, 201, 409, 409, 409, 409, 409, 409]);
	assert.equal((await rosa.get('session')).is(200).workspaces.length, 3);
});

test('closing asks for owner, password and name; until its time it can be read and kept', async (t) => {
	const { server, api, rosa, workspace_id } = await start(t);
	const admin = await server.addMember({ workspace_id, role: 'admin' });
	const { client: boss } = await server
		.client()
		.signIn({ email: 'admin@example.test', password: owner.password }, workspace_id);
	(await close(boss)).refuses(403, 'forbidden');
	(await close(api)).refuses(403, 'forbidden');
	assert.deepEqual((await close(rosa, { password: 'wrong' })).flaws(), ['/password refused']);
	assert.deepEqual((await close(rosa, { name: 'Loja' })).flaws(), ['/name refused']);
	const contact = await api.make('contacts', { name: 'Still here' });
	const feed = await Feed.follow(admin);

	const answer = (await close(rosa)).is(200);
	assert.equal(answer.state, 'closing');
	assert.ok(Math.abs(answer.closes_at - Date.now() - 30 * 86_400_000) < 60_000);
	assert.ok(answer.export.includes('/api/v1/contacts'));
	assert.equal(await feed.ws.closed(1000), 1008);
	(await close(rosa)).refuses(409, 'conflict');
	for (const client of [api, admin, rosa]) {
		(await client.get(`contacts/${contact.id}`)).is(200);
		(await client.get('search?q=Still')).is(200);
		(await client.patch(`contacts/${contact.id}`, { name: 'x' })).refuses(423, 'workspace-closing');
		(await client.post('tags', { name: 'x' })).refuses(423, 'workspace-closing');
		(await client.post('invites', { role: 'viewer' })).refuses(423, 'workspace-closing');
	}
	await (await Feed.follow(admin)).close();
	const [listed] = (await rosa.get('session')).is(200).workspaces;
	assert.deepEqual([listed.state, listed.closes_at], ['closing', answer.closes_at]);
	await server.restart();
	(await api.post('tags', { name: 'x' })).refuses(423, 'workspace-closing');
	(await boss.post('workspace:keep')).refuses(403, 'forbidden');
	(await rosa.post('workspace:keep')).is(200);
	(await rosa.post('workspace:keep')).refuses(409, 'conflict');
	(await api.post('tags', { name: 'goes on' })).is(201);
	assert.equal((await rosa.get('session')).is(200).workspaces[0].state, 'ready');
});

test('when its time is over nothing of it is left, nor comes back by a restart', async (t) => {
	const { server, api, rosa, workspace_id } = await start(t, ['--workspace-grace-days', '0']);
	assert.equal((await api.get('meta')).is(200).workspace_grace_days, 0);
	const { id: other } = (await rosa.post('workspaces', { name: 'Stays' })).is(201);
	await api.make('contacts', { name: 'Goes' });
	(
		await api.request('POST', 'import_runs?name=people.csv', 'Name,Phone\nAna,+5511987654321\n', {
			'Content-Type': 'text/csv',
		})
	).is(201);
	const feed = await Feed.follow(api);
	const files = () => readdirSync(join(server.dir, 'cells')).filter((name) => name.startsWith(workspace_id));
	assert.ok(files().length > 1);
	(await close(rosa)).is(200);
	assert.equal(await feed.ws.closed(1000), 1008);
	await until(() => files().length === 0);
	await until(
		async () =>
			!(await server.admin.get('/admin/v1/workspaces')).is(200).items.some(({ id }) => id === workspace_id),
	);
	for (let round = 0; round < 2; round++) {
		(await api.get('contacts')).refuses(401, 'unauthorized');
		(await rosa.get('contacts')).refuses(404, 'not-found');
		assert.deepEqual(
			(await rosa.get('session')).is(200).workspaces.map(({ id }) => id),
			[other],
		);
		assert.equal(files().length, 0);
		(await rosa.with({ workspace: other }).post('tags', { name: `round ${round}` })).is(201);
		if (round === 0) await server.restart();
	}
	assert.ok(existsSync(join(server.dir, 'cells', `${other}.db`)));
});

test('killed at any moment of its end: the next start finishes it, and nothing else is touched', async (t) => {
	const { server, rosa, workspace_id } = await start(t, ['--workspace-grace-days', '0']);
	const stays = rosa.with({ workspace: workspace_id });
	for (let round = 0; round < 8; round++) {
		const { id } = (await rosa.post('workspaces', { name: `Goes ${round}` })).is(201);
		const goes = rosa.with({ workspace: id });
		await goes.make('tags', { name: 'x' });
		const answer = close(goes, { name: `Goes ${round}` }).catch(() => null);
		await new Promise((resolve) => setTimeout(resolve, round * 150)); // somewhere on the way
		await server.kill();
		await server.start();
		const reply = await answer;
		const files = () => readdirSync(join(server.dir, 'cells')).filter((name) => name.startsWith(id));
		const listed = async () => (await rosa.get('session')).is(200).workspaces.some((one) => one.id === id);
		if (reply === null && (await listed())) continue; // the kill came before the answer, and before the close
		await until(() => files().length === 0);
		assert.equal(await listed(), false);
		(await goes.get('tags')).refuses(404, 'not-found');
		await stays.make('tags', { name: `round ${round}` });
	}
});

test('killed while it goes: the next start finishes it', async (t) => {
	const { server, rosa, workspace_id } = await start(t, ['--workspace-grace-days', '0']);
	(await close(rosa)).is(200);
	await server.kill();
	await server.start();
	await until(() => !readdirSync(join(server.dir, 'cells')).some((name) => name.startsWith(workspace_id)));
	assert.deepEqual((await rosa.get('session')).is(200).workspaces, []);
});

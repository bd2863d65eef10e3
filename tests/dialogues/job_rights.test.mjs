// Work that waits or runs has the rights of whoever asked for it, as they are now: an import ends with the role, the
// membership, the token or the workspace it was started in, and says so on its row.
import assert from 'node:assert/strict';
import test from 'node:test';
import { query } from './lib/client.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { phone } from './lib/seed.mjs';
import { until } from './lib/until.mjs';

const ROWS = 40_000; // more than is done before anybody can say no
const rows = (from, n) => Array.from({ length: n }, (_, i) => `Pessoa ${from + i},${phone(from + i)}`).join('\n');
const file = `Name,Phone\n${rows(0, ROWS)}\n`;

async function start(t) {
	const world = await startWithOwner();
	t.after(() => world.server.close());
	const { client: boss } = await world.server.client().signIn(owner, world.workspace_id);
	return { ...world, boss };
}

/** Somebody brings the file and starts it; returns once rows are being stored. */
async function running(client, watcher, body = file) {
	const run = (await client.post(`import_runs${query({ name: 'people.csv' })}`, body, { 'Content-Type': 'text/csv' })).is(
		201,
	);
	(await client.post(`import_runs/${run.id}:start`, {})).is(200);
	const read = async () => (await watcher.get(`import_runs/${run.id}`)).is(200);
	await until(async () => (await read()).done_rows > 0);
	assert.equal((await read()).state, 'running');
	return { id: run.id, read };
}

/** Within a second it has ended, for this reason; and not a row comes after. */
async function stops({ read }, watcher, reason, patience = 1500) {
	await until(async () => (await read()).state !== 'running', patience);
	const row = await read();
	assert.deepEqual([row.state, row.problem], ['failed', reason]);
	assert.ok(row.done_rows < ROWS && row.finished_at !== null, `${row.done_rows} rows`);
	const people = (await watcher.all('contacts', { fields: 'id' })).length;
	assert.equal(people, row.new, 'what it counts is what is there');
	(await watcher.get('contacts:count')).is(200);
	assert.equal((await read()).version, row.version);
}

const idOf = async (api, name) => (await api.all('members')).find((member) => member.name === name).id;

test('whoever may no longer import, imports no longer', async (t) => {
	const { server, api, boss, workspace_id } = await start(t);
	const agent = await server.addMember({ workspace_id, role: 'agent', name: 'Asha' });
	const run = await running(agent, api);
	(await boss.patch(`members/${await idOf(api, 'Asha')}`, { role: 'viewer' })).is(200);
	await stops(run, api, 'Whoever started it may no longer do such work.');
});

test('whoever is taken out leaves nothing running behind', async (t) => {
	const { server, api, boss, workspace_id } = await start(t);
	const agent = await server.addMember({ workspace_id, role: 'agent', name: 'Asha' });
	const run = await running(agent, api);
	(await boss.post(`members/${await idOf(api, 'Asha')}:remove`, {})).is(200);
	await stops(run, api, 'Whoever started it has left the workspace.');
});

test('a token that is revoked takes along what it set going; what its owner set going in person goes on', async (t) => {
	const { server, api, boss, workspace_id } = await start(t);
	const token = await server.token({ workspace_id });
	const run = await running(token, api);
	const { items } = (await boss.get('tokens')).is(200);
	const newest = items.map(({ id }) => id).sort().at(-1);
	(await boss.delete(`tokens/${newest}`)).is(204);
	await stops(run, api, 'The token that started it is no longer valid.');
	const mine = await running(boss, api, `Name,Phone\n${rows(ROWS, 4000)}\n`);
	const last = (await server.token({ workspace_id })) && (await boss.get('tokens')).is(200).items.map(({ id }) => id).sort().at(-1);
	(await boss.delete(`tokens/${last}`)).is(204);
	await until(async () => (await mine.read()).state !== 'running');
	assert.equal((await mine.read()).state, 'done');
});

test('whoever comes to see less meanwhile starts again, for what they see now', async (t) => {
	const { server, api, workspace_id } = await start(t);
	const agent = await server.addMember({ workspace_id, role: 'agent', name: 'Asha' });
	const run = await running(agent, api, `Name,Phone\n${rows(0, 20_000)}\n`);
	(await api.patch('workspace', { narrow: true })).is(200);
	await stops(
		run,
		api,
		'What whoever started it may see was narrowed meanwhile; start it again for what is left.',
	);
	(await agent.post(`import_runs/${run.id}:start`, {})).is(200);
	await until(async () => (await run.read()).state !== 'running', 120_000);
	const row = await run.read();
	assert.deepEqual([row.state, row.problem], ['done', null]);
	assert.equal((await api.all('contacts', { fields: 'id' })).length, 20_000);
});

test('in a workspace that is being closed nothing is imported any more; kept, it can go on', async (t) => {
	const { api, boss } = await start(t);
	const run = await running(boss, api);
	(await boss.post('workspace:close', { password: owner.password, name: 'Loja Central' })).is(200);
	await stops(run, api, 'The workspace is being closed: it can be read, and no longer changed.');
	(await boss.post(`import_runs/${run.id}:start`, {})).refuses(423, 'workspace-closing');
	(await boss.post('workspace:keep', {})).is(200);
	(await boss.post(`import_runs/${run.id}:start`, {})).is(200);
	await until(async () => (await run.read()).done_rows > 0);
	(await boss.post(`import_runs/${run.id}:cancel`, {})).is(200);
});

test('what waits while its asker leaves is refused when its turn comes, not forgotten', async (t) => {
	const { server, api, boss, workspace_id } = await start(t);
	const agent = await server.addMember({ workspace_id, role: 'agent', name: 'Asha' });
	const run = await running(agent, api);
	await server.kill();
	await server.start();
	(await boss.patch(`members/${await idOf(api, 'Asha')}`, { role: 'viewer' })).is(200);
	await stops(run, api, 'Whoever started it may no longer do such work.', 10_000); // a start lies between
});

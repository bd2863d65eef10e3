// full_disk.test.mjs: on a full disk whoever writes is told so, whoever reads notices nothing, and when
// there is room again all goes on by itself.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { person } from '../dialogues/lib/seed.mjs';
import { owner, startWithOwner } from '../dialogues/lib/server.mjs';
import { Feed } from '../dialogues/lib/ws.mjs';
import { preload } from './preload.mjs';

async function start(t) {
	const folder = mkdtempSync(join(tmpdir(), 'kontor-full-'));
	const flag = join(folder, 'full');
	const world = await startWithOwner({
		build: 'release',
		env: { LD_PRELOAD: preload(t, 'full_disk'), DISK_IS_FULL: flag },
	});
	t.after(async () => {
		rmSync(folder, { recursive: true });
		await world.server.close();
	});
	return { ...world, fill: () => writeFileSync(flag, ''), empty: () => rmSync(flag) };
}

const told = (reply) => {
	const problem = reply.refuses(507, 'storage-full');
	assert.ok(Number(reply.headers['retry-after']) > 0);
	return problem;
};

test('a full disk refuses writes with 507, lets read, and recovers by itself', async (t) => {
	const { server, api, workspace_id, fill, empty } = await start(t);
	const tag = await api.make('tags', { name: 'VIP' });
	const there = await api.make('contacts', { ...person(1), tags: [tag.id] });
	const feed = await Feed.follow(api);
	fill();
	for (let round = 0; round < 3; round++) {
		told(
			await api.post('contacts', person(10 + round), { 'Idempotency-Key': `full ${round}` }),
		);
		told(await api.patch(`contacts/${there.id}`, { name: 'Other' }));
		told(await api.delete(`contacts/${there.id}`));
		told(await api.post('contacts:batch', { items: [{ op: 'create', body: person(20) }] }));
		told(
			await api.post('import_runs?name=people.csv', 'Name,Phone\nAna,+5511987654321\n', {
				'Content-Type': 'text/csv',
			}),
		);
	}
	assert.equal((await api.get(`contacts/${there.id}`)).is(200).name, there.name);
	assert.equal((await api.get('contacts')).is(200).items.length, 1);
	assert.equal(
		(await api.get(`search?q=${encodeURIComponent(there.name)}`)).is(200).items.length,
		1,
	);
	assert.equal((await server.client().get('/healthz')).status, 200);
	told(await server.client().post('session', { email: owner.email, password: owner.password }));

	empty();
	const added = [];
	for (let round = 0; round < 3; round++)
		added.push(
			(
				await api.post('contacts', person(10 + round), {
					'Idempotency-Key': `full ${round}`,
				})
			).is(201).id,
		);
	await server.client().signIn(owner);
	await feed.change(({ id }) => id === added[2]);
	await server.restart();
	assert.equal((await api.get('contacts:count')).is(200).count, 4);
	assert.deepEqual((await api.get('import_runs')).is(200).items, []);
	const check = (await server.admin.get(`/admin/v1/workspaces/${workspace_id}:check`)).is(200);
	assert.deepEqual([check.integrity, check.recount, check.audit_broken_at], ['ok', '', 0]);
});

test('a server killed on a full disk comes back with all that was acknowledged', async (t) => {
	const { server, api, workspace_id, fill, empty } = await start(t);
	const ids = [];
	for (let n = 0; n < 50; n++) ids.push((await api.make('contacts', person(n))).id);
	fill();
	const crowd = Array.from({ length: 8 }, async (_, n) => {
		const { status } = await api.post('contacts', person(100 + n));
		assert.equal(status, 507);
	});
	await Promise.all(crowd);
	await server.kill();
	empty();
	await server.start();
	const there = new Set((await api.all('contacts')).map(({ id }) => id));
	assert.deepEqual(
		ids.filter((id) => !there.has(id)),
		[],
	);
	assert.equal(there.size, ids.length);
	const check = (await server.admin.get(`/admin/v1/workspaces/${workspace_id}:check`)).is(200);
	assert.equal(check.integrity, 'ok');
});

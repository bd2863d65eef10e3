// How much one token may ask for: a budget a minute, told with every answer, refused with 429 beyond it; one
// that floods does not slow another.
import assert from 'node:assert/strict';
import test from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';

async function start(t, perMinute, more = {}) {
	const world = await startWithOwner({ args: ['--api-cost-per-minute', String(perMinute)], ...more });
	t.after(() => world.server.close());
	return world;
}

const budget = ({ headers }) =>
	['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => Number(headers[name]));

test('each answer says what is left; at the end of it comes 429 with the time to wait', async (t) => {
	const { api } = await start(t, 30);
	const first = await api.get('tags');
	first.is(200);
	assert.deepEqual(budget(first), [30, 29, 2]);
	assert.deepEqual(budget(await api.get('search?q=x')).slice(0, 2), [30, 27], 'a search costs two');
	const missing = await api.get('tags/01900000-0000-7000-8000-000000000000');
	missing.refuses(404, 'not-found');
	assert.equal(budget(missing)[1], 26, 'what is refused costs as well');
	let reply;
	for (let n = 0; n < 40 && (reply = await api.get('tags')).status === 200; n++);
	const problem = reply.refuses(429, 'too-many-requests');
	assert.match(problem.detail, /wait/);
	assert.ok(Number(reply.headers['retry-after']) >= 1 && Number(reply.headers['retry-after']) <= 3);
	assert.equal(budget(reply)[1], 0);
});

test('a batch costs by its items; a browser has four times as much; the operator is not limited', async (t) => {
	const { server, api, workspace_id } = await start(t, 200);
	const items = Array.from({ length: 500 }, (_, n) => ({ op: 'create', body: { name: `tag ${n}` } }));
	const reply = await api.post('tags:batch', { items });
	reply.is(200);
	assert.equal(budget(reply)[1], 200 - 1 - 50);
	const { client } = await server.client().signIn(owner, workspace_id);
	assert.equal(budget(await client.get('tags'))[0], 800);
	for (let n = 0; n < 30; n++)
		assert.equal((await server.admin.get('/admin/v1/workspaces')).headers['ratelimit-limit'], undefined);
	assert.equal((await server.client().get('meta')).headers['ratelimit-limit'], undefined);
});

test('0 is no limit, and says so by saying nothing', async (t) => {
	const { api } = await start(t, 0);
	for (let n = 0; n < 50; n++) assert.equal((await api.get('tags')).headers['ratelimit-limit'], undefined);
});

test('one token that floods does not slow another by more than a tenth', async (t) => {
	const { server, api, workspace_id } = await start(t, 1500, { build: 'release' });
	const calm = await server.token({ workspace_id });
	const time = async () => {
		const took = [];
		for (let n = 0; n < 400; n++) {
			const from = process.hrtime.bigint();
			(await calm.get('tags')).is(200);
			took.push(Number(process.hrtime.bigint() - from) / 1e6);
			await new Promise((resolve) => setImmediate(resolve));
		}
		return took.sort((a, b) => a - b)[200];
	};
	while ((await api.get('search?q=x')).status === 200); // its budget is gone
	await time();
	const alone = await time();
	let flooding = true,
		refused = 0;
	const flood = async () => {
		for (; flooding; await new Promise((resolve) => setTimeout(resolve, 1)))
			refused += (await api.get('search?q=x')).status === 429;
	};
	const floods = [flood(), flood()];
	const beside = await time();
	flooding = false;
	await Promise.all(floods);
	assert.ok(refused > 20, `${refused} refused`);
	// Both are measured in one process on a shared machine: a tenth, and half a millisecond for its own work.
	assert.ok(beside <= alone * 1.1 + 0.5, `${alone} ms alone, ${beside} ms beside a flood`);
});

// faults.test.mjs: writes, syncs, reads and opens of the whole server fail, one in each run, while people
// work: it neither crashes nor promises what it does not keep, and it comes back.
//
// Every single one below a cell is swept by src/cell/sweep_test.c; here a few stand for all, in the
// server as a whole (KONTOR_SOAK: all of them), stores of accounts and uploads included.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { person } from '../dialogues/lib/seed.mjs';
import { Server, owner, startWithOwner } from '../dialogues/lib/server.mjs';

// The calls that fail: the short form takes these, the long one all up to the last of them.
const nth = {
	write: [1, 2, 3, 5, 8, 13, 21, 34, 55, 89],
	sync: [1, 2, 3, 5, 8, 13],
	read: [1, 4, 16, 64],
	open: [1, 3, 5, 7, 9],
};

const numbersOf = (kind) =>
	process.env.KONTOR_SOAK ? Array.from({ length: nth[kind].at(-1) }, (_, i) => i + 1) : nth[kind];

/** A folder with an owner and some rows, made without faults and copied for each run. */
async function prepare(t) {
	const world = await startWithOwner();
	t.after(() => world.server.close());
	for (let n = 0; n < 5; n++) await world.api.make('contacts', person(n));
	const { token, workspace } = world.api;
	await world.server.stop();
	return { dir: world.server.dir, token, workspace_id: workspace };
}

/** What was promised, and how often something was refused. */
const nothingKept = () => ({ contacts: new Map(), gone: new Set(), runs: new Set(), refusals: 0 });

/** What people do; each answer is a promise or a refusal that says so. */
async function work(server, api) {
	const kept = nothingKept();
	const ask = async (what, keep) => {
		const reply = await what();
		assert.ok(
			reply.status < 300 || [500, 503, 507].includes(reply.status),
			`${reply.what}: ${reply.status} ${reply.text}`,
		);
		if (reply.status < 300) keep(reply);
		else kept.refusals++;
		return reply.status < 300 ? reply.json : null;
	};
	const create = (n) =>
		ask(
			() => api.post('contacts', person(n)),
			({ json }) => kept.contacts.set(json.id, json.name),
		);
	const first = await create(100);
	await Promise.all([create(101), create(102), create(103)]);
	if (first) {
		await ask(
			() => api.patch(`contacts/${first.id}`, { name: 'Renamed' }),
			() => kept.contacts.set(first.id, 'Renamed'),
		);
		await ask(
			() => api.post('notes', { contact_id: first.id, text: 'blue' }),
			() => {},
		);
		await ask(
			() => api.delete(`contacts/${first.id}`),
			() => kept.contacts.delete(first.id) && kept.gone.add(first.id),
		);
	}
	await ask(
		() =>
			api.post('import_runs?name=a.csv', 'Name,Phone\nAna,+5511987654321\n', {
				'Content-Type': 'text/csv',
			}),
		({ json }) => kept.runs.add(json.id),
	);
	await ask(
		() => server.client().post('session', { email: owner.email, password: owner.password }),
		() => {},
	);
	await ask(
		() => api.get('contacts'),
		() => {},
	);
	await ask(
		() => api.get('search?q=blue'),
		() => {},
	);
	return kept;
}

async function missing(api, kept) {
	const lost = [];
	for (const [id, name] of kept.contacts) {
		const reply = await api.get(`contacts/${id}`);
		if (reply.status !== 200 || reply.json.name !== name)
			lost.push(`${id}: ${reply.status}, not ${name}`);
	}
	for (const id of kept.gone)
		if ((await api.get(`contacts/${id}`)).status !== 404) lost.push(`${id} is back`);
	for (const id of kept.runs)
		if ((await api.get(`import_runs/${id}`)).status !== 200) lost.push(`run ${id}`);
	return lost;
}

/** Works until the fault has struck or not, then without it: all promises are kept. */
async function run({ dir, token, workspace_id }, fault) {
	const server = new Server({ dir, env: { KONTOR_FAULT: fault } });
	const api = server.client({ token, workspace: workspace_id });
	let kept = nothingKept();
	try {
		await server.start();
	} catch {
		server.judge(); // it may refuse to start, in words
		kept.refusals++;
	}
	if (server.running) {
		kept = await work(server, api);
		await server.stop();
	}
	server.env = {};
	await server.start();
	assert.deepEqual(await missing(api, kept), [], fault);
	await api.make('contacts', person(900)); // and it works again
	const check = (await server.admin.get(`/admin/v1/workspaces/${workspace_id}:check`)).is(200);
	assert.deepEqual([check.integrity, check.recount, check.audit_broken_at], ['ok', '', 0], fault);
	await server.stop();
	return kept;
}

for (const kind of Object.keys(nth))
	for (const error of kind === 'write' ? ['EIO', 'ENOSPC'] : ['EIO'])
		test(`one ${kind} fails with ${error}: no crash, no false promise, and all is well afterwards`, async (t) => {
			const made = await prepare(t);
			let promises = 0;
			let refusals = 0;
			for (const n of numbersOf(kind)) {
				const dir = join(mkdtempSync(join(tmpdir(), 'kontor-fault-')), 'data');
				cpSync(made.dir, dir, { recursive: true });
				const kept = await run({ ...made, dir }, `${kind}:${n}:1:${error}`);
				promises += kept.contacts.size;
				refusals += kept.refusals;
				rmSync(join(dir, '..'), { recursive: true });
			}
			assert.ok(promises > 0, 'nothing was ever promised');
			assert.ok(refusals > 0, 'nothing ever failed');
		});

// kill.test.mjs: what was acknowledged survives kill -9 at any moment, and nothing is left half done.
// Short: 20 kills; KONTOR_SOAK: 1,000. The same rounds, run on a server with the planted mistake
// "answers before COMMIT", must not pass.
import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import { test } from 'node:test';
import { chance, phone } from '../dialogues/lib/seed.mjs';
import { startWithOwner } from '../dialogues/lib/server.mjs';
import { preload } from './preload.mjs';

const rounds = process.env.KONTOR_SOAK ? 1000 : 20;
const clients = 12;

/** Everything that clients were promised; what they were not is allowed to be there or not. */
class Promised {
	contacts = new Map(); // id → name that was acknowledged last
	maybe = new Map(); // id → names that were sent and not answered
}

/** One client: creates with identities and a tag, renames, and notes only what was answered. */
async function work(api, promised, tag, random, from, going) {
	const mine = [];
	for (let n = from; going(); n += clients) {
		try {
			if (mine.length > 0 && random() < 0.3) {
				const id = mine[Math.floor(random() * mine.length)];
				const name = `Renamed ${n}`;
				promised.maybe.set(id, [...(promised.maybe.get(id) ?? []), name]);
				const reply = await api.patch(`contacts/${id}`, { name });
				if (reply.status !== 200) continue;
				promised.contacts.set(id, name);
				promised.maybe.delete(id);
			} else {
				const body = {
					name: `Person ${n}`,
					identities: [{ kind: 'phone', value: phone(n) }],
					tags: [tag],
				};
				const reply = await api.post('contacts', body, { 'Idempotency-Key': `k${n}` });
				if (reply.status !== 201) continue;
				mine.push(reply.json.id);
				promised.contacts.set(reply.json.id, body.name);
			}
		} catch {
			// the server is gone: what was under way was not promised
		}
	}
}

/** What of the promises is not there. */
async function lostOf(api, promised) {
	const lost = [];
	for (const [id, name] of promised.contacts) {
		const reply = await api.get(`contacts/${id}`);
		const allowed = [name, ...(promised.maybe.get(id) ?? [])];
		if (reply.status !== 200) lost.push(`${id} is ${reply.status}`);
		else if (!allowed.includes(reply.json.name))
			lost.push(`${id} says ${reply.json.name}, not ${allowed}`);
		else if (reply.json.identities.length !== 1 || reply.json.tags.length !== 1)
			lost.push(`${id} lacks a part`);
		else (promised.contacts.set(id, reply.json.name), promised.maybe.delete(id));
	}
	return lost;
}

/** New contacts that the feed does not tell of. */
async function unheardOf(world, promised, known) {
	const heard = new Set();
	for (let more = true; more;) {
		const { seq, items } = (await world.api.get(`changes?since=${world.seq}&limit=500`)).is(
			200,
		);
		for (const { record, id } of items) if (record === 'contacts') heard.add(id);
		more = seq > world.seq;
		world.seq = seq;
	}
	return [...promised.contacts.keys()]
		.filter((id) => !known.has(id) && !heard.has(id))
		.map((id) => `${id} is no news`);
}

async function round(world, promised, random, from) {
	let going = true;
	const known = new Set(promised.contacts.keys());
	const crowd = Array.from({ length: clients }, (_, i) =>
		work(world.api, promised, world.tag, random, from + i, () => going),
	);
	await later(30 + random() * 250);
	await world.server.kill();
	going = false;
	await Promise.all(crowd);
	await world.server.start();
	const lost = await lostOf(world.api, promised);
	lost.push(...(await unheardOf(world, promised, known)));
	const check = (
		await world.server.admin.get(`/admin/v1/workspaces/${world.workspace_id}:check`)
	).is(200);
	return { lost, check };
}

async function start(t, options) {
	const world = await startWithOwner(options);
	t.after(() => world.server.close());
	world.seq = 0; // of the feed, as far as it was followed
	world.tag = (await world.api.post('tags', { name: 'Crowd' })).is(201).id;
	return world;
}

test(`nothing that was acknowledged is lost in ${rounds} kills under load`, async (t) => {
	const world = await start(t, {
		build: 'release',
		env: { LD_PRELOAD: preload(t, 'slow_write') },
	}); // kills land inside of transactions
	const promised = new Promised();
	const random = chance(20261125);
	for (let n = 0; n < rounds; n++) {
		const { lost, check } = await round(world, promised, random, n * 100_000);
		assert.deepEqual(lost, [], `round ${n}`);
		assert.equal(check.integrity, 'ok', `round ${n}`);
		assert.equal(check.recount, '', `round ${n}`);
		assert.equal(check.audit_broken_at, 0, `round ${n}`);
	}
	assert.ok(
		promised.contacts.size > rounds,
		`${promised.contacts.size} promises are too few to mean anything`,
	);
	const tags = (await world.api.get('tags')).is(200).items;
	assert.ok(tags[0].contact_count >= promised.contacts.size);
});

test('the same rounds catch a server that answers before COMMIT', async (t) => {
	const world = await start(t, { build: 'asan' });
	world.server.env = { KONTOR_FAULT: 'early_answer:1:1000000000' };
	await world.server.restart();
	const promised = new Promised();
	const random = chance(7);
	let caught = false;
	for (let n = 0; n < 20 && !caught; n++) {
		const { lost } = await round(world, promised, random, n * 100_000);
		caught = lost.length > 0;
	}
	assert.ok(caught, 'the planted mistake went unseen');
});

// GET /changes: what happened since a position, so that a copy can be kept up with plain requests.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { chance, makePeople, pick } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

const page = async (params = {}) => (await api.get(`changes${query(params)}`)).is(200);

async function walk(from, { epoch, limit = 500 } = {}) {
	const items = [];
	let seq = from;
	for (;;) {
		const got = await page({ since: seq, epoch, limit });
		items.push(...got.items);
		if (got.seq === seq) return { items, seq };
		seq = got.seq;
	}
}

test('every change has a position, in order, with the row as it is now', async () => {
	const start = await page();
	assert.match(start.epoch, /^[0-9a-f-]{36}$/);
	const { seq } = await walk(0);
	const tag = await api.make('tags', { name: 'told' });
	const contact = await api.make('contacts', { name: 'Ana', tags: [tag.id] });
	(await api.patch(`contacts/${contact.id}`, { company: 'Aurora' })).is(200);
	const { items } = await walk(seq);
	const positions = items.map((one) => one.seq);
	assert.deepEqual(
		positions,
		[...positions].sort((a, b) => a - b),
	);
	assert.ok(positions.every((position) => position > seq));
	const mine = items.findLast(({ id }) => id === contact.id);
	assert.deepEqual(
		[mine.record, mine.op, mine.row],
		['contacts', 'put', (await api.get(`contacts/${contact.id}`)).is(200)],
	);
	assert.ok(mine.fields.includes('company'));
	const tagged = items.findLast(({ id }) => id === tag.id);
	assert.deepEqual([tagged.record, tagged.row.contact_count], ['tags', 1]);
});

test('several changes of one row come as one, with all the fields that changed', async () => {
	const contact = await api.make('contacts', { name: 'Bo' });
	const { seq } = await walk(0);
	(await api.patch(`contacts/${contact.id}`, { company: 'A' })).is(200);
	(await api.patch(`contacts/${contact.id}`, { job_title: 'B' })).is(200);
	(await api.patch(`contacts/${contact.id}`, { company: 'C' })).is(200);
	const { items } = await page({ since: seq });
	assert.equal(items.length, 1);
	assert.deepEqual(
		['company', 'job_title'].filter((name) => !items[0].fields.includes(name)),
		[],
	);
	assert.ok(!items[0].fields.includes('name'));
	assert.equal(items[0].row.company, 'C');
	(await api.delete(`contacts/${contact.id}`)).is(204);
	const gone = (await page({ since: seq })).items;
	assert.deepEqual(
		gone.map(({ id, op, row }) => [id, op, row]),
		[[contact.id, 'gone', undefined]],
	);
	(await api.post(`contacts/${contact.id}:restore`)).is(200);
	assert.deepEqual(
		(await page({ since: seq })).items.map(({ id, op }) => [id, op]),
		[[contact.id, 'put']],
	);
});

test('a copy that follows in pages of any size ends up equal to the store', async () => {
	const random = chance(5);
	const people = await makePeople(api, 40);
	const tags = [];
	for (let i = 0; i < 5; i++) tags.push((await api.make('tags', { name: `t${i}` })).id);
	let seq = 0;
	const copy = new Map();
	for (let round = 0; round < 12; round++) {
		for (let i = 0; i < 15; i++) {
			const id = pick(random, people);
			const what = random();
			if (what < 0.4) await api.patch(`contacts/${id}`, { name: `n${round}.${i}` });
			else if (what < 0.6) await api.post('contact_tags', { contact_id: id, tag_id: pick(random, tags) });
			else if (what < 0.75) await api.delete(`contacts/${id}`);
			else if (what < 0.9) await api.post(`contacts/${id}:restore`);
			else await api.post('notes', { contact_id: id, text: `note ${i}` });
		}
		const limit = 1 + Math.floor(random() * 30);
		const got = await walk(seq, { limit });
		for (const { record, id, op, row } of got.items)
			if (op === 'put') copy.set(`${record}/${id}`, row);
			else copy.delete(`${record}/${id}`);
		seq = got.seq;
	}
	for (const record of ['contacts', 'tags']) {
		const rows = await api.all(
			record,
			record === 'contacts' ? { with: 'identities,tags,custom', sort: 'id' } : { sort: 'id' },
		);
		const mine = [...copy]
			.filter(([key]) => key.startsWith(`${record}/`))
			.map(([, row]) => row)
			.sort((a, b) => (a.id < b.id ? -1 : 1));
		assert.deepEqual(
			mine,
			rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
		);
	}
});

test('positions go on after a restart and a power cut, in the same epoch', async () => {
	const { epoch } = await page();
	const { seq } = await walk(0);
	const tag = await api.make('tags', { name: 'restart' });
	await server.restart();
	const after = await page({ since: seq, epoch });
	assert.deepEqual(
		after.items.map(({ id }) => id),
		[tag.id],
	);
	await api.make('tags', { name: 'cut' });
	await server.kill();
	await server.start();
	const cut = await page({ since: after.seq, epoch });
	assert.deepEqual(
		cut.items.map(({ row }) => row.name),
		['cut'],
	);
	assert.equal(cut.epoch, epoch);
	assert.equal((await page({ since: cut.seq, epoch })).seq, cut.seq);
});

test('another epoch, or a position that is not there yet, means: load everything again', async () => {
	const { epoch } = await page();
	const { seq } = await walk(0);
	for (const params of [
		{ since: seq, epoch: '01900000-0000-7000-8000-000000000000' },
		{ since: seq, epoch: 'x' },
		{ since: seq + 1, epoch },
		{ since: -1, epoch },
		{ since: 2 ** 52 },
	])
		(await api.get(`changes${query(params)}`)).refuses(410, 'gone');
	for (const params of [{ since: 'x' }, { since: '' }, { since: 1.5 }, { limit: 0 }, { limit: 501 }, { limit: 'x' }])
		(await api.get(`changes${query(params)}`)).refuses(400, 'bad-query');
});

test('what is written to a refused request is never told', async () => {
	const { seq } = await walk(0);
	await api.post('tags', { name: 'restart' });
	await api.post('contacts', { name: 'x', identities: [{ kind: 'phone', value: 'x' }] });
	await api.post('contacts:batch', {
		items: [{ body: { name: '' } }, { op: 'delete', id: '01900000-0000-7000-8000-000000000000' }],
	});
	assert.deepEqual(await walk(seq), { items: [], seq });
});

test('saying what is there already is no change', async () => {
	const contact = await api.make('contacts', { name: 'Same', company: 'Same' });
	const { seq } = await walk(0);
	(await api.patch(`contacts/${contact.id}`, { name: 'Same', company: 'Same' })).is(200);
	assert.deepEqual((await walk(seq)).items, []);
});

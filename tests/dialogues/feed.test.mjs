// The live feed: a socket opened with a single-use ticket; hello, every change as it happens, and
// what was missed while away.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { chance, makeMany, makePeople, pick } from './lib/seed.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { FEED_PROTOCOL, Feed, WebSocket } from './lib/ws.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

const ticket = async (client = api) => (await client.post('feed_tickets')).is(200).ticket;
const lastSeq = async () => {
	const feed = await Feed.follow(api);
	await feed.close();
	return feed.seq;
};

test('hello says where the server stands; then each change, with its row, within a second', async () => {
	const feed = await Feed.follow(api);
	assert.equal(feed.ws.protocol, FEED_PROTOCOL);
	assert.deepEqual(Object.keys(feed.frames[0]), ['hello']);
	const tag = await api.make('tags', { name: 'live' });
	const contact = await api.make('contacts', { name: 'Ana', tags: [tag.id] });
	const put = await feed.change(({ id }) => id === contact.id, 1000);
	assert.deepEqual(put.row, (await api.get(`contacts/${contact.id}`)).is(200));
	(await api.delete(`contacts/${contact.id}`)).is(204);
	const gone = await feed.change(({ id, op }) => id === contact.id && op === 'gone', 1000);
	assert.deepEqual(Object.keys(gone).sort(), ['id', 'op', 'record', 'seq']);
	await feed.close();
});

test('a ticket opens once, soon, and only with our protocol', async () => {
	const used = await ticket();
	const opened = await Feed.open(api, used);
	assert.equal(opened.status, 101);
	assert.equal((await Feed.open(api, used)).status, 401);
	await opened.ws.close();
	const fresh = await ticket();
	assert.equal((await Feed.open(api, fresh, { protocols: [fresh] })).status, 401);
	assert.equal((await Feed.open(api, fresh, { protocols: [FEED_PROTOCOL] })).status, 401);
	assert.equal((await Feed.open(api, fresh, { protocols: [] })).status, 401);
	assert.equal((await Feed.open(api, 'A'.repeat(43))).status, 401);
	assert.equal((await WebSocket.open(api, `/api/v1/feed?ticket=${await ticket()}`, [FEED_PROTOCOL])).status, 401);
	assert.equal(
		(await WebSocket.open(api, '/api/v1/feed', [FEED_PROTOCOL], { Authorization: `Bearer ${api.token}` })).status,
		401,
	);
	(await server.client().post('feed_tickets')).refuses(401, 'unauthorized');
});

test('pages of other sites open no feed, even with a ticket', async () => {
	for (const Origin of ['https://elsewhere.example', 'null'])
		assert.equal((await Feed.open(api, await ticket(), { headers: { Origin } })).status, 403);
	const { client } = await server.client().signIn(owner);
	const feed = await Feed.follow(client, { headers: { Origin: `http://${api.host}` } });
	await feed.close();
});

test('a plain request to the feed is refused, and the line stays usable', async () => {
	const reply = await api.get('feed');
	assert.ok(reply.status >= 400 && reply.status < 500);
	(await api.get('tags')).is(200);
});

test('K23 whoever was away for a while gets what was missed, and then goes on', async () => {
	const feed = await Feed.follow(api);
	const before = await api.make('tags', { name: 'before' });
	await feed.change(({ id }) => id === before.id);
	feed.ws.drop();
	const contact = await api.make('contacts', { name: 'While away' });
	for (let i = 0; i < 30; i++) (await api.patch(`contacts/${contact.id}`, { name: `While away ${i}` })).is(200);
	const fleeting = await api.make('tags', { name: 'fleeting' });
	(await api.delete(`tags/${fleeting.id}`)).is(204);
	const back = await Feed.follow(api, { since: feed.seq, epoch: feed.epoch });
	const put = await back.change(({ id }) => id === contact.id);
	assert.equal(put.row.name, 'While away 29');
	assert.equal(back.changes.filter(({ id }) => id === contact.id).length, 1, 'the last state, once');
	assert.deepEqual(
		back.changes.filter(({ id }) => id === fleeting.id).map(({ op }) => op),
		['gone'],
	);
	assert.ok(!back.changes.some(({ id }) => id === before.id), 'nothing that was known already');
	const later = await api.make('tags', { name: 'later' });
	await back.change(({ id }) => id === later.id);
	await back.close();
});

test('whoever was away too long, or comes from another life of the store, is told to load anew', async () => {
	const { seq, epoch } = await Feed.follow(api).then(async (feed) => (await feed.close(), feed));
	await makePeople(api, 550, (i) => ({ identities: [], name: `many ${i}` }));
	for (const from of [
		{ since: seq, epoch },
		{ since: seq, epoch: '01900000-0000-7000-8000-000000000000' },
		{ since: 2 ** 50, epoch },
		{ since: 'x', epoch },
		{ since: -1, epoch },
	]) {
		const feed = await Feed.follow(api, from);
		const { reload } = await feed.frame((frame) => frame.reload !== undefined);
		assert.equal(reload, null, 'everything');
		await feed.close();
	}
	const now = await lastSeq();
	const feed = await Feed.follow(api, { since: now, epoch });
	assert.deepEqual(feed.changes, []);
	await feed.close();
});

test('a great many changes at once come as one word: load these records again', async () => {
	const feed = await Feed.follow(api);
	const ids = await makeMany(
		api,
		'tags',
		Array.from({ length: 300 }, (_, i) => ({ name: `flood ${i}` })),
	);
	const frame = await feed.frame((one) => one.reload !== undefined);
	assert.deepEqual(frame.reload, ['tags']);
	assert.ok(frame.seq >= ids.length && !feed.changes.some(({ id }) => id === ids[0]));
	const tag = await api.make('tags', { name: 'after the flood' });
	await feed.change(({ id }) => id === tag.id);
	await feed.close();
});

test('a reader too slow for the feed loses frames, is told so, and goes on', async () => {
	const feed = await Feed.follow(api);
	feed.ws.pause();
	const [id] = await makePeople(api, 1, () => ({ identities: [] }));
	const wide = 'x'.repeat(200);
	for (let i = 0; i < 24; i++)
		await makeMany(
			api,
			'notes',
			Array.from({ length: 50 }, (_, k) => ({ contact_id: id, text: `${i} ${k} ${wide.repeat(90)}` })),
		);
	feed.ws.resume();
	const frame = await feed.frame((one) => one.reload !== undefined);
	assert.equal(frame.reload, null);
	const tag = await api.make('tags', { name: 'awake again' });
	await feed.change(({ id: one }) => one === tag.id);
	await feed.close();
});

test('what a client says is ignored; what is no WebSocket closes the line', async () => {
	const feed = await Feed.follow(api);
	feed.ws.send('{"hello":"server"}');
	feed.ws.send('x'.repeat(1000));
	const tag = await api.make('tags', { name: 'said' });
	await feed.change(({ id }) => id === tag.id);
	feed.ws.socket.write(Buffer.from([0x81, 0x05, 104, 101, 108, 108, 111])); // not masked
	assert.equal(await feed.ws.closed(), 1002);
});

test('a feed that followed everything holds what the store holds', async () => {
	const feeds = await Promise.all([Feed.follow(api), Feed.follow(api), Feed.follow(api)]);
	const random = chance(21);
	const people = await makeMany(
		api,
		'contacts',
		Array.from({ length: 30 }, (_, i) => ({ name: `p${i}` })),
	);
	const work = Array.from({ length: 300 }, async (_, i) => {
		const id = pick(random, people);
		const what = random();
		if (what < 0.5) return api.patch(`contacts/${id}`, { name: `n${i}` });
		if (what < 0.7) return api.delete(`contacts/${id}`);
		if (what < 0.9) return api.post(`contacts/${id}:restore`);
		return api.post('contact_identities', { contact_id: id, kind: 'email', value: `i${i}@example.test` });
	});
	await Promise.all(work);
	const seq = await lastSeq();
	const rows = new Map((await api.all('contacts', { with: 'identities,tags,custom' })).map((row) => [row.id, row]));
	for (const feed of feeds) {
		await feed.reaches(seq);
		for (const id of people) assert.deepEqual(feed.rows.get(`contacts/${id}`), rows.get(id));
		const positions = feed.changes.map((one) => one.seq);
		assert.deepEqual(
			positions,
			[...positions].sort((a, b) => a - b),
			'in order',
		);
		await feed.close();
	}
});

test("another workspace's changes are never heard", async () => {
	const { workspace_id } = await server.addUser({ workspace: 'Zweite' });
	const other = await server.token({ workspace_id });
	const [mine, theirs] = [await Feed.follow(api), await Feed.follow(other)];
	const [a, b] = [await api.make('tags', { name: 'mine only' }), await other.make('tags', { name: 'theirs only' })];
	await mine.change(({ id }) => id === a.id);
	await theirs.change(({ id }) => id === b.id);
	assert.ok(!mine.changes.some(({ id }) => id === b.id) && !theirs.changes.some(({ id }) => id === a.id));
	assert.notEqual(mine.epoch, theirs.epoch);
	await Promise.all([mine.close(), theirs.close()]);
});

test('sockets that come and go leave nothing behind', async () => {
	for (let round = 0; round < 5; round++)
		await Promise.all(
			Array.from({ length: 8 }, async (_, i) => {
				const feed = await Feed.follow(api);
				if (i % 2) feed.ws.drop();
				else await feed.close();
			}),
		);
	await until(async () => /^kontor_feed_sockets 0$/m.test((await server.admin.get('/metrics')).text));
});

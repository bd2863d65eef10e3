// Threats 13 and 18, and work without bounds: whatever a member sends or asks for, one request costs a
// bounded amount of memory and time, is refused in words, and never ends in a 5xx.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { makeChats, makePeople, message } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const megabyte = 1 << 20;
const long = '🙂'.repeat(65_536); // 256 kB of UTF-8: the longest text of a message

let server, api, workspace_id, chat_id;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	const people = await makePeople(api, 3);
	({ chats: [chat_id] } = await makeChats(api, people));
});
after(() => server.close());

const calm = (reply, allowed = [200, 201, 400, 404, 409, 413, 422]) =>
	assert.ok(allowed.includes(reply.status), `${reply.what.slice(0, 300)}: ${reply.status} ${reply.text.slice(0, 300)}`);

test('a page of the longest messages stays small, and the pages together are whole', async () => {
	const ids = [];
	for (let i = 0; i < 60; i++) ids.push((await api.make('messages', message(chat_id, 1_790_000_000_000 + i, `${i} ${long.slice(8)}`))).id);
	const walked = [];
	let pages = 0;
	for (let after; ; pages++) {
		const reply = await api.get(`messages${query({ chat_id, limit: 200, sort: 'at', after })}`, { 'Accept-Encoding': 'identity' });
		const { items, next } = reply.is(200);
		assert.ok(reply.bytes.length < 6 * megabyte, `${reply.bytes.length} bytes`);
		assert.ok(items.length > 0);
		walked.push(...items.map(({ id }) => id));
		if (next === null) break;
		after = next;
	}
	assert.ok(pages >= 2);
	assert.deepEqual(walked, ids);
	const found = await api.get(`search${query({ q: '1', records: 'messages', limit: 100 })}`);
	found.is(200);
	assert.ok(found.bytes.length < 6 * megabyte);
});

test('so do the pages of the feed\'s past and of history', async () => {
	const seen = new Set();
	for (let since = 0; ;) {
		const reply = await api.get(`changes${query({ since, limit: 500 })}`, { 'Accept-Encoding': 'identity' });
		const { items, seq } = reply.is(200);
		assert.ok(reply.bytes.length < 6 * megabyte, `${reply.bytes.length} bytes`);
		for (const { id } of items) seen.add(id);
		if (seq === since) break;
		since = seq;
	}
	for (const { id } of await api.all('messages', { chat_id, fields: 'id' })) assert.ok(seen.has(id));
	const [one] = (await api.get(`messages${query({ chat_id, limit: 1 })}`)).is(200).items;
	for (let i = 0; i < 40; i++) (await api.patch(`messages/${one.id}`, { text: `${i} ${long.slice(8)}` })).is(200);
	let n = 0;
	for (let after; ;) {
		const reply = await api.get(`history${query({ record: 'messages', row_id: one.id, limit: 200, after })}`, { 'Accept-Encoding': 'identity' });
		const { items, next } = reply.is(200);
		assert.ok(reply.bytes.length < 6 * megabyte, `${reply.bytes.length} bytes`);
		n += items.length;
		if (next === null) break;
		after = next;
	}
	assert.equal(n, 40);
});

test('a socket that missed too much to be told at once loads anew', async () => {
	const { epoch } = (await api.get('changes')).is(200);
	const feed = await Feed.follow(api, { since: 0, epoch });
	await feed.frame((frame) => frame.reload !== undefined);
	await feed.close();
});

test('a contact takes no flood of parts in one request', async () => {
	const identities = Array.from({ length: 201 }, (_, i) => ({ kind: 'email', value: `a${i}@example.test` }));
	assert.deepEqual((await api.post('contacts', { name: 'Flood', identities })).flaws(), ['/identities too_long']);
	assert.deepEqual((await api.post('contacts', { name: 'Flood', tags: Array(201).fill(missing) })).flaws(), ['/tags too_long']);
	calm(await api.post('contacts', { name: 'Flood', custom: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i])) }));
	calm(await api.post('contacts', JSON.stringify({ name: 'Flood' }).replace('}', `,${Array.from({ length: 60_000 }, (_, i) => `"u${i}":1`).join(',')}}`)));
	const { errors } = (await api.post('contacts', { name: 'Flood', ...Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`u${i}`, i])) })).refuses(422, 'invalid');
	assert.ok(errors.length <= 32, 'the first complaints are enough');
});

test('batches end at five hundred, and flawed ones answer briefly', async () => {
	(await api.post('tags:batch', { items: Array(501).fill({ op: 'create', body: { name: 'x' } }) })).refuses(413, 'too-large');
	assert.equal((await api.all('tags')).length, 0, 'nothing of a batch that is too long stands');
	const reply = await api.post('tags:batch', { items: Array(500).fill({ op: 'create', body: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`u${i}`, i])) }) });
	for (const { status } of reply.is(200).items) assert.equal(status, 422);
	assert.ok(reply.bytes.length < 4 * megabyte, `${reply.bytes.length} bytes`);
});

test('deep, wide and odd JSON is refused at once', async () => {
	for (const body of [
		'['.repeat(megabyte - 10), `{"a":${'{"a":'.repeat(150_000)}`, `{"name":${'[1,'.repeat(300_000)}`, `{"position":${'9'.repeat(500_000)}}`, `{"position":1e${'9'.repeat(1000)}}`,
		`{"name":"${'\\u0000'.repeat(1000)}"}`, `{"name":"${'\\ud83d\\ude42'.repeat(80_000)}"}`, `{"position":-0.${'0'.repeat(200_000)}1}`,
	])
		calm(await api.post('tags', body), [400, 413, 422]);
});

test('searches that mean mischief find nothing and harm nobody', async () => {
	const words = [
		'"', '""', "'", 'a"b', '*', 'a*', '"*"', '^a', 'NEAR(a b)', 'NEAR/2', 'a AND b', 'a OR b', 'NOT a', '-a', 'text:a', '{a b}:c', '(', ')', '()', 'a)', ';', '--', '/*',
		"' OR 1=1 --", 'x\u0001y', '\u0002\u0003', '％', '%', '_', '\\', 'a\\"', '\u202e', '🙂', 'ﷺ', '\u0301'.repeat(2000), 'a'.repeat(6000), 'a '.repeat(3000), '1'.repeat(3000),
		'1 '.repeat(3000), '"a '.repeat(2000), '我'.repeat(1500), 'a-'.repeat(2500), '-'.repeat(5000), '+'.repeat(5000), `${'é'.repeat(1200)}`, 'I'.repeat(500), 'ǆ'.repeat(1000),
	];
	for (const q of words) calm(await api.get(`search${query({ q })}`), [200, 400]);
	(await api.get('search?q=%ff')).refuses(400, 'bad-query');
	(await api.get('search')).refuses(400, 'bad-query');
});

test('cursors are judged before they are used', async () => {
	const { next } = (await api.get(`contacts${query({ limit: 1, sort: 'name' })}`)).is(200);
	const forged = [
		'', 'x', '%00', '.', '=', 'A'.repeat(3000), '-1', '1.1', 'null', next.slice(0, -1), `${next}A`, next.slice(1), next.toLowerCase(),
		...Array.from({ length: 60 }, (_, i) => randomBytes(1 + i * 3).toString('base64url')),
		...Array.from({ length: 60 }, () => {
			const bytes = Buffer.from(next, 'base64url');
			bytes[Math.floor(Math.random() * bytes.length)] ^= 1 << Math.floor(Math.random() * 8);
			return bytes.toString('base64url');
		}),
	];
	for (const after of forged)
		for (const path of [`contacts${query({ sort: 'name', after })}`, `contacts${query({ after })}`, `messages${query({ chat_id, after })}`])
			calm(await api.get(path), [200, 400]);
	for (const path of ['chats', 'tags', 'notes', 'contacts?sort=-name', 'contacts?sort=id'])
		(await api.get(`${path}${path.includes('?') ? '&' : '?'}after=${next}`)).refuses(400, 'bad-cursor');
	for (const after of ['x', '-1.x', '1', `${2n ** 70n}.1`, '.'])
		calm(await api.get(`history${query({ record: 'contacts', row_id: missing, after })}`), [400, 404]);
});

test('a query string holds a bounded number of wishes', async () => {
	const many = (one, n) => Array.from({ length: n }, (_, i) => one(i)).join('&');
	for (const path of [
		`contacts?${many(() => `tags=${missing}`, 13)}`, `contacts?${many(() => `custom.${missing}=x`, 13)}`, `contacts?${many(() => 'company=x', 13)}`,
	])
		(await api.get(path)).refuses(400, 'bad-query');
	for (const path of [
		`contacts?${many(() => `tags=${missing}`, 12)}&${many(() => `custom.${missing}=x`, 12)}&${many(() => 'company=x', 12)}`,
		`contacts?fields=${'name,'.repeat(2500)}name`, `contacts?with=${'tags,'.repeat(2500)}tags`, `contacts?${many((i) => `u${i}=1`, 1500)}`, `contacts?${'&'.repeat(8000)}`,
		`contacts?${many(() => 'limit=1', 1500)}`, `contacts:count?${many(() => 'with=tags', 1000)}`, `changes?since=${'9'.repeat(400)}`, 'changes?since=-1', 'changes?limit=501',
		`search?records=${'contacts,'.repeat(1500)}&q=a`, `history?record=${'a'.repeat(8000)}`, `timeline?contact_id=${'0'.repeat(8000)}`,
	])
		calm(await api.get(path), [200, 400, 404, 410]);
	(await api.get(`contacts?x=${'a'.repeat(20_000)}`)).refuses(431, 'head-too-large');
});

test('keys that make requests repeatable are bounded', async () => {
	(await api.post('tags', { name: 'k' }, { 'Idempotency-Key': 'k'.repeat(201) })).refuses(400, 'bad-request');
	(await api.post('tags', { name: 'k' }, { 'Idempotency-Key': 'k'.repeat(200) })).is(201);
	for (const value of ['"x"', 'W/"1"', '"1", "2"', '-1', '0', `"${2n ** 64n}"`]) calm(await api.patch(`tags/${missing}`, {}, { 'If-Match': value }), [400, 404]);
});

test('one member\'s tickets do not crowd out another\'s, and each opens one socket', async () => {
	const other = await server.token({ workspace_id });
	const { ticket } = (await other.post('feed_tickets')).is(200);
	const flood = [];
	for (let i = 0; i < 1100; i++) flood.push((await api.post('feed_tickets')).is(200).ticket);
	assert.equal(new Set(flood).size, flood.length);
	assert.equal((await Feed.open(api, flood[0])).status, 401, 'the oldest of their own made room');
	const { ws, status } = await Feed.open(other, ticket);
	assert.equal(status, 101);
	assert.equal((await Feed.open(other, ticket)).status, 401, 'used');
	await ws.close();
	for (const made_up of ['', 'x', 'A'.repeat(43), flood.at(-1).slice(1), `${flood.at(-1)}A`])
		assert.notEqual((await Feed.open(api, made_up)).status, 101);
	assert.equal((await Feed.open(api, flood.at(-1), { protocols: [flood.at(-1)] })).status, 401, 'the protocol is named as well');
});

test('nobody holds sockets without end', async () => {
	const one = await server.token({ workspace_id });
	const open = [];
	let refused = 0;
	for (let i = 0; i < 140 && refused === 0; i++) {
		const { ticket } = (await one.post('feed_tickets')).is(200);
		const { status, ws } = await Feed.open(one, ticket);
		if (ws) open.push(ws);
		else refused = status;
	}
	assert.equal(refused, 429);
	assert.ok(open.length >= 64);
	const feed = await Feed.follow(api);
	await Promise.all([feed.close(), ...open.map((ws) => ws.close())]);
});

test('a reader that does not read is told to load anew, and nobody waits for it', async () => {
	const slow = await Feed.follow(api), quick = await Feed.follow(api);
	slow.ws.pause();
	for (let i = 0; i < 400; i++) (await api.post('messages', message(chat_id, 1_790_000_200_000 + i, `${i} ${'y'.repeat(20_000)}`))).is(201);
	const last = await api.make('tags', { name: 'last' });
	await quick.change(({ id }) => id === last.id);
	slow.ws.resume();
	await until(() => slow.take() && slow.frames.some(({ reload }) => reload !== undefined));
	await Promise.all([slow.close(), quick.close()]);
});

test('after all this the server is well', async () => {
	(await api.get('contacts')).is(200);
	server.judge();
});

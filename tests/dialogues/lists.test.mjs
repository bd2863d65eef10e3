// Lists: pages without gaps while rows come and go, filters, orders, cursors, counts.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { chance, makeChats, makeMany, makePeople, message, pick } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';

const at = Date.UTC(2026, 8, 1);
let server, api, people, chats, tags;

before(async () => {
	({ server, api } = await startWithOwner());
	tags = await makeMany(api, 'tags', [{ name: 'red' }, { name: 'blue' }, { name: 'rare' }]);
	const random = chance(7);
	people = await makePeople(api, 300, (i) => ({
		tags: [
			...(random() < 0.5 ? [tags[0]] : []),
			...(random() < 0.5 ? [tags[1]] : []),
			...(i === 77 || i === 299 ? [tags[2]] : []),
		],
		lead_status: pick(random, ['none', 'fresh', 'working']),
		language: random() < 0.3 ? 'pt' : null,
	}));
	({ chats } = await makeChats(api, people.slice(0, 200)));
	await makeMany(
		api,
		'messages',
		chats.flatMap((id, i) => (i % 3 === 0 ? [] : [message(id, at + (i % 50) * 1000, `m${i}`)])),
	);
});
after(() => server.close());

const byId = (a, b) => (a.id < b.id ? -1 : 1);

test('every order is total: walked in pages of any size, each row comes once, in order', async () => {
	const orders = {
		name: (a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) || byId(a, b),
		last_message_at: (a, b) => (a.last_message_at ?? 0) - (b.last_message_at ?? 0) || byId(a, b),
		id: byId,
	};
	const rows = await api.all('contacts', { sort: 'id' });
	assert.equal(rows.length, people.length);
	for (const [sort, compare] of Object.entries(orders))
		for (const sign of ['', '-'])
			for (const limit of [1 + (sort.length % 3) * 60, 200]) {
				const walked = await api.all('contacts', { sort: `${sign}${sort}`, limit });
				const expected = [...rows].sort(compare);
				if (sign) expected.reverse();
				assert.deepEqual(
					walked.map(({ id }) => id),
					expected.map(({ id }) => id),
					`${sign}${sort} by ${limit}`,
				);
			}
	assert.deepEqual(
		await api.all('contacts'),
		await api.all('contacts', { sort: '-last_message_at' }),
		'the default: newest activity first',
	);
});

test('K38 contacts without activity come last, also when the order is turned', async () => {
	const newest = await api.all('contacts', { sort: '-last_message_at', limit: 37 });
	const first = newest.findIndex(({ last_message_at }) => last_message_at === null);
	assert.ok(first > 0 && newest.slice(first).every(({ last_message_at }) => last_message_at === null));
});

test('K38 while messages arrive, a walk over all pages misses no contact that did not itself move', async () => {
	for (const sort of ['-last_message_at', 'name']) {
		const before = await api.all('contacts', { sort });
		const moved = new Set();
		const seen = new Map();
		let n = 0;
		const random = chance(11);
		for (let after; ;) {
			const page = (await api.get(`contacts${query({ sort, limit: 23, after })}`)).is(200);
			for (const { id } of page.items) seen.set(id, (seen.get(id) ?? 0) + 1);
			if (page.next === null) break;
			after = page.next;
			// Something happens between any two pages.
			const i = Math.floor(random() * chats.length);
			await api.make('messages', message(chats[i], Date.now() - 60_000 + n++, `late ${n}`));
			moved.add(people[i]);
			if (n % 7 === 0) (await api.patch(`contacts/${pick(random, people)}`, { job_title: `n${n}` })).is(200);
		}
		for (const { id } of before) {
			if (sort.includes('last') && moved.has(id)) continue;
			assert.equal(seen.get(id), 1, `${id} was seen ${seen.get(id) ?? 0} times by ${sort}`);
		}
	}
});

test('filters select exactly what they say, alone and together', async () => {
	const rows = await api.all('contacts', { with: 'tags' });
	const check = async (params, match) => {
		const got = (await api.all('contacts', params)).map(({ id }) => id);
		assert.deepEqual(
			got.sort(),
			rows
				.filter(match)
				.map(({ id }) => id)
				.sort(),
			JSON.stringify(params),
		);
		assert.equal((await api.get(`contacts:count${query(params)}`)).is(200).count, got.length);
	};
	await check({ tags: tags[0] }, (row) => row.tags.includes(tags[0]));
	await check({ tags: [tags[0], tags[1]] }, (row) => row.tags.includes(tags[0]) && row.tags.includes(tags[1]));
	await check({ tags: tags[2] }, (row) => row.tags.includes(tags[2]));
	await check(
		{ tags: [tags[2], tags[0]], lead_status: 'fresh' },
		(row) => row.tags.includes(tags[2]) && row.tags.includes(tags[0]) && row.lead_status === 'fresh',
	);
	await check(
		{ lead_status: 'working', language: 'pt' },
		(row) => row.lead_status === 'working' && row.language === 'pt',
	);
	await check({ language: '' }, (row) => row.language === null);
	await check({ company: 'Café Aurora' }, (row) => row.company === 'Café Aurora');
	await check({ company: 'café aurora' }, () => false);
	await check(
		{ 'last_message_at.gte': at + 20_000, 'last_message_at.lt': at + 30_000 },
		({ last_message_at: t }) => t !== null && t >= at + 20_000 && t < at + 30_000,
	);
	await check({ 'last_message_at.lt': at + 30_000 }, ({ last_message_at }) => last_message_at !== null && last_message_at < at + 30_000);
	await check({ 'name.gte': 'D', 'name.lt': 'F' }, ({ name }) => name >= 'D' && name < 'F');
	await check({ tags: '01900000-0000-7000-8000-000000000000' }, () => false);
	for (const sort of ['name', '-name', 'last_message_at', '-last_message_at'])
		assert.deepEqual(
			(await api.all('contacts', { tags: tags[0], sort, limit: 31 })).map(({ id }) => id),
			(await api.all('contacts', { sort, with: 'tags' }))
				.filter((row) => row.tags.includes(tags[0]))
				.map(({ id }) => id),
		);
});

test('fields gives what is asked for and the id; with brings parts along', async () => {
	const {
		items: [row],
	} = (await api.get('contacts?limit=1&fields=name,display_phone')).is(200);
	assert.deepEqual(Object.keys(row), ['id', 'name', 'display_phone']);
	const {
		items: [full],
	} = (await api.get('contacts?limit=1&with=identities,tags,custom')).is(200);
	assert.ok(Array.isArray(full.identities) && Array.isArray(full.tags) && typeof full.custom === 'object');
	const {
		items: [lean],
	} = (await api.get('contacts?limit=1')).is(200);
	assert.deepEqual([lean.identities, lean.tags, lean.custom], [undefined, undefined, undefined]);
	const {
		items: [both],
	} = (await api.get('contacts?limit=1&fields=name,tags')).is(200);
	assert.deepEqual(Object.keys(both), ['id', 'name', 'tags']);
});

test('a cursor belongs to its list: forged, cut or taken elsewhere it is refused', async () => {
	const { next } = (await api.get('contacts?sort=name&limit=10')).is(200);
	const uses = [
		`contacts${query({ sort: '-name', after: next })}`,
		`contacts${query({ after: next })}`,
		`tags${query({ after: next })}`,
		`contacts${query({ sort: 'name', after: `${next}A` })}`,
		`contacts${query({ sort: 'name', after: next.slice(0, 20) })}`,
		'contacts?sort=name&after=',
		'contacts?sort=name&after=x',
		`contacts?sort=name&after=${'A'.repeat(3000)}`,
		'contacts?sort=name&after=%F0%9F%8C%BB',
		'contacts?sort=id&after=AAAA',
	];
	for (const path of uses) (await api.get(path)).refuses(400, 'bad-cursor');
	const random = chance(3);
	for (let i = 0; i < 200; i++) {
		const bytes = Buffer.from(next, 'base64url');
		bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8);
		const { status } = await api.get(`contacts${query({ sort: 'name', after: bytes.toString('base64url') })}`);
		assert.ok(status === 200 || status === 400, `a damaged cursor: ${status}`);
	}
});

test('counts are exact', async () => {
	assert.deepEqual((await api.get('contacts:count')).is(200), { count: 300, more: false });
	assert.deepEqual((await api.get('messages:count')).is(200).more, false);
	(await api.get('contacts:count?sort=nothing')).refuses(400, 'bad-query');
});

test('a page that is the last says so, also when it is full', async () => {
	const tagged = (await api.get(`contacts:count?tags=${tags[0]}`)).is(200).count;
	const walk = await api.all('contacts', { tags: tags[0], limit: 1 });
	assert.equal(walk.length, tagged);
	assert.equal((await api.get(`contacts?tags=${tags[2]}&limit=2`)).is(200).next, null);
});

test('too many filters are refused, not cut', async () => {
	const { errors } = (await api.get(`contacts${query({ tags: Array.from({ length: 40 }, () => tags[0]) })}`)).refuses(
		400,
		'bad-query',
	);
	assert.ok(errors.length > 0 && errors.every(({ pointer }) => pointer === '?tags'));
});

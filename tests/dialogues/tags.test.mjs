// Tags: written as people write them, one for all spellings, counted.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

test('K06 a tag keeps case, spaces, accents and emoji, and has no twin', async () => {
	for (const name of ['VIP', 'Crème brûlée', '🔥 hot lead', 'ОПТ', '重要', 'ß']) {
		const tag = await api.make('tags', { name });
		assert.equal(tag.name, name);
		assert.equal((await api.get(`tags/${tag.id}`)).is(200).name, name);
	}
	for (const name of ['vip', 'ViP ', 'creme brulee', 'CRÈME BRÛLÉE', '🔥 HOT  lead', 'опт', 'SS']) {
		const {
			errors: [flaw],
		} = (await api.post('tags', { name })).refuses(409, 'conflict');
		assert.deepEqual([flaw.pointer, flaw.code], ['/name', 'not_unique'], name);
		assert.match(flaw.detail, /[0-9a-f-]{36}/, 'the one that is there is named');
	}
});

test('K06 a rename shows everywhere already open within a second and loses no contact', async () => {
	const tag = await api.make('tags', { name: 'Before' });
	const ids = [];
	for (let i = 0; i < 3; i++) ids.push((await api.make('contacts', { name: `c${i}`, tags: [tag.id] })).id);
	const open = await Promise.all([Feed.follow(api), Feed.follow(api)]);
	(await api.patch(`tags/${tag.id}`, { name: 'After' })).is(200);
	for (const feed of open) {
		const { row } = await feed.change(({ record, id }) => record === 'tags' && id === tag.id, 1000);
		assert.equal(row.name, 'After');
		await feed.close();
	}
	assert.deepEqual((await api.all('contacts', { tags: tag.id })).map(({ id }) => id).sort(), ids.sort());
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).contact_count, 3);
	(await api.post('tags', { name: 'before' })).is(201);
});

test('a tag may change only its spelling', async () => {
	const tag = await api.make('tags', { name: 'spelling' });
	assert.equal((await api.patch(`tags/${tag.id}`, { name: 'SPELLING' })).is(200).name, 'SPELLING');
});

test('the count follows contacts that come, go, return and are deleted', async () => {
	const tag = await api.make('tags', { name: 'counted' });
	const count = async () => (await api.get(`tags/${tag.id}`)).is(200).contact_count;
	const first = await api.make('contacts', { name: 'first', tags: [tag.id] });
	const second = await api.make('contacts', { name: 'second' });
	const link = await api.make('contact_tags', { contact_id: second.id, tag_id: tag.id });
	assert.equal(await count(), 2);
	assert.deepEqual(
		(await api.post('contact_tags', { contact_id: second.id, tag_id: tag.id })).flaws(409, 'conflict'),
		['/tag_id not_unique'],
	);
	(await api.delete(`contact_tags/${link.id}`)).is(204);
	assert.equal(await count(), 1);
	(await api.post(`contact_tags/${link.id}:restore`)).is(200);
	assert.equal(await count(), 2);
	(await api.delete(`contacts/${first.id}`)).is(204);
	assert.equal(await count(), 1);
	(await api.post(`contacts/${first.id}:restore`)).is(200);
	assert.equal(await count(), 2);
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).version, 1, 'a count is no change of the tag');
});

test('a tag in the bin is off every contact, out of filters, and its name is free', async () => {
	const tag = await api.make('tags', { name: 'leaving' });
	const contact = await api.make('contacts', { name: 'tagged', tags: [tag.id] });
	(await api.delete(`tags/${tag.id}`)).is(204);
	assert.deepEqual((await api.get(`contacts/${contact.id}`)).is(200).tags, []);
	assert.deepEqual(await api.all('contacts', { tags: tag.id }), []);
	assert.deepEqual((await api.post('contacts', { name: 'x', tags: [tag.id] })).flaws(), ['/tags/0 no_such_record']);
	const other = await api.make('tags', { name: 'leaving' });
	(await api.post(`tags/${tag.id}:restore`)).refuses(409, 'conflict');
	(await api.delete(`tags/${other.id}`)).is(204);
	const back = (await api.post(`tags/${tag.id}:restore`)).is(200);
	assert.equal(back.deleted_at, null);
	assert.deepEqual((await api.get(`contacts/${contact.id}`)).is(200).tags, [tag.id]);
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).contact_count, 1);
});

test('colours are twelve; without one a tag gets the rarest, and the last place', async () => {
	const before = await api.all('tags');
	const tag = await api.make('tags', { name: 'coloured' });
	assert.ok(tag.colour >= 0 && tag.colour <= 11);
	assert.ok(before.every(({ position }) => position < tag.position));
	for (const colour of [-1, 12, 1.5, '1', null])
		assert.equal((await api.post('tags', { name: 'x', colour })).status, 422);
	const sorted = await api.all('tags', { sort: 'name' });
	assert.deepEqual(
		sorted.map(({ name }) => name),
		sorted.map(({ name }) => name).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
	);
});

test('fifty who make one tag at once make one', async () => {
	const replies = await Promise.all(
		Array.from({ length: 50 }, (_, i) => api.post('tags', { name: i % 2 ? 'RACE' : 'race' })),
	);
	assert.equal(replies.filter(({ status }) => status === 201).length, 1);
	assert.equal(replies.filter(({ status }) => status === 409).length, 49);
});

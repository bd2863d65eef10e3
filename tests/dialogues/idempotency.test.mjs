// The same request twice has one effect and one answer: by key, by token, across restarts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';

let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

const key = (text = randomUUID()) => ({ 'Idempotency-Key': text });
const times = (n, fn) => Promise.all(Array.from({ length: n }, (_, i) => fn(i)));
const count = async (records) => (await api.get(`${records}:count`)).is(200).count;

function sameAnswers(replies, status) {
	for (const reply of replies) reply.is(status);
	assert.equal(new Set(replies.map(({ text }) => text)).size, 1, 'the answers differ');
	assert.equal(replies.filter(({ headers }) => headers['idempotent-replayed'] !== 'true').length, 1);
}

test('a hundred repeats, one after the other, make one contact', async () => {
	const before = await count('contacts');
	const headers = key();
	const replies = [];
	for (let i = 0; i < 100; i++) replies.push(await api.post('contacts', { name: 'Once' }, headers));
	sameAnswers(replies, 201);
	assert.equal(await count('contacts'), before + 1);
});

test('fifty at once make one contact', async () => {
	for (let round = 0; round < 5; round++) {
		const before = await count('contacts');
		const headers = key();
		sameAnswers(await times(50, () => api.post('contacts', { name: 'At once' }, headers)), 201);
		assert.equal(await count('contacts'), before + 1);
	}
});

test('fifty at once change once, delete once, restore once, resolve once', async () => {
	const contact = await api.make('contacts', { name: 'Ana' });
	let headers = key();
	sameAnswers(await times(50, () => api.patch(`contacts/${contact.id}`, { company: 'Aurora' }, headers)), 200);
	assert.equal((await api.get(`contacts/${contact.id}`)).is(200).version, 2);
	headers = key();
	sameAnswers(await times(50, () => api.delete(`contacts/${contact.id}`, headers)), 204);
	headers = key();
	sameAnswers(await times(50, () => api.post(`contacts/${contact.id}:restore`, undefined, headers)), 200);
	headers = key();
	const form = { name: 'Bo', identities: [{ kind: 'email', value: 'bo@example.test' }] };
	sameAnswers(await times(50, () => api.post('contacts:resolve', form, headers)), 201);
	const items = [
		{ op: 'create', body: { name: 'one' } },
		{ op: 'create', body: { name: 'one' } },
		{ op: 'create', body: {} },
	];
	headers = key();
	sameAnswers(await times(50, () => api.post('tags:batch', { items }, headers)), 200);
	assert.equal((await api.all('tags')).length, 1);
});

test('a key that was used for another request is refused and changes nothing', async () => {
	const headers = key();
	const { id } = (await api.post('contacts', { name: 'First' }, headers)).is(201);
	const before = await count('contacts');
	(await api.post('contacts', { name: 'Second' }, headers)).refuses(422, 'idempotency-mismatch');
	(await api.post('contacts', '{"name": "First"}', headers)).refuses(422, 'idempotency-mismatch');
	(await api.post('tags', { name: 'First' }, headers)).refuses(422, 'idempotency-mismatch');
	(await api.patch(`contacts/${id}`, { name: 'First' }, headers)).refuses(422, 'idempotency-mismatch');
	(await api.delete(`contacts/${id}`, headers)).refuses(422, 'idempotency-mismatch');
	assert.equal(await count('contacts'), before);
	const answers = await times(50, (i) => api.post('contacts', { name: `Race ${i}` }, key('one key, fifty bodies')));
	assert.equal(answers.filter(({ status }) => status === 201).length, 1);
	assert.equal(answers.filter(({ status }) => status === 422).length, 49);
	assert.equal(await count('contacts'), before + 1);
});

test('a key belongs to its token and its workspace', async () => {
	const headers = key('the same words');
	const { workspace_id: second } = await server.addUser({ workspace: 'Zweite' });
	const another = await server.token({ workspace_id });
	const elsewhere = await server.token({ workspace_id: second });
	const ids = [];
	for (const client of [api, another, elsewhere])
		ids.push((await client.post('contacts', { name: 'Thrice' }, headers)).is(201).id);
	assert.equal(new Set(ids).size, 3);
});

test('what failed is not remembered: the next try may succeed', async () => {
	const headers = key();
	(await api.post('tags', { name: '' }, headers)).refuses(422, 'invalid');
	(await api.post('tags', { name: 'second try' }, headers)).is(201);
	const taken = key();
	(await api.post('tags', { name: 'second try' }, taken)).refuses(409, 'conflict');
	(await api.post('tags', { name: 'second try' }, taken)).refuses(409, 'conflict');
});

test('answers survive a restart and a power cut', async () => {
	const headers = [key(), key()];
	const first = await api.post('contacts', { name: 'Before' }, headers[0]);
	first.is(201);
	await server.restart();
	const second = await api.post('contacts', { name: 'Before' }, headers[0]);
	assert.deepEqual([second.status, second.text], [first.status, first.text]);
	const third = await api.post('contacts', { name: 'Cut' }, headers[1]);
	third.is(201);
	await server.kill();
	await server.start();
	const fourth = await api.post('contacts', { name: 'Cut' }, headers[1]);
	assert.deepEqual([fourth.status, fourth.text], [third.status, third.text]);
	assert.equal(fourth.headers['idempotent-replayed'], 'true');
});

test('a thousand repeats, fifty at a time, through kills, make one contact', async () => {
	const before = await count('contacts');
	const headers = key();
	const answers = [];
	let sent = 0;
	while (answers.length < 1000) {
		const round = times(50, () => api.post('contacts', { name: 'A thousand times' }, headers).catch(() => null));
		const dies = sent > 0 && sent % 250 === 0;
		if (dies) await server.kill(); // with the fifty on their way
		answers.push(...(await round).filter((reply) => reply !== null));
		if (dies) await server.start();
		sent += 50;
	}
	assert.ok(sent > 1000, 'some were lost on the way');
	for (const reply of answers) reply.is(201);
	assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'one answer, the same bytes');
	assert.equal(await count('contacts'), before + 1);
	assert.equal((await api.get('contacts?sort=-name&limit=200')).is(200).items.filter(({ name }) => name === 'A thousand times').length, 1);
});

test('a long answer is remembered, too', async () => {
	const headers = key();
	const items = Array.from({ length: 500 }, (_, i) => ({
		op: 'create',
		body: i % 2 ? { name: `Many ${i}` } : { nam: 'x' },
	}));
	const first = await api.post('contacts:batch', { items }, headers);
	const { items: answers } = first.is(200);
	assert.equal(answers.length, 500);
	const second = await api.post('contacts:batch', { items }, headers);
	assert.equal(second.headers['idempotent-replayed'], 'true');
	assert.deepEqual(
		second.is(200).items.map(({ status, id, version }) => [status, id, version]),
		answers.map(({ status, id, version }) => [status, id, version]),
	);
	const long = {
		name: 'Long',
		identities: Array.from({ length: 200 }, (_, i) => ({
			kind: 'email',
			value: `${'x'.repeat(60)}${i}@${'long.'.repeat(40)}example.test`,
		})),
	};
	const big = key();
	const once = await api.post('contacts', long, big);
	assert.ok(once.is(201).identities.length === 200 && once.text.length > 65_536);
	const again = await api.post('contacts', long, big);
	assert.equal(again.headers['idempotent-replayed'], 'true');
	assert.equal(again.is(201).id, once.json.id);
});

test('an id chosen by the client makes creation repeatable without a key', async () => {
	const body = {
		id: '01900000-0000-7000-8000-00000000a001',
		name: 'Chosen',
		identities: [{ kind: 'email', value: 'chosen@example.test' }],
	};
	const replies = await times(20, () => api.post('contacts', body));
	for (const reply of replies) assert.equal(reply.is(201).id, body.id);
	assert.equal((await api.get(`contact_identities:count?contact_id=${body.id}`)).is(200).count, 1);
	assert.deepEqual((await api.post('contacts', { ...body, name: 'Other' })).flaws(409, 'conflict'), [
		'/id not_unique',
	]);
});

test('keys are 1 to 200 characters; one header, not two', async () => {
	for (const text of ['', 'x'.repeat(201)])
		(await api.post('tags', { name: 'key' }, key(text))).refuses(400, 'bad-request');
	(await api.post('tags', { name: 'a key of 200' }, key('x'.repeat(200)))).is(201);
	(await api.post('tags', { name: 'two keys' }, { 'Idempotency-Key': ['a', 'b'] })).refuses(400, 'bad-request');
});

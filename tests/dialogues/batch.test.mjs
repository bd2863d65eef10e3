// :batch: up to 500 writes in one request; each stands or falls by itself and says how it went.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

const batch = async (records, items) => (await api.post(`${records}:batch`, { items })).is(200).items;
const missing = '01900000-0000-7000-8000-000000000000';

test('what succeeds stands, what fails leaves nothing and says why', async () => {
	const tag = await api.make('tags', { name: 'VIP' });
	const ana = await api.make('contacts', {
		name: 'Ana',
		tags: [tag.id],
		identities: [{ kind: 'email', value: 'ana@example.test' }],
	});
	const bo = await api.make('contacts', { name: 'Bo' });
	const gone = await api.make('contacts', { name: 'Gone' });
	const answers = await batch('contacts', [
		{
			op: 'create',
			body: { name: 'Caio', tags: [tag.id], identities: [{ kind: 'email', value: 'caio@example.test' }] },
		},
		{ body: { name: 'Dora' } },
		{ op: 'create', body: { name: '', company: 7 } },
		{
			op: 'create',
			body: { name: 'Twin', tags: [tag.id], identities: [{ kind: 'email', value: 'ANA@example.test' }] },
		},
		{
			op: 'create',
			body: { name: 'Twin of the first', identities: [{ kind: 'email', value: 'caio@example.test' }] },
		},
		{ op: 'patch', id: ana.id, body: { company: 'Aurora' } },
		{ op: 'patch', id: bo.id, if_version: 7, body: { company: 'Aurora' } },
		{ op: 'patch', id: missing, body: { company: 'Aurora' } },
		{ op: 'patch', body: { company: 'Aurora' } },
		{ op: 'delete', id: gone.id },
		{ op: 'delete', id: gone.id },
		{ op: 'create', id: '01900000-0000-7000-8000-00000000b001', body: { name: 'Chosen' } },
	]);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[201, 201, 422, 409, 409, 200, 412, 404, 422, 204, 404, 201],
	);
	assert.deepEqual(
		answers[2].error.errors.map(({ pointer, code }) => `${pointer} ${code}`),
		['/name too_short', '/company wrong_type'],
	);
	assert.deepEqual(
		answers[3].error.errors.map(({ pointer }) => pointer),
		['/identities/0/value'],
	);
	assert.deepEqual(
		[answers[5].id, answers[5].version, answers[11].id],
		[ana.id, 2, '01900000-0000-7000-8000-00000000b001'],
	);
	assert.deepEqual(
		(await api.all('contacts', { sort: 'name' })).map(({ name }) => name),
		['Ana', 'Bo', 'Caio', 'Chosen', 'Dora'],
	);
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).contact_count, 2, 'failed items left no link');
	assert.deepEqual((await api.get('search?q=twin')).is(200).items, [], 'nor a word in the index');
	assert.equal((await api.get(`contacts/${bo.id}`)).is(200).version, 1);
});

test('what was deleted together comes back together', async () => {
	const made = await batch('contacts', [{ body: { name: 'Eva' } }, { body: { name: 'Finn' } }]);
	const items = made.map(({ id }) => ({ op: 'delete', id }));
	assert.deepEqual(
		(await batch('contacts', items)).map(({ status }) => status),
		[204, 204],
	);
	const back = await batch('contacts', [
		...items.map((item) => ({ ...item, op: 'restore' })),
		{ op: 'restore', id: missing },
		{ op: 'restore' },
	]);
	assert.deepEqual(
		back.map(({ status }) => status),
		[200, 200, 404, 422],
	);
	assert.deepEqual(
		await Promise.all(made.map(async ({ id }) => (await api.get(`contacts/${id}`)).is(200).name)),
		['Eva', 'Finn'],
	);
});

test('later items see what earlier ones did', async () => {
	const id = '01900000-0000-7000-8000-00000000b002';
	const answers = await batch('contacts', [
		{ op: 'create', id, body: { name: 'One' } },
		{ op: 'patch', id, body: { name: 'Two' } },
		{ op: 'patch', id, if_version: 2, body: { company: 'Three' } },
		{ op: 'delete', id, if_version: 3 },
		{ op: 'patch', id, body: { name: 'Four' } },
	]);
	assert.deepEqual(
		answers.map(({ status, version }) => [status, version ?? null]),
		[
			[201, 1],
			[200, 2],
			[200, 3],
			[204, null],
			[404, null],
		],
	);
	const { items } = (await api.get('changes?limit=500')).is(200);
	assert.deepEqual(
		items.filter((one) => one.id === id).map(({ op }) => op),
		['gone'],
	);
});

test('500 items are taken, 501 are not; none is fine', async () => {
	assert.deepEqual(await batch('tags', []), []);
	const items = Array.from({ length: 501 }, (_, i) => ({ op: 'create', body: { name: `t${i}` } }));
	(await api.post('tags:batch', { items })).refuses(413, 'too-large');
	assert.equal((await api.get('tags:count')).is(200).count, 1);
	assert.equal((await batch('tags', items.slice(0, 500))).length, 500);
	assert.equal((await api.get('tags:count')).is(200).count, 501);
});

test('what is no batch changes nothing', async () => {
	const before = (await api.get('tags:count')).is(200).count;
	const good = { op: 'create', body: { name: 'never' } };
	for (const body of [{}, { items: {} }, { items: [good], more: 1 }, [good], { item: [good] }])
		assert.equal((await api.post('tags:batch', body)).status, 400, JSON.stringify(body));
	for (const item of [
		7,
		'x',
		null,
		[],
		{ ...good, what: 1 },
		{ ...good, body: [] },
		{ ...good, id: 'x' },
		{ ...good, op: 1 },
		{ ...good, op: 'upsert' },
		{ ...good, if_version: 0 },
		{ ...good, if_version: 'x' },
		{ ...good, if_version: 1.5 },
	]) {
		const reply = await api.post('tags:batch', { items: [good, item] });
		assert.equal(reply.status, 422, JSON.stringify(item));
		assert.ok(reply.json.errors[0].pointer.startsWith('/items/1'), reply.text);
	}
	for (const body of [
		'{"items":[{"body":{"name":"never"}},',
		'{"items":[{"body":{"name":"never"}},{"op":"crea',
		'{"items":[{"body":{"name":"never"}}]}x',
	])
		(await api.post('tags:batch', body)).refuses(400, 'bad-json');
	assert.equal((await api.get('tags:count')).is(200).count, before);
});

test('every record that can be written takes batches', async () => {
	const [contact] = await batch('contacts', [{ body: { name: 'x' } }]);
	const [account] = await batch('wa_accounts', [{ body: { name: 'x' } }]);
	const [tag] = await batch('tags', [{ body: { name: 'x' } }]);
	const [chat] = await batch('chats', [
		{
			body: {
				account_id: account.id,
				peer_kind: 'person',
				peer_key: '5511987654321@s.whatsapp.net',
				contact_id: contact.id,
			},
		},
	]);
	const made = [
		...(await batch('contact_identities', [
			{ body: { contact_id: contact.id, kind: 'email', value: 'x@example.test' } },
		])),
		...(await batch('contact_tags', [{ body: { contact_id: contact.id, tag_id: tag.id } }])),
		...(await batch('notes', [{ body: { contact_id: contact.id, text: 'x' } }])),
		...(await batch('messages', [
			{ body: { chat_id: chat.id, at: 1_795_000_000_000, direction: 'in', kind: 'text', text: 'x' } },
		])),
		...(await batch('custom_fields', [{ body: { name: 'x', kind: 'text', data_class: 'none' } }])),
	];
	assert.deepEqual(
		made.map(({ status, version }) => [status, version]),
		made.map(() => [201, 1]),
	);
});

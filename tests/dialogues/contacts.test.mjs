// Contacts: made with their parts in one stroke, changed field by field, found under their numbers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { startWithOwner } from './lib/server.mjs';

let server, api, workspace_id;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR' })).is(200);
});
after(() => server.close());

const missing = '01900000-0000-7000-8000-000000000000';
const seq = async () => (await api.get(`changes${query({ since: 0 })}`)).is(200).items.length;
const found = async (q, records = 'contacts') =>
	(await api.get(`search${query({ q, records })}`)).is(200).items.map(({ id }) => id);

test('a contact has every field, those not given as null or with their default', async () => {
	const reply = await api.post('contacts', { name: '  Ana   Duarte ' });
	const row = reply.is(201);
	assert.equal(reply.headers.location, `/api/v1/contacts/${row.id}`);
	assert.equal(reply.headers.etag, '"1"');
	assert.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	const { id, created_at, updated_at, ...rest } = row;
	assert.ok(Math.abs(Date.now() - created_at) < 60_000 && created_at === updated_at);
	assert.deepEqual(rest, {
		version: 1,
		deleted_at: null,
		name: 'Ana   Duarte',
		push_name: null,
		company: null,
		job_title: null,
		language: null,
		birthday: null,
		source: 'manual',
		owner_id: null,
		lead_status: 'none',
		restricted_at: null,
		merged_into: null,
		display_phone: null,
		last_message_at: null,
		unread: 0,
		identities: [],
		tags: [],
		custom: {},
	});
	assert.deepEqual((await api.get(`contacts/${id}`)).is(200), row);
});

test('one answer names every flaw: of the JSON, of addresses, of links and of custom values', async () => {
	const size = await api.make('custom_fields', { name: 'Depth', kind: 'number', data_class: 'sales' });
	const flawed = {
		name: 'Íris',
		birthday: '2020-13-01',
		shoe: 44,
		owner_id: missing,
		identities: [
			{ kind: 'phone', value: '12' },
			{ kind: 'pigeon', value: 'Coo' },
			{ kind: 'email', value: 'nobody' },
			{ kind: 'email' },
		],
		tags: [missing, 'x'],
		custom: { [size.id]: 'deep', [missing]: 1 },
	};
	const flaws = (reply) => reply.is(422).errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();
	const expected = [
		'/birthday malformed',
		`/custom/${size.id} malformed`,
		`/custom/${missing} no_such_record`,
		'/identities/0/value malformed',
		'/identities/1/kind not_a_choice',
		'/identities/2/value malformed',
		'/identities/3/value required',
		'/owner_id no_such_record',
		'/shoe unknown_field',
		'/tags/0 no_such_record',
		'/tags/1 malformed',
	].sort();
	const seen = await seq();
	assert.deepEqual(flaws(await api.post('contacts', flawed)), expected);
	const { items } = (await api.post('contacts:batch', { items: [{ op: 'create', body: flawed }] })).is(200);
	assert.deepEqual(items[0].error.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort(), expected);
	const { name, identities, custom } = flawed;
	assert.deepEqual(
		flaws(await api.post('contacts', { name, identities: identities.slice(2, 3), custom })),
		expected.filter((flaw) => flaw.startsWith('/custom')).concat('/identities/0/value malformed').sort(),
	);
	const row = await api.make('contacts', { name });
	assert.deepEqual(
		flaws(await api.patch(`contacts/${row.id}`, { owner_id: missing, custom })),
		expected.filter((flaw) => flaw.startsWith('/custom') || flaw.startsWith('/owner')),
	);
	assert.equal(await seq(), seen + 1); // that one contact
});

test('identities, tags and custom values come with it, or nothing does', async () => {
	const vip = await api.make('tags', { name: 'VIP' });
	const size = await api.make('custom_fields', { name: 'Size', kind: 'number', data_class: 'sales' });
	const row = await api.make('contacts', {
		name: 'Bruno',
		company: 'Café Aurora',
		job_title: 'Barista',
		language: 'pt-BR',
		birthday: '--02-29',
		lead_status: 'fresh',
		source: 'whatsapp',
		identities: [
			{ kind: 'email', value: ' Bruno@Example.TEST ' },
			{ kind: 'phone', value: '(51) 98765-4321' },
		],
		tags: [vip.id],
		custom: { [size.id]: 42 },
	});
	assert.deepEqual(row.identities.map(({ kind, value, contact_id }) => [kind, value, contact_id]).sort(), [
		['email', 'bruno@example.test', row.id],
		['phone', '+5551987654321', row.id],
	]);
	assert.deepEqual(
		[row.tags, row.custom, row.display_phone, row.birthday],
		[[vip.id], { [size.id]: 42 }, '+5551987654321', '--02-29'],
	);
	assert.equal((await api.get(`tags/${vip.id}`)).is(200).contact_count, 1);

	const before = await seq();
	assert.deepEqual(
		(
			await api.post('contacts', {
				name: 'Twin',
				identities: [
					{ kind: 'phone', value: '+5511911112222' },
					{ kind: 'phone', value: '51 98765-4321' },
				],
				tags: [vip.id],
			})
		).flaws(409, 'conflict'),
		['/identities/1/value not_unique'],
	);
	assert.deepEqual((await api.post('contacts', { name: 'No', tags: [vip.id, missing] })).flaws(), [
		'/tags/1 no_such_record',
	]);
	assert.deepEqual((await api.post('contacts', { name: 'No', custom: { [missing]: 'x' } })).flaws(), [
		`/custom/${missing} no_such_record`,
	]);
	assert.equal(await seq(), before, 'nothing of a refused contact is left');
	assert.deepEqual(await found('Twin'), []);
	(await api.post('contacts', { name: 'Free', identities: [{ kind: 'phone', value: '+5511911112222' }] })).is(201);
});

test('one number in two spellings of one request is one identity', async () => {
	const row = await api.make('contacts', {
		name: 'Double',
		identities: [
			{ kind: 'phone', value: '+5511933334444' },
			{ kind: 'phone', value: '11 93333-4444' },
		],
	});
	assert.deepEqual(
		row.identities.map(({ value }) => value),
		['+5511933334444'],
	);
	assert.deepEqual((await api.get(`contacts/${row.id}`)).is(200).identities, row.identities);
});

test("K01 a number without plus is the workspace's country's; without a country it is refused", async () => {
	for (const value of [
		'(51) 98765-1001',
		'51987651002',
		'051 98765-1003',
		'+55 51 98765 1004',
		'0055 51 98765-1005',
	]) {
		const row = await api.make('contacts', { name: value, identities: [{ kind: 'phone', value }] });
		assert.match(row.display_phone, /^\+5551987651\d{3}$/, value);
	}
	const { workspace_id: nowhere } = await server.addUser({ workspace: 'Ohne Land' });
	const client = await server.token({ workspace_id: nowhere });
	const refused = await client.post('contacts', { name: 'x', identities: [{ kind: 'phone', value: '51987654321' }] });
	const {
		errors: [flaw],
	} = refused.refuses(422, 'invalid');
	assert.deepEqual([flaw.pointer, flaw.code], ['/identities/0/value', 'malformed']);
	assert.match(flaw.detail, /country/i);
	(await client.post('contacts', { name: 'x', identities: [{ kind: 'phone', value: '+51987654321' }] })).is(201);
	for (const value of ['12', 'abc', '+55', '+999 123456', '+5551'])
		assert.deepEqual(
			(await api.post('contacts', { name: 'x', identities: [{ kind: 'phone', value }] })).flaws(),
			['/identities/0/value malformed'],
			value,
		);
});

test("K02 K08 the digits of a LID or of a group are nobody's phone", async () => {
	const row = await api.make('contacts', {
		name: 'Lid',
		identities: [{ kind: 'lid', value: '900000000000017@lid' }],
	});
	assert.equal(row.display_phone, null);
	for (const [kind, value] of [
		['phone', '900000000000017@lid'],
		['phone', '120363012345678901@g.us'],
		['email', 'no at'],
		['email', 'a@b@c'],
		['lid', 'x'],
		['wa_id', 'x'],
	])
		assert.deepEqual(
			(await api.post('contacts', { name: 'x', identities: [{ kind, value }] })).flaws(),
			['/identities/0/value malformed'],
			`${kind} ${value}`,
		);
});

test('a patch changes what it names and nothing else', async () => {
	const row = await api.make('contacts', { name: 'Caio', company: 'Sol', job_title: 'Chef' });
	const patched = (await api.patch(`contacts/${row.id}`, { company: null, lead_status: 'working' })).is(200);
	assert.deepEqual(
		[patched.version, patched.company, patched.job_title, patched.lead_status, patched.name],
		[2, null, 'Chef', 'working', 'Caio'],
	);
	assert.ok(patched.updated_at >= row.updated_at);
	assert.equal(patched.created_at, row.created_at);
	const same = (await api.patch(`contacts/${row.id}`, { name: 'Caio' })).is(200);
	assert.equal(same.version, 2, 'saying what is there already changes nothing');
	assert.equal((await api.patch(`contacts/${row.id}`, {})).is(200).version, 2);
	assert.deepEqual(
		(
			await api.patch(`contacts/${row.id}`, {
				name: null,
				source: 'api',
				unread: 1,
				identities: [],
				tags: [],
				merged_into: row.id,
			})
		).flaws(),
		[
			'/identities create_only',
			'/merged_into read_only',
			'/name required',
			'/source create_only',
			'/tags create_only',
			'/unread read_only',
		],
	);
	(await api.patch(`contacts/${missing}`, { name: 'x' })).refuses(404, 'not-found');
});

test('a change names all of its flaws at once, those of the JSON and those that only the store knows', async () => {
	const row = await api.make('contacts', { name: 'Piet' });
	const bad = { name: 5, birthday: 'x', owner_id: missing, custom: { [missing]: 1 }, source: 'api' };
	const flaws = ['/birthday malformed', `/custom/${missing} no_such_record`, '/name wrong_type', '/owner_id no_such_record'];
	assert.deepEqual((await api.patch(`contacts/${row.id}`, bad)).flaws(), [...flaws, '/source create_only'].sort());
	const { items } = (
		await api.post('contacts:batch', { items: [{ op: 'patch', id: row.id, body: { ...bad, source: undefined } }] })
	).is(200);
	assert.equal(items[0].status, 422);
	assert.deepEqual(
		items[0].error.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort(),
		flaws,
	);
	(await api.patch(`contacts/${missing}`, { name: 5 })).refuses(404, 'not-found');
	(await api.patch(`contacts/${row.id}`, { name: 5 }, { 'If-Match': '"7"' })).refuses(412, 'stale');
	assert.equal((await api.get(`contacts/${row.id}`)).is(200).version, 1);
	const field = await api.make('custom_fields', { name: 'Shoe size', kind: 'select', data_class: 'none', options: 'S' });
	assert.deepEqual(
		(await api.patch(`custom_fields/${field.id}`, { options: 7, name: null })).flaws(),
		['/name required', '/options wrong_type'],
		'what could not be read is not missing, too',
	);
	assert.deepEqual((await api.patch('workspace', { country: 'Brazil', narrow_agents: 'no' })).flaws().length, 2);
});

test('K24 two who change different fields both keep their change; on the same field the later sees both', async () => {
	const row = await api.make('contacts', { name: 'Dora', company: 'Blau' });
	const first = (await api.patch(`contacts/${row.id}`, { company: 'Nordlicht', base_version: 1 })).is(200);
	assert.equal(first.changed_since, undefined);
	const second = (await api.patch(`contacts/${row.id}`, { job_title: 'Boss', base_version: 1 })).is(200);
	assert.deepEqual([second.company, second.job_title, second.version], ['Nordlicht', 'Boss', 3]);
	assert.deepEqual(second.changed_since, [{ field: 'company', value: 'Nordlicht' }]);
	const third = (await api.patch(`contacts/${row.id}`, { company: 'Rue 9', base_version: 1 })).is(200);
	assert.equal(third.company, 'Rue 9');
	assert.deepEqual(third.changed_since, [{ field: 'company', value: 'Nordlicht' }, { field: 'job_title', value: 'Boss' }]);
	const { items } = (await api.get(`history${query({ record: 'contacts', row_id: row.id })}`)).is(200);
	assert.ok(
		items.some(({ old_value }) => old_value === '"Nordlicht"'),
		'the value that lost can still be read',
	);
	for (const base_version of [0, -1, 1.5, '1'])
		assert.equal((await api.patch(`contacts/${row.id}`, { name: 'x', base_version })).status, 422);
});

test('If-Match lets only the version through that was read', async () => {
	const row = await api.make('contacts', { name: 'Elif' });
	(await api.patch(`contacts/${row.id}`, { name: 'Elif B' }, { 'If-Match': '"2"' })).refuses(412, 'stale');
	(await api.patch(`contacts/${row.id}`, { name: 'Elif B' }, { 'If-Match': '"1"' })).is(200);
	(await api.patch(`contacts/${row.id}`, { name: 'Elif C' }, { 'If-Match': '"1"' })).refuses(412, 'stale');
	(await api.delete(`contacts/${row.id}`, { 'If-Match': '"1"' })).refuses(412, 'stale');
	for (const text of ['x', '"x"', '"0"', '""', 'W/"2"'])
		(await api.patch(`contacts/${row.id}`, { name: 'x' }, { 'If-Match': text })).refuses(400, 'bad-request');
	(await api.patch(`contacts/${row.id}`, { name: 'Elif D' }, { 'If-Match': '*' })).is(200);
	(await api.delete(`contacts/${row.id}`, { 'If-Match': '"3"' })).is(204);
	const races = await Promise.all(
		Array.from({ length: 20 }, async (_, i) =>
			api.patch(
				`contacts/${(await api.make('contacts', { name: 'x' })).id}`,
				{ name: `x${i}` },
				{ 'If-Match': '"1"' },
			),
		),
	);
	for (const reply of races) reply.is(200);
	const one = await api.make('contacts', { name: 'Race' });
	const replies = await Promise.all(
		Array.from({ length: 20 }, (_, i) =>
			api.patch(`contacts/${one.id}`, { name: `Race ${i}` }, { 'If-Match': '"1"' }),
		),
	);
	assert.equal(replies.filter(({ status }) => status === 200).length, 1);
	assert.equal(replies.filter(({ status }) => status === 412).length, 19);
});

test('an owner works here', async () => {
	const [me] = await api.all('members');
	assert.equal((await api.make('contacts', { name: 'Mine', owner_id: me.id })).owner_id, me.id);
	assert.deepEqual((await api.post('contacts', { name: 'x', owner_id: missing })).flaws(), [
		'/owner_id no_such_record',
	]);
});

test('names are what people write, whatever the script; only what cannot be seen is refused', async () => {
	for (const name of [
		'李小龍',
		'محمد',
		'Ana 🌻',
		'Nguyễn Văn A',
		'O\'Brien "Bob" <b>',
		'\\u0000',
		'x'.repeat(200),
		'𝒜'.repeat(200),
		'-',
		'=1+1',
	])
		assert.equal((await api.make('contacts', { name })).name, name);
	for (const name of ['', ' ', '\u2007\u00a0', '\u200e', '\u202e\ufeff', 'x'.repeat(201), '𝒜'.repeat(201)]) {
		const { status } = await api.post('contacts', { name });
		assert.equal(status, 422, JSON.stringify(name));
	}
	(await api.post('contacts', '{"name":"\\u0000"}')).refuses(400, 'bad-json');
});

test('ids may be chosen: version 7, not from tomorrow', async () => {
	const at = (ms) => {
		const hex = ms.toString(16).padStart(12, '0');
		return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${Math.floor(Math.random() * 2 ** 48)
			.toString(16)
			.padStart(12, '0')}`;
	};
	const id = at(Date.now() + 23 * 3600_000);
	assert.equal((await api.make('contacts', { id, name: 'Chosen' })).id, id);
	assert.deepEqual((await api.post('contacts', { id: at(Date.now() + 25 * 3600_000), name: 'x' })).flaws(), [
		'/id out_of_range',
	]);
	assert.deepEqual((await api.post('contacts', { id: '01900000-0000-4000-8000-000000000000', name: 'x' })).flaws(), [
		'/id malformed',
	]);
	assert.equal(
		(await api.make('contacts', { id: at(1_600_000_000_000).toUpperCase(), name: 'Old, in capitals' })).id,
		(await api.all('contacts', { sort: 'id', limit: 1 }))[0].id,
	);
	assert.ok(workspace_id);
});

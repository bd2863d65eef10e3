// Addresses of contacts: one form each, one owner each; they may move to another contact.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { startWithOwner } from './lib/server.mjs';

let server, api;

before(async () => {
	({ server, api } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR' })).is(200);
});
after(() => server.close());

const found = async (q) =>
	(await api.get(`search${query({ q, records: 'contacts' })}`)).is(200).items.map(({ id }) => id);

test('an address is added, listed, and leaves', async () => {
	const contact = await api.make('contacts', { name: 'Ana' });
	const email = await api.make('contact_identities', {
		contact_id: contact.id,
		kind: 'email',
		value: 'Ana@Example.test',
	});
	const phone = await api.make('contact_identities', {
		contact_id: contact.id,
		kind: 'phone',
		value: '(11) 98765-4321',
	});
	assert.deepEqual([email.value, phone.value], ['ana@example.test', '+5511987654321']);
	const row = (await api.get(`contacts/${contact.id}`)).is(200);
	assert.deepEqual(row.identities.map(({ id }) => id).sort(), [email.id, phone.id].sort());
	assert.equal(row.display_phone, '+5511987654321');
	assert.deepEqual(
		(await api.all('contact_identities', { contact_id: contact.id, kind: 'email' })).map(({ id }) => id),
		[email.id],
	);
	assert.deepEqual(
		(await api.all('contact_identities', { value: '+5511987654321' })).map(({ id }) => id),
		[phone.id],
	);
	assert.deepEqual(await found('98765-4321'), [contact.id]);
	(await api.delete(`contact_identities/${phone.id}`)).is(204);
	assert.deepEqual(await found('98765-4321'), []);
	const without = (await api.get(`contacts/${contact.id}`)).is(200);
	assert.deepEqual([without.display_phone, without.identities.length], [null, 1]);
	(await api.post(`contact_identities/${phone.id}:restore`)).is(200);
	assert.equal((await api.get(`contacts/${contact.id}`)).is(200).display_phone, '+5511987654321');
	assert.deepEqual(await found('98765-4321'), [contact.id]);
});

test('kind and value stay as they are: another address is another row', async () => {
	const contact = await api.make('contacts', {
		name: 'Bo',
		identities: [{ kind: 'email', value: 'bo@example.test' }],
	});
	const [{ id }] = contact.identities;
	assert.deepEqual((await api.patch(`contact_identities/${id}`, { kind: 'phone', value: 'x' })).flaws(), [
		'/kind create_only',
		'/value create_only',
	]);
});

test('an address belongs to one contact; the clash names it, the bin frees it', async () => {
	const first = await api.make('contacts', {
		name: 'First',
		identities: [{ kind: 'email', value: 'one@example.test' }],
	});
	const second = await api.make('contacts', { name: 'Second' });
	const clash = await api.post('contact_identities', {
		contact_id: second.id,
		kind: 'email',
		value: 'ONE@example.test',
	});
	const {
		errors: [flaw],
	} = clash.refuses(409, 'conflict');
	assert.deepEqual([flaw.pointer, flaw.code], ['/value', 'not_unique']);
	assert.ok(flaw.detail.includes(first.identities[0].id));
	(await api.delete(`contacts/${first.id}`)).is(204);
	(await api.post('contact_identities', { contact_id: second.id, kind: 'email', value: 'one@example.test' })).is(201);
	const back = await api.post(`contacts/${first.id}:restore`);
	assert.match(back.refuses(409, 'conflict').errors[0].detail, /[0-9a-f-]{36}/, 'the row in the way is named');
});

test('one number in two spellings, with and without the ninth digit, is one line', async () => {
	const contact = await api.make('contacts', {
		name: 'Nove',
		identities: [{ kind: 'phone', value: '+55 11 91234-5678' }],
	});
	assert.deepEqual(
		(
			await api.post('contact_identities', { contact_id: contact.id, kind: 'phone', value: '+551191234 5678' })
		).flaws(409, 'conflict'),
		['/value not_unique'],
	);
	const other = await api.post('contact_identities', {
		contact_id: contact.id,
		kind: 'wa_id',
		value: '551112345678@s.whatsapp.net',
	});
	assert.ok([201, 409].includes(other.status), other.text);
});

test('an address that moves takes words and number along', async () => {
	const from = await api.make('contacts', {
		name: 'From',
		identities: [
			{ kind: 'phone', value: '+5511955550001' },
			{ kind: 'email', value: 'moves@example.test' },
		],
	});
	const to = await api.make('contacts', { name: 'To' });
	for (const { id } of from.identities) (await api.patch(`contact_identities/${id}`, { contact_id: to.id })).is(200);
	assert.deepEqual((await api.get(`contacts/${from.id}`)).is(200).identities, []);
	assert.equal((await api.get(`contacts/${to.id}`)).is(200).identities.length, 2);
	assert.equal((await api.get(`contacts/${from.id}`)).is(200).display_phone, null);
	assert.equal((await api.get(`contacts/${to.id}`)).is(200).display_phone, '+5511955550001');
	assert.deepEqual(await found('moves@example.test'), [to.id]);
	assert.deepEqual(await found('95555-0001'), [to.id]);
});

test('an address that moves is told of both contacts', async () => {
	const from = await api.make('contacts', {
		name: 'From',
		identities: [{ kind: 'email', value: 'told@example.test' }],
	});
	const to = await api.make('contacts', { name: 'To' });
	const { seq } = (await api.get('changes?limit=500')).is(200);
	(await api.patch(`contact_identities/${from.identities[0].id}`, { contact_id: to.id })).is(200);
	const { items } = (await api.get(`changes?since=${seq}`)).is(200);
	const told = Object.fromEntries(
		items.filter(({ record }) => record === 'contacts').map(({ id, row }) => [id, row.identities.length]),
	);
	assert.deepEqual(told, { [from.id]: 0, [to.id]: 1 });
});

test('an address hangs on a contact that is there', async () => {
	const gone = await api.make('contacts', { name: 'Gone' });
	(await api.delete(`contacts/${gone.id}`)).is(204);
	for (const contact_id of [gone.id, '01900000-0000-7000-8000-000000000000'])
		assert.deepEqual(
			(await api.post('contact_identities', { contact_id, kind: 'email', value: 'x@example.test' })).flaws(),
			['/contact_id no_such_record'],
		);
	assert.deepEqual((await api.post('contact_identities', {})).flaws(), [
		'/contact_id required',
		'/kind required',
		'/value required',
	]);
});

// POST /contacts:resolve: the contact that an address reaches, or a new one; never two of them.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';

let server, api;

before(async () => {
	({ server, api } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR' })).is(200);
});
after(() => server.close());

const resolve = (...identities) => api.post('contacts:resolve', { identities });
const phone = (value) => ({ kind: 'phone', value });
const email = (value) => ({ kind: 'email', value });

test('fifty who ask for one number at once get one contact', async () => {
	for (let round = 0; round < 5; round++) {
		const value = `+551191111000${round}`;
		const replies = await Promise.all(Array.from({ length: 50 }, () => resolve(phone(value))));
		assert.equal(replies.filter(({ status }) => status === 201).length, 1);
		assert.equal(replies.filter(({ status }) => status === 200).length, 49);
		assert.equal(new Set(replies.map(({ json }) => json.id)).size, 1);
		assert.equal((await api.all('contact_identities', { value })).length, 1);
	}
	assert.equal((await api.get('contacts:count')).is(200).count, 5);
});

test('every spelling of a number finds the contact', async () => {
	const row = await api.make('contacts', {
		name: 'Ana',
		identities: [phone('+55 11 98765-4321'), email('ana@example.test')],
	});
	for (const value of [
		'+5511987654321',
		'(11) 98765-4321',
		'011 98765-4321',
		'+55 (11) 98765 4321',
		'00551198765-4321',
	])
		assert.equal((await resolve(phone(value))).is(200).id, row.id, value);
	assert.equal((await resolve(email('ANA@Example.Test'))).is(200).id, row.id);
	assert.equal((await api.get(`contacts/${row.id}`)).is(200).identities.length, 2);
});

test('addresses that are new are added to the one that is known', async () => {
	const row = await api.make('contacts', { name: 'Bo', identities: [email('bo@example.test')] });
	const now = (
		await resolve(email('bo@example.test'), phone('11 91234-0001'), { kind: 'lid', value: '900000000000018@lid' })
	).is(200);
	assert.equal(now.id, row.id);
	assert.deepEqual(now.identities.map(({ kind }) => kind).sort(), ['email', 'lid', 'phone']);
	assert.equal(now.display_phone, '+5511912340001');
	assert.equal((await resolve(phone('+5511912340001'))).is(200).id, row.id);
	assert.deepEqual(
		(await api.get('search?q=91234-0001')).is(200).items.map(({ id }) => id),
		[row.id],
	);
});

test('a new contact has the name that was given, or its address until a better one comes', async () => {
	assert.equal(
		(await api.post('contacts:resolve', { name: 'Caio', identities: [phone('+5511912340002')] })).is(201).name,
		'Caio',
	);
	assert.equal(
		(await api.post('contacts:resolve', { name: 'Other', identities: [phone('+5511912340002')] })).is(200).name,
		'Caio',
	);
	const unnamed = (await resolve(phone('+5511912340003'))).is(201);
	assert.match(unnamed.name, /^\+55/);
	assert.equal((await resolve(email('x@example.test'))).is(201).name, 'x@example.test');
	assert.equal((await api.patch(`contacts/${unnamed.id}`, { name: 'Dora' })).is(200).name, 'Dora');
});

test('addresses of two contacts are refused, naming both, and join nothing', async () => {
	const [one, two] = [
		await api.make('contacts', { name: 'One', identities: [email('one@example.test')] }),
		await api.make('contacts', { name: 'Two', identities: [email('two@example.test')] }),
	];
	const {
		errors: [flaw],
	} = (await resolve(email('one@example.test'), email('two@example.test'), email('three@example.test'))).refuses(
		409,
		'conflict',
	);
	assert.equal(flaw.pointer, '/identities');
	assert.ok(flaw.detail.includes(one.id) && flaw.detail.includes(two.id));
	assert.deepEqual(await api.all('contact_identities', { value: 'three@example.test' }), []);
});

test('K04 a contact in the bin is not found; its address makes a new one', async () => {
	const row = await api.make('contacts', { name: 'Gone', identities: [email('gone@example.test')] });
	(await api.delete(`contacts/${row.id}`)).is(204);
	const fresh = (await resolve(email('gone@example.test'))).is(201);
	assert.notEqual(fresh.id, row.id);
});

test('flawed addresses are all named; none at all is refused', async () => {
	assert.deepEqual((await resolve(phone('12'), { kind: 'pigeon', value: 'x' }, { kind: 'email' })).flaws(), [
		'/identities/1/kind not_a_choice',
		'/identities/2/value required',
	]);
	assert.deepEqual((await resolve(phone('12'), email('x'))).flaws(), [
		'/identities/0/value malformed',
		'/identities/1/value malformed',
	]);
	assert.deepEqual((await resolve()).flaws(), ['/identities required']);
	assert.deepEqual((await api.post('contacts:resolve', {})).flaws(), ['/identities required']);
	assert.deepEqual(
		(await api.post('contacts:resolve', { identities: [phone('+5511912340009')], owner: 'x' })).flaws(),
		['/owner unknown_field'],
	);
});

test('the same address twice in one request is one address', async () => {
	const row = (await resolve(phone('+5511912340004'), phone('11 91234-0004'))).is(201);
	assert.equal(row.identities.length, 1);
});

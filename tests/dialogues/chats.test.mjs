// Chats and the WhatsApp numbers that hold them; messages in the order of their time.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';
import { makeMany, message } from './lib/seed.mjs';

let server, api, account;
const at = Date.UTC(2026, 9, 1, 12);

before(async () => {
	({ server, api } = await startWithOwner());
	account = await api.make('wa_accounts', { name: 'Loja', phone: '+5511900000001', my_name: 'Rosa' });
});
after(() => server.close());

let people = 0;
const peer = () => `55119${80_000_000 + people++}@s.whatsapp.net`;
const chat = (more = {}) =>
	api.make('chats', { account_id: account.id, peer_kind: 'person', peer_key: peer(), ...more });

test('a number of ours has one row, and stays while chats hang on it', async () => {
	assert.deepEqual(
		(await api.post('wa_accounts', { name: 'Twin', phone: '+55 11 90000-0001' })).flaws(409, 'conflict'),
		['/phone not_unique'],
	);
	assert.deepEqual((await api.post('wa_accounts', { name: 'x', phone: '12' })).flaws(), ['/phone malformed']);
	const spare = await api.make('wa_accounts', { name: 'Spare' });
	assert.equal(
		(await api.patch(`wa_accounts/${spare.id}`, { phone: '+5511900000002', name: 'Second' })).is(200).phone,
		'+5511900000002',
	);
	const one = await chat({ account_id: spare.id });
	(await api.delete(`wa_accounts/${spare.id}`)).refuses(409, 'conflict');
	(await api.delete(`chats/${one.id}`)).is(204);
	(await api.delete(`wa_accounts/${spare.id}`)).is(204);
	assert.deepEqual(
		(await api.post(`chats/${one.id}:restore`)).flaws(409, 'conflict'),
		['/account_id no_such_record'],
		'what it hangs on comes first',
	);
	(await api.post(`wa_accounts/${spare.id}:restore`)).is(200);
	(await api.post(`chats/${one.id}:restore`)).is(200);
});

test('a chat is one conversation of one number', async () => {
	const row = await chat({ title: ' Ana ' });
	assert.deepEqual(
		[row.title, row.sync, row.unread, row.message_count, row.last_message_at, row.twin_key],
		['Ana', 'off', 0, 0, null, null],
	);
	assert.deepEqual(
		(await api.post('chats', { account_id: account.id, peer_kind: 'person', peer_key: row.peer_key })).flaws(
			409,
			'conflict',
		),
		['/peer_key not_unique'],
	);
	const second = await api.make('wa_accounts', { name: 'Other' });
	(await api.post('chats', { account_id: second.id, peer_kind: 'person', peer_key: row.peer_key })).is(201);
	assert.deepEqual(
		(
			await api.patch(`chats/${row.id}`, {
				peer_key: 'x',
				account_id: second.id,
				peer_kind: 'group',
				owner_id: null,
				message_count: 1,
			})
		).flaws(),
		[
			'/account_id create_only',
			'/message_count read_only',
			'/owner_id read_only',
			'/peer_key create_only',
			'/peer_kind create_only',
		],
	);
	assert.equal((await api.patch(`chats/${row.id}`, { sync: 'messages' })).is(200).sync, 'messages');
});

test('K08 what is no person never gets a contact', async () => {
	const contact = await api.make('contacts', { name: 'Ana' });
	for (const [peer_kind, peer_key] of [
		['group', '120363012345678901@g.us'],
		['status', 'status@broadcast'],
		['channel', '120363012345678902@newsletter'],
		['list', '1400000000@broadcast'],
	]) {
		const row = await chat({ peer_kind, peer_key });
		assert.deepEqual(
			(await api.patch(`chats/${row.id}`, { contact_id: contact.id })).flaws(),
			['/contact_id refused'],
			peer_kind,
		);
		assert.deepEqual(
			(await api.post('chats', { account_id: account.id, peer_kind, peer_key, contact_id: contact.id })).flaws(),
			['/contact_id refused'],
			peer_kind,
		);
		assert.deepEqual(
			(await api.post('chats', { account_id: account.id, peer_kind: 'person', peer_key })).flaws(),
			['/peer_key malformed'],
			peer_kind,
		);
	}
	assert.equal((await api.get('contacts:count')).is(200).count, 1);
});

test('messages lie in the order of their time, whichever way they came in', async () => {
	const { id } = await chat();
	const order = [5, 1, 4, 2, 3, 3, 3];
	const ids = await makeMany(
		api,
		'messages',
		order.map((n, i) => message(id, at + n * 1000, `${n} ${i}`)),
	);
	const listed = await api.all('messages', { chat_id: id, limit: 2 });
	assert.deepEqual(
		listed.map(({ text }) => text[0]),
		['5', '4', '3', '3', '3', '2', '1'],
	);
	assert.deepEqual(new Set(listed.map((row) => row.id)), new Set(ids));
	const rising = await api.all('messages', { chat_id: id, sort: 'at', limit: 3 });
	assert.deepEqual(
		rising.map((row) => row.id),
		listed.map((row) => row.id).reverse(),
	);
	const part = await api.all('messages', { chat_id: id, 'at.gte': at + 2000, 'at.lt': at + 4000 });
	assert.deepEqual(
		part.map(({ text }) => text[0]),
		['3', '3', '3', '2'],
	);
	const row = (await api.get(`chats/${id}`)).is(200);
	assert.deepEqual([row.message_count, row.last_message_at, row.version], [7, at + 5000, 1]);
});

test('a chat and its contact know their newest message, and forget it when it goes', async () => {
	const contact = await api.make('contacts', { name: 'Newest' });
	const [one, two] = [await chat({ contact_id: contact.id }), await chat({ contact_id: contact.id })];
	const newest = async () => [
		(await api.get(`contacts/${contact.id}`)).is(200).last_message_at,
		...(await Promise.all(
			[one, two].map(async ({ id }) => (await api.get(`chats/${id}`)).is(200).last_message_at),
		)),
	];
	assert.deepEqual(await newest(), [null, null, null]);
	await api.make('messages', message(one.id, at + 1000, 'a'));
	const last = await api.make('messages', message(two.id, at + 9000, 'b'));
	await api.make('messages', message(one.id, at, 'older'));
	assert.deepEqual(await newest(), [at + 9000, at + 1000, at + 9000]);
	(await api.delete(`messages/${last.id}`)).is(204);
	assert.deepEqual(await newest(), [at + 1000, at + 1000, null]);
	(await api.post(`messages/${last.id}:restore`)).is(200);
	assert.deepEqual(await newest(), [at + 9000, at + 1000, at + 9000]);
	(await api.delete(`chats/${two.id}`)).is(204);
	assert.equal((await api.get(`contacts/${contact.id}`)).is(200).last_message_at, at + 1000);
	(await api.post(`chats/${two.id}:restore`)).is(200);
	assert.deepEqual(await newest(), [at + 9000, at + 1000, at + 9000]);
	(await api.patch(`chats/${two.id}`, { contact_id: null })).is(200);
	assert.equal((await api.get(`contacts/${contact.id}`)).is(200).last_message_at, at + 1000);
	(await api.patch(`chats/${two.id}`, { contact_id: contact.id })).is(200);
	assert.equal((await api.get(`contacts/${contact.id}`)).is(200).last_message_at, at + 9000);
	assert.equal(
		(await api.get(`contacts/${contact.id}`)).is(200).version,
		1,
		'what follows from messages is no change of the contact',
	);
});

test('a message says what it is; what cannot be is refused', async () => {
	const { id } = await chat();
	const row = await api.make(
		'messages',
		message(id, at, 'Olá 🌻', { wa_id: '3EB0A1', marks: ['edited', 'view_once'], sender_name: 'Ana' }),
	);
	assert.deepEqual(
		[row.marks, row.origin, row.status, row.text, row.at],
		[['edited', 'view_once'], 'import', 'none', 'Olá 🌻', at],
	);
	assert.deepEqual(
		(await api.post('messages', message(id, at, 'again', { wa_id: '3EB0A1' }))).flaws(409, 'conflict'),
		['/wa_id not_unique'],
	);
	const bad = [
		[{ chat_id: '01900000-0000-7000-8000-000000000000' }, '/chat_id no_such_record'],
		[{ at: 1000 }, '/at out_of_range'],
		[{ at: Date.now() + 3 * 86_400_000 }, '/at out_of_range'],
		[{ at: '2026-10-01' }, '/at wrong_type'],
		[{ kind: 'rumour' }, '/kind not_a_choice'],
		[{ marks: ['edited', 'edited'] }, '/marks/1 repeated_field'],
		[{ marks: 'edited' }, '/marks wrong_type'],
		[{ text: 'x'.repeat(65_537) }, '/text too_long'],
	];
	for (const [more, flaw] of bad)
		assert.deepEqual((await api.post('messages', { ...message(id, at, 'x'), ...more })).flaws(), [flaw]);
	const edited = (await api.patch(`messages/${row.id}`, { text: 'Olá!', marks: [] })).is(200);
	assert.deepEqual([edited.text, edited.marks, edited.version], ['Olá!', [], 2]);
	assert.deepEqual(
		(await api.patch(`messages/${row.id}`, { at: at + 1, direction: 'out', sender_name: 'x' })).flaws(),
		['/at create_only', '/direction create_only', '/sender_name create_only'],
	);
});

test('a message in the bin is out of the thread, the count and the search', async () => {
	const { id } = await chat();
	const row = await api.make('messages', message(id, at, 'abracadabra'));
	const found = async () => (await api.get('search?q=abracadabra')).is(200).items.length;
	assert.equal(await found(), 1);
	(await api.delete(`messages/${row.id}`)).is(204);
	assert.deepEqual(
		[
			await found(),
			(await api.get(`messages:count?chat_id=${id}`)).is(200).count,
			(await api.get(`chats/${id}`)).is(200).message_count,
		],
		[0, 0, 0],
	);
	(await api.post(`messages/${row.id}:restore`)).is(200);
	assert.deepEqual(
		[
			await found(),
			(await api.get(`messages:count?chat_id=${id}`)).is(200).count,
			(await api.get(`chats/${id}`)).is(200).message_count,
		],
		[1, 1, 1],
	);
});

test('a chat in the bin hides its messages, wherever they are asked for', async () => {
	const { id } = await chat();
	const row = await api.make('messages', message(id, at, 'hocuspocus'));
	(await api.delete(`chats/${id}`)).is(204);
	(await api.get(`messages/${row.id}`)).refuses(404, 'not-found');
	(await api.patch(`messages/${row.id}`, { text: 'x' })).refuses(404, 'not-found');
	assert.deepEqual(await api.all('messages', { chat_id: id }), []);
	assert.deepEqual((await api.get('search?q=hocuspocus')).is(200).items, []);
	assert.deepEqual((await api.post('messages', message(id, at, 'x'))).flaws(), ['/chat_id no_such_record']);
	(await api.post(`chats/${id}:restore`)).is(200);
	assert.deepEqual(
		(await api.all('messages', { chat_id: id })).map((one) => one.id),
		[row.id],
	);
	assert.equal((await api.get('search?q=hocuspocus')).is(200).items.length, 1);
});

test('lists of chats are narrowed by what they are', async () => {
	const contact = await api.make('contacts', { name: 'Filtered' });
	const row = await chat({ contact_id: contact.id });
	const [me] = await api.all('members');
	(await api.patch(`chats/${row.id}`, { assignee_id: me.id })).is(200);
	for (const params of [{ contact_id: contact.id }, { assignee_id: me.id }])
		assert.deepEqual(
			(await api.all('chats', params)).map(({ id }) => id),
			[row.id],
		);
	assert.equal((await api.get(`chats/${row.id}`)).is(200).owner_id, me.id, 'whoever works on it owns it');
	assert.ok((await api.all('chats', { peer_kind: 'group' })).every(({ peer_kind }) => peer_kind === 'group'));
	assert.ok((await api.all('chats', { contact_id: '' })).every(({ contact_id }) => contact_id === null));
});

// Who works on a chat sees whom it is with: assigning says so when they would not, and hands the contact over when asked
// to, with all that hangs on it, at once or not at all.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { message, phone } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
let server, api, workspace_id, account;
const clients = {};
const ids = {};

async function addMember(name, role) {
	clients[name] = await server.addMember({ workspace_id, role, email: `${name}@example.test`, name });
	ids[name] = (await api.all('members')).find((member) => member.name === name).id;
}

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	for (const name of ['ana', 'bruno', 'caio']) await addMember(name, 'agent');
	await addMember('vera', 'viewer');
	await addMember('dora', 'admin');
	account = await api.make('wa_accounts', { name: 'Loja' });
	(await api.patch('workspace', { narrow: true })).is(200);
});
after(() => server.close());

let n = 100;
async function contactWith(owner_id, chats = 1) {
	const contact = await api.make('contacts', { name: `Pessoa ${n}`, owner_id });
	const made = [];
	for (let i = 0; i < chats; i++) {
		const chat = await api.make('chats', {
			account_id: account.id,
			peer_kind: 'person',
			peer_key: `${phone(n++).slice(1)}@s.whatsapp.net`,
			contact_id: contact.id,
		});
		await api.make('messages', message(chat.id, 1_790_000_000_000 + n, `linha ${n}`));
		made.push(chat);
	}
	return { contact, chats: made };
}
const read = async (path) => (await api.get(path)).is(200);
const assign = (client, chat, body) => client.post(`chats/${chat.id}:assign`, body);

test('assigning to somebody who cannot see the contact is refused and says what would help', async () => {
	const { contact, chats: [chat] } = await contactWith(ids.bruno);
	for (const reply of [
		await assign(api, chat, { assignee_id: ids.ana }),
		await api.patch(`chats/${chat.id}`, { assignee_id: ids.ana }),
	]) {
		assert.deepEqual(reply.flaws(), ['/assignee_id refused']);
		assert.match(reply.json.errors[0].detail, /hand it over as well/);
	}
	assert.equal((await read(`chats/${chat.id}`)).version, chat.version);
	assert.equal((await read(`contacts/${contact.id}`)).version, contact.version);
	(await assign(api, chat, { assignee_id: ids.dora })).is(200); // an admin sees all
	(await assign(api, chat, {})).is(200); // nobody's again
	assert.equal((await read(`chats/${chat.id}`)).assignee_id, null);
});

test('handing over moves the contact, and its chats whose members see it no longer, as one', async () => {
	const { contact, chats: [one, two, three, four] } = await contactWith(ids.bruno, 4);
	(await assign(api, two, { assignee_id: ids.bruno })).is(200);
	(await assign(api, three, { assignee_id: ids.dora })).is(200);
	const feeds = { ana: await Feed.follow(clients.ana), bruno: await Feed.follow(clients.bruno) };
	const chat = (await assign(api, one, { assignee_id: ids.ana, hand_over: true })).is(200);
	assert.deepEqual([chat.assignee_id, chat.owner_id], [ids.ana, ids.ana]);
	assert.equal((await read(`contacts/${contact.id}`)).owner_id, ids.ana);
	assert.equal((await read(`chats/${two.id}`)).assignee_id, ids.ana, 'Bruno would not see whom it is with');
	assert.equal((await read(`chats/${three.id}`)).assignee_id, ids.dora, 'Dora sees all');
	assert.deepEqual(
		[(await read(`chats/${four.id}`)).assignee_id, (await read(`chats/${four.id}`)).owner_id],
		[null, ids.ana],
	);
	for (const { id } of [one, two, four]) {
		(await clients.ana.get(`chats/${id}`)).is(200);
		(await clients.bruno.get(`chats/${id}`)).refuses(404, 'not-found');
	}
	(await clients.bruno.get(`contacts/${contact.id}`)).refuses(404, 'not-found');
	const { seq } = (await api.get('changes?limit=500')).is(200);
	for (const feed of Object.values(feeds)) await feed.reaches(seq - 1);
	for (const key of [`contacts/${contact.id}`, `chats/${one.id}`, `chats/${two.id}`, `chats/${four.id}`]) {
		assert.ok(feeds.ana.rows.has(key), key);
		assert.ok(!feeds.bruno.rows.has(key), key);
		assert.ok(feeds.bruno.changes.some(({ record, id, op }) => `${record}/${id}` === key && op === 'gone'), key);
	}
	for (const feed of Object.values(feeds)) await feed.close();
	const { items } = (await api.get(`history?record=contacts&row_id=${contact.id}`)).is(200);
	assert.ok(items.length > 0, 'and can be read up');
});

test('every refusal has a name, and leaves everything where it was', async () => {
	const { contact, chats: [chat] } = await contactWith(ids.bruno);
	const group = await api.make('chats', {
		account_id: account.id,
		peer_kind: 'group',
		peer_key: '120363000000000077@g.us',
		title: 'Grupo',
	});
	const refused = async (client, which, body, ...flaws) =>
		assert.deepEqual((await assign(client, which, body)).flaws(), flaws);
	await refused(api, chat, { hand_over: true }, '/hand_over refused');
	await refused(api, chat, { assignee_id: missing, hand_over: true }, '/assignee_id no_such_record');
	await refused(api, chat, { assignee_id: missing }, '/assignee_id no_such_record');
	await refused(api, chat, { assignee_id: ids.vera, hand_over: true }, '/assignee_id refused');
	await refused(api, chat, { assignee_id: ids.vera }, '/assignee_id refused');
	await refused(api, group, { assignee_id: ids.ana, hand_over: true }, '/hand_over refused');
	await refused(api, chat, { assignee_id: 7, hand_over: 'yes' }, '/assignee_id wrong_type', '/hand_over wrong_type');
	(await assign(clients.ana, chat, { assignee_id: ids.ana, hand_over: true })).refuses(404, 'not-found');
	(await assign(clients.ana, { id: missing }, { assignee_id: ids.ana })).refuses(404, 'not-found');
	(await assign(clients.vera, chat, { assignee_id: ids.ana })).refuses(403, 'forbidden');
	assert.equal((await read(`chats/${chat.id}`)).version, chat.version);
	assert.equal((await read(`contacts/${contact.id}`)).version, contact.version);
});

test('an agent hands over what is theirs, not what they only answer for', async () => {
	const { contact, chats: [chat] } = await contactWith(ids.ana);
	(await assign(clients.ana, chat, { assignee_id: ids.caio, hand_over: true })).is(200);
	(await clients.ana.get(`contacts/${contact.id}`)).refuses(404, 'not-found');
	(await clients.caio.get(`contacts/${contact.id}`)).is(200);
	(await api.patch('workspace', { narrow: false })).is(200);
	(await assign(api, chat, { assignee_id: ids.bruno })).is(200); // while everybody sees everything
	(await api.patch('workspace', { narrow: true })).is(200);
	assert.deepEqual((await assign(clients.bruno, chat, { assignee_id: ids.ana, hand_over: true })).flaws(), [
		'/hand_over refused',
	]);
	assert.equal((await read(`contacts/${contact.id}`)).owner_id, ids.caio);
});

test('asked again, or with the same key, it changes nothing more', async () => {
	const { contact, chats: [chat] } = await contactWith(ids.bruno);
	const body = { assignee_id: ids.ana, hand_over: true };
	const first = await api.post(`chats/${chat.id}:assign`, body, { 'Idempotency-Key': 'assign-1' });
	const again = await api.post(`chats/${chat.id}:assign`, body, { 'Idempotency-Key': 'assign-1' });
	assert.equal(again.text, first.text);
	assert.equal((await assign(api, chat, body)).is(200).version, first.json.version);
	assert.equal((await read(`contacts/${contact.id}`)).version, contact.version + 1);
});

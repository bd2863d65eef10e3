// Two agents' sockets, and an admin's, while ownership and assignment move at random: every event is held against a model
// of who sees what. Nobody is told of what they may not see, everybody is told of what they may, and of its leaving.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { chance, message, phone, pick } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

const MOVES = 200;
const PEOPLE = 8;
const seed = Number(process.env.KONTOR_SEED ?? Date.now() % 1_000_000);
const random = chance(seed);
let server, api, workspace_id, account, tags;
const clients = {};
const ids = {};
const feeds = {};
const world = { contacts: new Map(), chats: new Map(), notes: new Map() }; // id → the row as its last writer saw it

async function addMember(name, role) {
	clients[name] = await server.addMember({ workspace_id, role, email: `${name}@example.test`, name });
	ids[name] = (await api.all('members')).find((member) => member.name === name).id;
}

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	await addMember('ana', 'agent');
	await addMember('bruno', 'agent');
	await addMember('dora', 'admin');
	account = await api.make('wa_accounts', { name: 'Loja' });
	tags = [];
	for (const name of ['um', 'dois', 'três']) tags.push((await api.make('tags', { name })).id);
	(await api.patch('workspace', { narrow: true })).is(200);
	for (const name of Object.keys(clients)) feeds[name] = await Feed.follow(clients[name]);
});
after(async () => {
	for (const feed of Object.values(feeds)) await feed.close();
	await server.close();
});

// ---- the model

const ownerOfChat = (chat) => chat.assignee_id ?? world.contacts.get(chat.contact_id).owner_id;
const ownerOf = {
	contacts: (row) => row.owner_id,
	chats: ownerOfChat,
	notes: (row) => world.contacts.get(row.contact_id).owner_id,
};
const mayAll = (name) => name === 'dora';
const isTheirs = (name, owner) => mayAll(name) || owner === null || owner === ids[name];
/** Live and visible: "contacts/ID" → whether. */
function seenBy(name) {
	const seen = new Set();
	for (const [record, rows] of Object.entries(world))
		for (const [id, row] of rows) {
			// A note goes with its contact; a chat stays, and stays whose it was.
			const gone = row.gone || (record === 'notes' && world.contacts.get(row.contact_id).gone);
			if (!gone && isTheirs(name, ownerOf[record](row))) seen.add(`${record}/${id}`);
		}
	return seen;
}

// ---- moves

let n = 0;
const live = (record) => [...world[record].values()].filter((row) => !row.gone);
const someone = () => pick(random, [ids.ana, ids.bruno, null]);
const keep = (record, row) => world[record].set(row.id, { ...world[record].get(row.id), ...row });
const sync = async (record, id) => keep(record, (await api.get(`${record}/${id}`)).is(200));

async function makePerson() {
	const contact = await api.make('contacts', {
		name: `Pessoa ${n++}`,
		owner_id: someone(),
		tags: [pick(random, tags)],
		identities: [{ kind: 'phone', value: phone(n) }],
	});
	keep('contacts', contact);
	keep('notes', await api.make('notes', { contact_id: contact.id, text: `nota ${n}` }));
	const chat = await api.make('chats', {
		account_id: account.id,
		peer_kind: 'person',
		peer_key: `${phone(n).slice(1)}@s.whatsapp.net`,
		contact_id: contact.id,
	});
	keep('chats', chat);
}

const chatsOf = (contact) => live('chats').filter((chat) => chat.contact_id === contact.id);
const moves = {
	async own() {
		const contact = pick(random, live('contacts'));
		keep('contacts', (await api.patch(`contacts/${contact.id}`, { owner_id: someone() })).is(200));
		for (const { id } of chatsOf(contact)) await sync('chats', id);
	},
	async rename() {
		const contact = pick(random, live('contacts'));
		keep('contacts', (await api.patch(`contacts/${contact.id}`, { name: `Outra ${n++}` })).is(200));
	},
	async assign() {
		const chat = pick(random, live('chats'));
		const body = { assignee_id: someone(), hand_over: random() < 0.5 };
		const reply = await api.post(`chats/${chat.id}:assign`, body);
		if (reply.status === 422) return; // to somebody who would not see its contact, or over to nobody
		keep('chats', reply.is(200));
		if (!world.contacts.get(chat.contact_id).gone) await sync('contacts', chat.contact_id);
		for (const { id } of chatsOf(world.contacts.get(chat.contact_id))) await sync('chats', id);
	},
	async tag() {
		const contact = pick(random, live('contacts'));
		const reply = await api.post('contact_tags', { contact_id: contact.id, tag_id: pick(random, tags) });
		if (reply.status === 409) (await api.delete(`contact_tags/${(await api.all('contact_tags', { contact_id: contact.id }))[0].id}`)).is(204);
		else reply.is(201);
		await sync('contacts', contact.id);
	},
	async note() {
		const note = pick(random, live('notes'));
		if (!world.contacts.get(note.contact_id).gone)
			keep('notes', (await api.patch(`notes/${note.id}`, { text: `texto ${n++}` })).is(200));
	},
	async say() {
		const chat = pick(random, live('chats'));
		await api.make('messages', message(chat.id, 1_790_000_000_000 + n++, `linha ${n}`));
		await sync('chats', chat.id);
		if (!world.contacts.get(chat.contact_id).gone) await sync('contacts', chat.contact_id);
	},
	async drop() {
		const contact = pick(random, live('contacts'));
		(await api.delete(`contacts/${contact.id}`)).is(204);
		keep('contacts', { id: contact.id, gone: true });
		for (const { id } of chatsOf(contact)) keep('chats', (await api.get(`chats/${id}`)).json);
	},
	async restore() {
		const gone = [...world.contacts.values()].filter((row) => row.gone);
		if (gone.length === 0) return;
		const { id } = pick(random, gone);
		const row = (await api.post(`contacts/${id}:restore`, {})).is(200);
		keep('contacts', { ...row, gone: false });
		for (const chat of chatsOf(row)) await sync('chats', chat.id);
	},
};

// ---- what must hold after each move

let position;
/** Everybody's socket has everything up to now: a tag of no importance goes to all. */
async function settle() {
	const { name } = (await api.patch(`tags/${tags[0]}`, { name: `tag ${n++}` })).is(200);
	for (const feed of Object.values(feeds)) ({ seq: position } = await feed.change(({ row }) => row?.name === name));
}

/** Events that came to a socket since, and the rows it showed before. */
const marks = {};
function newEvents(name) {
	const all = feeds[name].changes;
	const since = all.slice(marks[name] ?? 0);
	marks[name] = all.length;
	return since.filter(({ record }) => record in world);
}

function check(what, before) {
	for (const name of Object.keys(clients)) {
		const now = seenBy(name);
		const events = newEvents(name);
		for (const { record, id, op, row } of events) {
			const key = `${record}/${id}`;
			if (op !== 'put') assert.equal(row, undefined, `${what}: gone tells nothing`);
			else assert.ok(now.has(key), `${what}: ${name} is told of ${key}`);
		}
		for (const key of before[name]) // a contact that left may take along what hangs on it
			if (!now.has(key)) {
				const [record, id] = key.split('/');
				const contact = world[record].get(id).contact_id;
				assert.ok(
					events.some((event) => event.op === 'gone' && (event.id === id || event.id === contact)),
					`${what}: ${name} is not told that ${key} has left`,
				);
			}
		for (const key of now) {
			const [record, id] = key.split('/');
			if (before[name].has(key) || record === 'notes') continue; // notes of one that came are asked for
			const row = feeds[name].rows.get(key);
			assert.ok(row, `${what}: ${name} is not told of ${key}`);
			if (record === 'contacts') {
				assert.deepEqual(row.tags.toSorted(), world.contacts.get(id).tags.toSorted(), `${what}: with its tags`);
				assert.ok(Array.isArray(row.identities), `${what}: with its addresses`);
			}
		}
		for (const { record, id, op } of events) {
			const key = `${record}/${id}`;
			if (op !== 'put' || record !== 'contacts') continue;
			const want = world.contacts.get(id);
			assert.deepEqual(
				[feeds[name].rows.get(key).name, feeds[name].rows.get(key).owner_id, feeds[name].rows.get(key).version],
				[want.name, want.owner_id, want.version],
				`${what}: ${name} has ${key} as it is`,
			);
		}
	}
}

test(`K22 ${MOVES} random moves, seed ${seed}: each event is one that the model says`, async () => {
	for (let i = 0; i < PEOPLE; i++) await makePerson();
	await settle();
	for (const name of Object.keys(clients)) newEvents(name);
	const names = Object.keys(moves);
	const made = new Set();
	for (let i = 0; i < MOVES; i++) {
		const before = Object.fromEntries(Object.keys(clients).map((name) => [name, seenBy(name)]));
		const move = live('contacts').length < 3 ? 'restore' : pick(random, names);
		if (i % 25 === 24) await makePerson();
		else await moves[move]();
		await settle();
		check(`move ${i}, ${move}, seed ${seed}`, before);
		made.add(move);
	}
	assert.ok(made.size >= 7, [...made].join());
	// And whoever comes back from the beginning has what a list shows.
	for (const name of Object.keys(clients)) {
		const listed = (await clients[name].all('contacts')).map(({ id }) => `contacts/${id}`).toSorted();
		assert.deepEqual([...seenBy(name)].filter((key) => key.startsWith('contacts/')).toSorted(), listed, name);
		const { epoch } = (await clients[name].get('changes?limit=1')).is(200);
		const again = await Feed.follow(clients[name], { since: 0, epoch });
		await again.reaches(position);
		for (const key of again.rows.keys())
			if (key.startsWith('contacts/')) assert.ok(listed.includes(key), `${name} resumes with ${key}`);
		await again.close();
	}
});

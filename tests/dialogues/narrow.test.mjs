// "Agents see only what is assigned to them": mine and nobody's, wherever rows can show.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { chance, message, phone, pick } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const at = Date.UTC(2026, 8, 1);
let server, api, workspace_id, account, vip, size;
const agents = {}; // name → {client, id}
const rows = {}; // whose → everything that hangs on one of their contacts

async function addAgent(name) {
	const client = await server.addMember({ workspace_id, role: 'agent', email: `${name}@example.test`, name });
	const { id } = (await api.all('members')).find((member) => member.name === name);
	agents[name] = { client, id };
}

/** A contact with an owner (or nobody) and one of everything that hangs on it. */
async function everything(whose, owner_id, n) {
	const contact = await api.make('contacts', {
		name: `Kontakt ${whose} ${n}`,
		owner_id,
		tags: [vip.id],
		custom: { [size.id]: `size ${whose}` },
		company: `Firma ${whose}`,
		identities: [
			{ kind: 'phone', value: phone(n) },
			{ kind: 'email', value: `${whose}${n}@example.test` },
		],
	});
	const note = await api.make('notes', { contact_id: contact.id, text: `Notiz ${whose}` });
	const chat = await api.make('chats', {
		account_id: account.id,
		peer_kind: 'person',
		peer_key: `${phone(n).slice(1)}@s.whatsapp.net`,
		contact_id: contact.id,
		title: `Chat ${whose}`,
	});
	const said = await api.make('messages', message(chat.id, at + n, `Nachricht ${whose}`));
	const [link] = await api.all('contact_tags', { contact_id: contact.id });
	return {
		contacts: contact.id,
		contact_identities: contact.identities[0].id,
		contact_tags: link.id,
		notes: note.id,
		chats: chat.id,
		messages: said.id,
		phone: phone(n),
	};
}

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	await addAgent('Asha');
	await addAgent('Ben');
	account = await api.make('wa_accounts', { name: 'Loja' });
	vip = await api.make('tags', { name: 'VIP' });
	size = await api.make('custom_fields', { name: 'Size', kind: 'text', data_class: 'none' });
	rows.asha = await everything('asha', agents.Asha.id, 1);
	rows.ben = await everything('ben', agents.Ben.id, 2);
	rows.nobody = await everything('nobody', null, 3);
	(await api.patch('workspace', { narrow: true })).is(200);
});
after(() => server.close());

const records = ['contacts', 'contact_identities', 'contact_tags', 'notes', 'chats', 'messages'];
const missing = '01900000-0000-7000-8000-000000000000';
const sameBytes = (reply) => {
	const { request_id, ...rest } = reply.refuses(404, 'not-found');
	assert.ok(request_id);
	return JSON.stringify(rest);
};

test("K22 lists and counts hold mine and nobody's, the owner's hold all", async () => {
	for (const record of records) {
		const mine = (await agents.Asha.client.all(record)).map(({ id }) => id);
		assert.ok(
			mine.includes(rows.asha[record]) && mine.includes(rows.nobody[record]) && !mine.includes(rows.ben[record]),
			record,
		);
		assert.equal((await agents.Asha.client.get(`${record}:count`)).is(200).count, mine.length, record);
		const all = (await api.all(record)).map(({ id }) => id);
		for (const whose of ['asha', 'ben', 'nobody'])
			assert.ok(all.includes(rows[whose][record]), `${record} of ${whose}`);
	}
	for (const sort of ['name', '-name', 'last_message_at', '-last_message_at', 'id'])
		assert.deepEqual(
			(await agents.Asha.client.all('contacts', { sort, limit: 1 })).map(({ id }) => id),
			(await api.all('contacts', { sort })).map(({ id }) => id).filter((id) => id !== rows.ben.contacts),
			sort,
		);
});

test("K22 filters find nothing of another's, whichever way they lead to it", async () => {
	const { client } = agents.Asha;
	for (const [record, params] of [
		['contacts', { owner_id: agents.Ben.id }],
		['contacts', { company: 'Firma ben' }],
		['contacts', { [`custom.${size.id}`]: 'size ben' }],
		['notes', { contact_id: rows.ben.contacts }],
		['chats', { contact_id: rows.ben.contacts }],
		['messages', { chat_id: rows.ben.chats }],
		['contact_identities', { contact_id: rows.ben.contacts }],
		['contact_identities', { value: rows.ben.phone }],
		['contact_tags', { contact_id: rows.ben.contacts }],
	]) {
		assert.deepEqual(await client.all(record, params), [], `${record} ${JSON.stringify(params)}`);
		assert.equal((await client.get(`${record}:count${query(params)}`)).is(200).count, 0);
		assert.ok((await api.all(record, params)).length > 0);
	}
	assert.deepEqual(
		(await client.all('contacts', { tags: vip.id })).map(({ id }) => id).sort(),
		[rows.asha.contacts, rows.nobody.contacts].sort(),
	);
});

test('K22 what is not seen answers like what is not there: read, change, delete, restore, act, link', async () => {
	const { client } = agents.Asha;
	for (const record of records)
		for (const [method, tail, body] of [
			['GET', '', undefined],
			['PATCH', '', {}],
			['POST', ':restore', undefined],
		]) {
			if (tail && ['chats', 'messages'].includes(record)) continue; // for admins, who see all
			if (body && record === 'contact_tags') continue; // links do not change
			const there = await client.request(method, `${record}/${rows.ben[record]}${tail}`, body);
			assert.equal(
				sameBytes(there),
				sameBytes(await client.request(method, `${record}/${missing}${tail}`, body)),
				`${method} ${record}${tail}`,
			);
		}
	for (const record of ['contacts', 'contact_identities', 'contact_tags', 'notes'])
		sameBytes(await client.delete(`${record}/${rows.ben[record]}`));
	for (const [record, body, flaw] of [
		['notes', { contact_id: rows.ben.contacts, text: 'x' }, '/contact_id no_such_record'],
		[
			'contact_identities',
			{ contact_id: rows.ben.contacts, kind: 'email', value: 'x@example.test' },
			'/contact_id no_such_record',
		],
		['contact_tags', { contact_id: rows.ben.contacts, tag_id: vip.id }, '/contact_id no_such_record'],
		['messages', message(rows.ben.chats, at, 'x'), '/chat_id no_such_record'],
		[
			'chats',
			{
				account_id: account.id,
				peer_kind: 'person',
				peer_key: '5511900000099@s.whatsapp.net',
				contact_id: rows.ben.contacts,
			},
			'/contact_id no_such_record',
		],
	])
		assert.deepEqual((await client.post(record, body)).flaws(), [flaw], record);
	assert.deepEqual((await client.patch(`chats/${rows.asha.chats}`, { contact_id: rows.ben.contacts })).flaws(), [
		'/contact_id no_such_record',
	]);
	for (const path of [
		`timeline?contact_id=${rows.ben.contacts}`,
		`history?record=contacts&row_id=${rows.ben.contacts}`,
		`history?record=messages&row_id=${rows.ben.messages}`,
	])
		sameBytes(await client.get(path));
	const batch = (
		await client.post('notes:batch', {
			items: [
				{ op: 'patch', id: rows.ben.notes, body: { text: 'x' } },
				{ op: 'delete', id: rows.ben.notes },
			],
		})
	).is(200).items;
	assert.deepEqual(
		batch.map(({ status }) => status),
		[404, 404],
	);
	assert.deepEqual((await api.get(`notes/${rows.ben.notes}`)).is(200).text, 'Notiz ben');
});

test("K22 a clash with another's row tells neither its id nor its name", async () => {
	const { client } = agents.Asha;
	const clash = await client.post('contacts', { name: 'x', identities: [{ kind: 'phone', value: rows.ben.phone }] });
	clash.refuses(409, 'conflict');
	const resolved = await client.post('contacts:resolve', { identities: [{ kind: 'phone', value: rows.ben.phone }] });
	resolved.refuses(409, 'conflict');
	const taken = await client.post('contacts', { id: rows.ben.contacts, name: 'x' });
	taken.refuses(409, 'conflict');
	for (const reply of [clash, resolved, taken])
		for (const secret of [rows.ben.contact_identities, 'Kontakt ben', 'Firma'])
			assert.ok(!reply.text.includes(secret), reply.text);
	for (const reply of [clash, resolved]) assert.ok(!reply.text.includes(rows.ben.contacts), reply.text);
});

test("K22 search finds mine and nobody's", async () => {
	const { client } = agents.Asha;
	for (const word of ['Kontakt', 'Notiz', 'Chat', 'Nachricht', 'Firma', '9800', rows.ben.phone, 'example']) {
		const { text } = await client.get(`search${query({ q: word, limit: 100 })}`);
		for (const secret of ['ben', ...Object.values(rows.ben)])
			assert.ok(!text.toLowerCase().includes(secret), `${word}: ${text}`);
	}
	assert.equal((await client.get('search?q=Nachricht')).is(200).items.length, 2);
	assert.equal((await api.get('search?q=Nachricht')).is(200).items.length, 3);
});

test("K22 changes tell nothing of another's rows", async () => {
	const { client } = agents.Asha;
	let seq = 0;
	for (;;) {
		const reply = await client.get(`changes?since=${seq}&limit=500`);
		const got = reply.is(200);
		for (const { row, op } of got.items)
			if (op === 'put') assert.ok(!JSON.stringify(row).includes(rows.ben.contacts), JSON.stringify(row));
		if (got.seq === seq) break;
		seq = got.seq;
	}
});

test('whoever is no agent is not narrowed; a viewer reads all', async () => {
	for (const role of ['viewer', 'admin']) {
		const client = await server.addMember({ workspace_id, role });
		assert.equal((await client.get(`contacts/${rows.ben.contacts}`)).is(200).id, rows.ben.contacts);
		assert.equal((await client.get('contacts:count')).is(200).count, 3);
	}
});

test('a chat can only be handed to somebody who sees its contact', async () => {
	assert.deepEqual((await api.patch(`chats/${rows.ben.chats}`, { assignee_id: agents.Asha.id })).flaws(), [
		'/assignee_id refused',
	]);
	assert.equal(
		(await api.patch(`chats/${rows.nobody.chats}`, { assignee_id: agents.Asha.id })).is(200).assignee_id,
		agents.Asha.id,
	);
	(await agents.Ben.client.get(`chats/${rows.nobody.chats}`)).refuses(404, 'not-found');
	(await agents.Ben.client.get(`messages/${rows.nobody.messages}`)).refuses(404, 'not-found');
	(await agents.Ben.client.get(`contacts/${rows.nobody.contacts}`)).is(200);
	(await api.patch(`chats/${rows.nobody.chats}`, { assignee_id: null })).is(200);
	(await agents.Ben.client.get(`chats/${rows.nobody.chats}`)).is(200);
});

test('K22 the feed: while ownership moves, each event is one its reader may see', async () => {
	const feeds = { Asha: await Feed.follow(agents.Asha.client), Ben: await Feed.follow(agents.Ben.client) };
	const boss = await Feed.follow(api);
	const owners = [agents.Asha.id, agents.Ben.id, null];
	const random = chance(77);
	const contacts = [];
	for (let i = 0; i < 8; i++) contacts.push(await everything(`mover${i}`, pick(random, owners), 100 + i));
	for (let i = 0; i < 150; i++) {
		const row = pick(random, contacts);
		const what = random();
		if (what < 0.5) (await api.patch(`contacts/${row.contacts}`, { owner_id: pick(random, owners) })).is(200);
		else if (what < 0.65) (await api.patch(`contacts/${row.contacts}`, { job_title: `t${i}` })).is(200);
		else if (what < 0.8) await api.make('messages', message(row.chats, at + 1000 + i, `m${i}`));
		else if (what < 0.9) (await api.patch(`notes/${row.notes}`, { text: `note ${i}` })).is(200);
		else
			await api.make('contact_identities', {
				contact_id: row.contacts,
				kind: 'email',
				value: `mail${i}@example.test`,
			});
	}
	const last = await api.make('tags', { name: 'the end' });
	await boss.change(({ id }) => id === last.id);
	for (const [name, feed] of Object.entries(feeds)) {
		await feed.change(({ id }) => id === last.id);
		const { id: me, client } = agents[name];
		const mayOwn = (owner_id) => owner_id === null || owner_id === me;
		for (const { record, op, row } of feed.changes)
			if (op === 'put' && 'owner_id' in row)
				assert.ok(mayOwn(row.owner_id), `${name} was told of ${record} ${row.id} of ${row.owner_id}`);
		// What hangs on a row is forgotten with it: a client does that by reference.
		for (const record of ['contacts', 'chats']) {
			const seen = new Map(
				(await client.all(record, record === 'contacts' ? { with: 'identities,tags,custom' } : {})).map(
					(row) => [row.id, row],
				),
			);
			for (const mover of contacts)
				assert.deepEqual(
					feed.rows.get(`${record}/${mover[record]}`),
					seen.get(mover[record]),
					`${name} ${record}`,
				);
		}
	}
	for (const mover of contacts) assert.equal(boss.rows.get(`contacts/${mover.contacts}`).id, mover.contacts);
	await Promise.all([...Object.values(feeds), boss].map((feed) => feed.close()));
});

test('K22 whoever was away while a contact was taken from them hears that it is gone, and no more', async () => {
	const feed = await Feed.follow(agents.Asha.client);
	feed.ws.drop();
	(await api.patch(`contacts/${rows.asha.contacts}`, { owner_id: agents.Ben.id })).is(200);
	(await api.patch(`contacts/${rows.asha.contacts}`, { job_title: 'secret' })).is(200);
	await api.make('notes', { contact_id: rows.asha.contacts, text: 'secret' });
	const back = await Feed.follow(agents.Asha.client, { since: feed.seq, epoch: feed.epoch });
	const gone = await back.change(({ id }) => id === rows.asha.contacts);
	assert.equal(gone.op, 'gone');
	assert.ok(!JSON.stringify(back.frames).includes('secret'));
	await back.close();
	(await api.patch(`contacts/${rows.asha.contacts}`, { owner_id: agents.Asha.id })).is(200);
});

test('switching narrowing takes effect at once, for open sockets too', async () => {
	const feed = await Feed.follow(agents.Asha.client);
	const boss = await Feed.follow(api);
	const reloads = () => feed.take() && feed.frames.filter((frame) => frame.reload === null).length;
	(await api.patch('workspace', { narrow: false })).is(200);
	await until(() => reloads() === 1, 1000);
	(await agents.Asha.client.get(`contacts/${rows.ben.contacts}`)).is(200);
	(await api.patch(`contacts/${rows.ben.contacts}`, { job_title: 'seen by all' })).is(200);
	await feed.change(({ row }) => row?.job_title === 'seen by all');
	(await api.patch('workspace', { narrow: true })).is(200);
	await until(() => reloads() === 2, 1000);
	(await api.patch(`contacts/${rows.ben.contacts}`, { job_title: 'not for Asha' })).is(200);
	(await api.patch('workspace', { name: 'Another name' })).is(200);
	await feed.change(({ row }) => row?.name === 'Another name');
	assert.ok(!feed.changes.some(({ row }) => row?.job_title === 'not for Asha'));
	await boss.change(({ row }) => row?.name === 'Another name');
	assert.ok(!boss.frames.some((frame) => frame.reload === null), 'whoever sees all sees no other rows');
	await Promise.all([feed.close(), boss.close()]);
	(await agents.Asha.client.get(`contacts/${rows.ben.contacts}`)).refuses(404, 'not-found');
	await server.restart();
	(await agents.Asha.client.get(`contacts/${rows.ben.contacts}`)).refuses(404, 'not-found');
});

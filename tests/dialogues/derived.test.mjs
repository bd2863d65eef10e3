// Derived columns: whatever happens to the rows they come from, they say what counting anew would.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { chance, message, phone, pick } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';

let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

/** What every derived column must say, worked out from what the lists hold. */
async function recount() {
	const [contacts, identities, links, chats, messages] = await Promise.all(
		['contacts', 'contact_identities', 'contact_tags', 'chats', 'messages'].map((record) =>
			api.all(record, { sort: 'id' }),
		),
	);
	const owner = new Map(contacts.map((row) => [row.id, row.owner_id]));
	const newest = (rows) => rows.reduce((most, row) => Math.max(most, row.at ?? row.last_message_at ?? 0), 0) || null;
	const of = (rows, field, id) => rows.filter((row) => row[field] === id);
	const expected = new Map();
	for (const tag of await api.all('tags'))
		expected.set(`tags/${tag.id}`, [{ contact_count: of(links, 'tag_id', tag.id).length }, tag]);
	const now = chats.map((chat) => {
		const said = of(messages, 'chat_id', chat.id);
		const derived = {
			message_count: said.length,
			last_message_at: newest(said),
			owner_id: chat.assignee_id ?? (chat.contact_id === null ? null : ownerOf(owner, chat)),
		};
		expected.set(`chats/${chat.id}`, [derived, chat]);
		return { ...chat, ...derived };
	});
	for (const contact of contacts) {
		const phones = of(identities, 'contact_id', contact.id).filter(({ kind }) => kind === 'phone');
		expected.set(`contacts/${contact.id}`, [
			{
				last_message_at: newest(of(now, 'contact_id', contact.id)),
				display_phone: phones.sort((a, b) => (a.id < b.id ? -1 : 1))[0]?.value ?? null,
				unread: 0,
			},
			contact,
		]);
	}
	return expected;
}

/** A contact in the bin keeps its owner, and so do its chats. */
function ownerOf(owners, chat) {
	return owners.has(chat.contact_id) ? owners.get(chat.contact_id) : chat.owner_id;
}

async function holds(when) {
	for (const [key, [derived, row]] of await recount())
		for (const [name, value] of Object.entries(derived))
			assert.deepEqual(row[name], value, `${key}.${name} ${when}`);
}

test('two thousand things that people do, one by one, at once and in batches', async () => {
	const random = chance(4242);
	const account = await api.make('wa_accounts', { name: 'Loja' });
	await server.addMember({ workspace_id, role: 'agent' });
	const members = [null, ...(await api.all('members')).map(({ id }) => id)];
	const known = { contacts: [], tags: [], chats: [], messages: [], contact_tags: [], contact_identities: [] };
	let n = 0;
	const some = (record) => pick(random, known[record]);
	const at = () => Date.UTC(2026, 8, 1) + Math.floor(random() * 1000) * 1000;
	const create = {
		contacts: () => ({
			name: `c${n}`,
			owner_id: pick(random, members),
			identities: random() < 0.5 ? [{ kind: 'phone', value: phone(n) }] : [],
			tags: known.tags.length > 0 && random() < 0.5 ? [some('tags')] : [],
		}),
		tags: () => ({ name: `t${n}` }),
		chats: () => ({
			account_id: account.id,
			peer_kind: 'person',
			peer_key: `${phone(n).slice(1)}@s.whatsapp.net`,
			contact_id: random() < 0.7 ? some('contacts') : null,
			assignee_id: random() < 0.3 ? pick(random, members) : null,
		}),
		messages: () => message(some('chats'), at(), `m${n}`),
		contact_tags: () => ({ contact_id: some('contacts'), tag_id: some('tags') }),
		contact_identities: () => ({
			contact_id: some('contacts'),
			kind: random() < 0.7 ? 'phone' : 'email',
			value: random() < 0.7 ? phone(100_000 + n) : `e${n}@example.test`,
		}),
	};
	const patch = {
		contacts: () => (random() < 0.7 ? { owner_id: pick(random, members) } : { name: `p${n}` }),
		chats: () =>
			random() < 0.5
				? { contact_id: pick(random, [null, some('contacts')]) }
				: { assignee_id: pick(random, members) },
		contact_identities: () => ({ contact_id: some('contacts') }),
		messages: () => ({ text: `edited ${n}` }),
		tags: () => ({ name: `renamed ${n}` }),
	};
	const records = [
		'contacts',
		'tags',
		'chats',
		'messages',
		'messages',
		'messages',
		'contact_tags',
		'contact_identities',
	];
	const step = () => {
		n++;
		const record = pick(random, records);
		const what = random();
		if (known[record].length < 3 || what < 0.45) return { op: 'create', record, body: create[record]() };
		if (what < 0.65 && patch[record]) return { op: 'patch', record, id: some(record), body: patch[record]() };
		if (what < 0.85) return { op: 'delete', record, id: some(record) };
		return { op: 'restore', record, id: some(record) };
	};
	const run = async ({ op, record, id, body }) => {
		const reply =
			op === 'create'
				? await api.post(record, body)
				: op === 'patch'
					? await api.patch(`${record}/${id}`, body)
					: op === 'delete'
						? await api.delete(`${record}/${id}`)
						: await api.post(`${record}/${id}:restore`);
		assert.ok(reply.status < 500, reply.text);
		if (reply.status === 201) known[record].push(reply.json.id);
	};
	for (const record of ['tags', 'contacts', 'chats', 'messages', 'contact_tags', 'contact_identities'])
		for (let i = 0; i < 4; i++, n++) await run({ op: 'create', record, body: create[record]() });

	for (let round = 0; round < 10; round++) {
		for (let i = 0; i < 60; i++) await run(step());
		await holds(`after steps one by one, round ${round}`);
		await Promise.all(Array.from({ length: 100 }, step).map(run));
		await holds(`after steps at once, round ${round}`);
		const record = pick(random, records);
		const items = Array.from(
			{ length: 40 },
			() => (
				n++,
				random() < 0.6
					? { op: 'create', body: create[record]() }
					: random() < 0.5
						? { op: 'delete', id: some(record) }
						: { op: 'patch', id: some(record), body: patch[record]?.() ?? {} }
			),
		);
		for (const { status, id } of (await api.post(`${record}:batch`, { items })).is(200).items)
			if (status === 201) known[record].push(id);
		await holds(`after a batch of ${record}, round ${round}`);
	}
	await server.restart();
	await holds('after a restart');
});

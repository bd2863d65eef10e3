// Who may do what to whose: every route that names a row × every role × whose the row is × whether agents see only their
// own. Routes come from the program, scopes from the declarations; a route without an entry here fails.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { webp } from './lib/media.mjs';
import { message, phone } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { bodiesOn, bringFile, face, makeWorld, ownedRecords, routesOf } from './lib/world.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const ranks = { viewer: 1, agent: 2, admin: 3, owner: 4 };
const situations = ['own', 'others', 'unassigned'];
const owned = ownedRecords();
let server, api, workspace_id, routes, meta, foreign;
const clients = {}; // by role; the agent is Ana
const ids = {};
const shared = {}; // rows that are everybody's
let n = 100;

async function addMember(name, role) {
	const client = await server.addMember({ workspace_id, role, email: `${name}@example.test`, name });
	ids[name] = (await api.all('members')).find((member) => member.name === name).id;
	return client;
}

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	clients.owner = api;
	clients.agent = await addMember('ana', 'agent');
	clients.bruno = await addMember('bruno', 'agent');
	clients.viewer = await addMember('vera', 'viewer');
	clients.admin = await addMember('dora', 'admin');
	routes = (await routesOf(server)).filter(({ who, path }) => who === 'member' && path.includes('{id}'));
	meta = (await api.get('meta')).is(200).records;
	shared.wa_accounts = await api.make('wa_accounts', { name: 'Loja' });
	shared.tags = await api.make('tags', { name: 'VIP' });
	shared.custom_fields = await api.make('custom_fields', { name: 'Size', kind: 'text', data_class: 'none' });
	const { workspace_id: there } = await server.addUser({ email: 'eve@example.test', name: 'Eve', workspace: 'Elsewhere' });
	foreign = await makeWorld(await server.token({ workspace_id: there, email: 'eve@example.test' }), 7_000_000);
});
after(() => server.close());

// ---- rows, each made for one try

const ownerOf = (whose) => ({ own: ids.ana, others: ids.bruno, unassigned: null })[whose];
const contactOf = (whose) =>
	api.make('contacts', {
		name: `Pessoa ${n++}`,
		owner_id: ownerOf(whose),
		identities: [{ kind: 'email', value: `p${n}@example.test` }],
	});
const chatOf = async (whose) =>
	api.make('chats', {
		account_id: shared.wa_accounts.id,
		peer_kind: 'person',
		peer_key: `${phone(n++).slice(1)}@s.whatsapp.net`,
		contact_id: (await contactOf(whose)).id,
	});
const uploadOf = async (whose) =>
	(
		await { own: clients.agent, others: clients.bruno }[whose].post(
			`import_runs${query({ name: `${n++}.csv` })}`,
			`Name,Phone\nPessoa ${n},${phone(n)}\n`,
			{ 'Content-Type': 'text/csv' },
		)
	).is(201);

const attachmentOf = async (whose) =>
	api.make('attachments', { contact_id: (await contactOf(whose)).id, file_id: (await bringFile(api, n)).id, name: `${n++}.png` });
/** A file is whose what it is attached to is. */
const fileOf = async (whose) => {
	const { file_id: id } = await attachmentOf(whose);
	(await api.request('PUT', `files/${id}:thumbnail`, webp(), { 'Content-Type': 'image/webp' })).is(200);
	return { id };
};

/** Makes a row of the record that belongs to them; null: there is no such row. */
const makers = {
	contacts: contactOf,
	contact_identities: async (whose) =>
		api.make('contact_identities', { contact_id: (await contactOf(whose)).id, kind: 'phone', value: phone(n++) }),
	contact_tags: async (whose) =>
		api.make('contact_tags', { contact_id: (await contactOf(whose)).id, tag_id: shared.tags.id }),
	notes: async (whose) => api.make('notes', { contact_id: (await contactOf(whose)).id, text: `nota ${n++}` }),
	chats: chatOf,
	messages: async (whose) =>
		api.make('messages', message((await chatOf(whose)).id, Date.UTC(2026, 8, 1) + n++, `linha ${n}`)),
	import_runs: async (whose) => (whose === 'unassigned' ? null : uploadOf(whose)),
	tags: () => api.make('tags', { name: `tag ${n++}` }),
	custom_fields: () => api.make('custom_fields', { name: `field ${n++}`, kind: 'text', data_class: 'none' }),
	wa_accounts: () => api.make('wa_accounts', { name: `Number ${n++}` }),
	attachments: attachmentOf,
	members: (whose) => (whose === 'unassigned' ? null : { id: ownerOf(whose) }),
};

// ---- what each route answers to whoever may; the body it is asked with

const bin = async (record, { id }) => (await api.delete(`${record}/${id}`)).is(204);
const generic = {
	GET: { ok: [200] },
	PATCH: { body: {}, ok: [200] },
	DELETE: { ok: [204] },
	'POST :restore': { body: {}, ok: [200], prepare: bin },
};
const entries = {
	'POST chats:assign': { body: {}, ok: [200] },
	'GET files': { ok: [200], make: fileOf },
	'GET files:thumbnail': { ok: [200], make: fileOf },
	'PUT files:thumbnail': { body: webp(), ok: [200], make: fileOf },
	'GET import_runs:preview': { ok: [200] },
	'GET import_runs:errors': { ok: [200] },
	'POST import_runs:plan': { body: {}, ok: [200] },
	'POST import_runs:start': { body: {}, ok: [200] },
	'POST import_runs:cancel': { body: {}, ok: [200] },
	'PATCH members': { body: { role: 'agent' }, ok: [200] },
	// Who may take whom out, and whose tokens and invitations are shown to whom, is not a matter of scope: see team,
	// tokens, invites. Here: rows of another workspace are not there.
	'POST members:remove': { body: {}, elsewhere: true },
	'DELETE invites': { elsewhere: true },
	'DELETE tokens': { elsewhere: true },
};

/** "POST /api/v1/chats/{id}:assign" → ["chats", ":assign"] */
const partsOf = (path) => /^\/api\/v1\/(\w+)\/\{id\}(.*)$/.exec(path)?.slice(1) ?? [];
function entryOf({ method, path }) {
	const [record, tail] = partsOf(path);
	return entries[`${method} ${record}${tail}`] ?? (makers[record] && generic[`${method} ${tail}`.trim()]);
}

const sees = (record, role, narrow, whose) => !(role === 'agent' && narrow && (record === 'files' || owned.has(record)) && whose === 'others');
const setNarrow = async (narrow) => (await api.patch('workspace', { narrow })).is(200);
const ask = (client, { method, path }, id, body) => client.request(method, path.replace('{id}', id), body);

test('every route that names a row has an entry', () => {
	const lacking = routes.filter((route) => entryOf(route) === undefined).map(({ method, path }) => `${method} ${path}`);
	assert.deepEqual(lacking, [], 'say what they answer, and how such a row is made');
	assert.ok(routes.length >= 48);
	assert.deepEqual([...owned].toSorted(), [
		'attachments', 'chats', 'contact_identities', 'contact_tags', 'contacts', 'import_runs', 'messages', 'notes',
	]);
});

for (const narrow of [false, true])
	for (const role of Object.keys(ranks))
		test(`${role}, ${narrow ? 'agents see only their own' : 'agents see all'}`, async () => {
			let tried = 0;
			await setNarrow(narrow);
			for (const route of routes) {
				const [record] = partsOf(route.path);
				const { body, ok, prepare, elsewhere, make = makers[record] } = entryOf(route);
				const { id: there } = foreign.rows[record] ?? foreign.others[record];
				const nowhere = await ask(clients[role], route, missing, body);
				const may = ranks[role] >= ranks[route.least];
				const what = (whose) => `${role} ${route.method} ${route.path} ${whose}`;
				assert.equal(nowhere.status, may ? 404 : 403, what('missing'));
				assert.equal(face(await ask(clients[role], route, there, body)), face(nowhere), what('foreign'));
				for (const whose of elsewhere ? [] : situations) {
					const row = await make(whose);
					if (row === null) continue;
					await prepare?.(record, row);
					const reply = await ask(clients[role], route, row.id, body);
					if (may && sees(record, role, narrow, whose))
						assert.ok(ok.includes(reply.status), `${what(whose)}: ${reply.status} ${reply.text.slice(0, 300)}`);
					else assert.equal(face(reply), face(nowhere), what(whose));
					tried++;
				}
			}
			assert.ok(tried > 120, `${tried} tries`);
		});

for (const narrow of [false, true])
	test(`lists and counts, ${narrow ? 'agents see only their own' : 'agents see all'}`, async () => {
		await setNarrow(narrow);
		for (const [record, make] of Object.entries(makers)) {
			const rows = [];
			for (const whose of situations) {
				const row = await make(whose);
				if (row !== null) rows.push({ whose, id: row.id });
			}
			for (const role of Object.keys(ranks)) {
				if (role === 'viewer' && record === 'import_runs') continue; // for agents
				const listed = (await clients[role].all(record)).map(({ id }) => id);
				for (const { whose, id } of rows)
					assert.equal(listed.includes(id), sees(record, role, narrow, whose), `${role} ${record} ${whose}`);
				assert.ok(!listed.includes(foreign.rows[record].id));
				assert.equal((await clients[role].get(`${record}:count`)).is(200).count, listed.length, `${role} ${record}`);
			}
		}
	});

/** What one narrowed agent cannot tell apart: another's row, one elsewhere, and none. */
async function hiddenIds(record) {
	const row = owned.has(record) ? await makers[record]('others') : null;
	return [row?.id, foreign.rows[record]?.id].filter(Boolean);
}

test('references in bodies and filters: what is not seen is not there, byte for byte', async () => {
	await setNarrow(true);
	const mine = {};
	const bodies = bodiesOn(mine, (await bringFile(api, n++)).id, 8_000_000);
	for (const [record, body] of Object.entries(bodies)) mine[record] = await api.make(record, body());
	let tried = 0;
	for (const [record, { fields }] of Object.entries(meta))
		for (const [name, field] of Object.entries(fields)) {
			if (!field.record) continue;
			for (const id of await hiddenIds(field.record)) {
				const what = `${record}.${name} → ${field.record}`;
				if (bodies[record] && !field.read_only && !field.derived) {
					const send = async (ref) => face(await clients.agent.post(record, { ...bodies[record](), [name]: ref }));
					assert.equal(await send(id), await send(missing), what);
					tried++;
				}
				for (const tail of field.filter ? ['', ':count'] : []) {
					const find = async (ref) => face(await clients.agent.get(`${record}${tail}${query({ [name]: ref })}`));
					assert.equal(await find(id), await find(missing), `${what}${tail}`);
					tried++;
				}
			}
		}
	assert.ok(tried >= 30, `${tried} references`);
});

test('batches, history, timeline: the same', async () => {
	await setNarrow(true);
	for (const record of owned) {
		if (record === 'import_runs') continue; // is brought by a file: no batch
		for (const whose of situations) {
			const { id } = await makers[record](whose);
			const seen = whose !== 'others';
			const past = (ref) => clients.agent.get(`history${query({ record, row_id: ref })}`);
			if (seen) (await past(id)).is(200);
			else assert.equal(face(await past(id)), face(await past(missing)), record);
			if (record === 'contact_tags') continue; // links do not change
			const batch = async (ref) => {
				const reply = await clients.agent.post(`${record}:batch`, { items: [{ op: 'patch', id: ref, body: {} }] });
				const text = JSON.stringify(reply.is(200).items).replaceAll(ref, 'REF');
				return text.replaceAll(reply.headers['x-request-id'], '…');
			};
			if (seen) assert.match(await batch(id), /"status":200/, `${record} ${whose}`);
			else assert.equal(await batch(id), await batch(missing), record);
		}
	}
	for (const whose of situations) {
		const { id } = await contactOf(whose);
		const around = (ref) => clients.agent.get(`timeline${query({ contact_id: ref })}`);
		if (whose !== 'others') (await around(id)).is(200);
		else assert.equal(face(await around(id)), face(await around(missing)));
	}
});

test('nor does time tell: half of the answers for another\'s row take as long as half of those for none', async () => {
	const ROUNDS = 300;
	await setNarrow(true);
	const rows = { others: (await contactOf('others')).id, foreign: foreign.rows.contacts.id, missing };
	const times = Object.fromEntries(Object.keys(rows).map((whose) => [whose, []]));
	for (let i = 0; i < ROUNDS; i++)
		for (const [whose, id] of Object.entries(rows)) {
			const begun = process.hrtime.bigint();
			(await clients.agent.get(`contacts/${id}`)).refuses(404, 'not-found');
			times[whose].push(Number(process.hrtime.bigint() - begun));
		}
	const median = (list) => list.toSorted((a, b) => a - b)[ROUNDS / 2];
	const least = Math.min(...Object.values(times).map(median));
	for (const [whose, list] of Object.entries(times))
		assert.ok(median(list) < 1.5 * least, `${whose}: ${median(list)} ns, the least is ${least}`);
});

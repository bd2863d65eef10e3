// K22, threats 1 and 3: "agents see only what is assigned to them". Whatever an agent asks, nothing of
// another's contact shows: not a name, a last message, a count, an id. Each reply is searched for all
// that belongs to others.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const accounts = {
	ana: { email: 'ana@example.test', name: 'Ana' },
	bruno: { email: 'bruno@example.test', name: 'Bruno' },
	vera: { email: 'vera@example.test', name: 'Vera' },
};

let server, api, workspace_id, account_id, tag, field;
const members = {}, clients = {}, worlds = {};
const secrets = new Set(); // what of Bruno's may never reach Ana
const seen = []; // every reply that Ana got

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	for (const [who, account] of Object.entries(accounts))
		clients[who] = await server.addMember({ workspace_id, role: who === 'vera' ? 'viewer' : 'agent', ...account });
	for (const { name, id } of (await api.get('members')).is(200).items)
		for (const who of Object.keys(accounts)) if (accounts[who].name === name) members[who] = id;
	account_id = (await api.make('wa_accounts', { name: 'Loja' })).id;
	tag = await api.make('tags', { name: 'cliente' });
	field = await api.make('custom_fields', { name: 'Alergia', kind: 'text', data_class: 'content' });
	(await api.patch('workspace', { narrow: true })).is(200);
	for (const [i, who] of ['ana', 'bruno', 'nobody'].entries()) worlds[who] = await makeWorld(who, i);
	for (const value of Object.values(worlds.bruno.secrets)) secrets.add(value);
});
after(() => server.close());

/** One person with everything that can hang on one. */
async function makeWorld(who, i) {
	const s = {
		name: `Zacarias ${who}name`, company: `Firma ${who}firma`, job: `${who}cargo`, phone: `+55119876500${10 + i}`, email: `${who}mail@example.test`,
		note: `segredo ${who}nota`, custom: `${who}alergia`, text: `mensagem ${who}texto`, title: `${who}titulo`, birthday: `1980-0${i + 1}-11`,
	};
	const contact = await api.make('contacts', {
		name: s.name, company: s.company, job_title: s.job, birthday: s.birthday, owner_id: members[who] ?? null, lead_status: 'qualified', language: ['pt-BR', 'de', 'fr'][i],
		identities: [{ kind: 'phone', value: s.phone }, { kind: 'email', value: s.email }], tags: [tag.id], custom: { [field.id]: s.custom },
	});
	const note = await api.make('notes', { contact_id: contact.id, text: s.note });
	const chat = await api.make('chats', {
		account_id, peer_kind: 'person', peer_key: `${s.phone.slice(1)}@s.whatsapp.net`, contact_id: contact.id, title: s.title,
	});
	const message = await api.make('messages', { chat_id: chat.id, at: 1_790_000_000_000 + i, direction: 'in', kind: 'text', text: s.text });
	(await api.patch(`contacts/${contact.id}`, { job_title: `${s.job}2` })).is(200);
	(await api.patch(`notes/${note.id}`, { text: `${s.note} 2` })).is(200);
	const link = (await api.get(`contact_tags${query({ contact_id: contact.id })}`)).is(200).items[0];
	return {
		contact, note, chat, message, link, identities: contact.identities,
		secrets: {
			...s, contact: contact.id, chat: chat.id, note_id: note.id, message: message.id, link: link.id,
			identity: contact.identities[0].id, mail: contact.identities[1].id, digits: s.phone.slice(1),
		},
	};
}

/** Ana asks; the reply is kept and searched. */
async function asks(method, path, body) {
	const reply = await clients.ana.request(method, path, body);
	const asked = JSON.stringify([path, body ?? null]);
	for (const secret of secrets)
		if (!asked.includes(secret)) assert.ok(!reply.text.includes(secret), `${reply.what} shows ${secret}: ${reply.text.slice(0, 600)}`);
	seen.push(reply);
	return reply;
}

const rowsOf = (world) => [
	['contacts', world.contact.id], ['contact_identities', world.identities[0].id], ['contact_tags', world.link.id], ['notes', world.note.id],
	['chats', world.chat.id], ['messages', world.message.id],
];

test('lists show what is theirs or nobody\'s, under every order, filter and expansion', async () => {
	const { ana, nobody } = worlds;
	for (const [records, mine, free] of [
		['contacts', ana.contact.id, nobody.contact.id], ['chats', ana.chat.id, nobody.chat.id], ['notes', ana.note.id, nobody.note.id],
		['messages', ana.message.id, nobody.message.id], ['contact_tags', ana.link.id, nobody.link.id],
	])
		for (const params of [{}, { limit: 1 }, { sort: 'id' }, { sort: '-id' }]) {
			const ids = [];
			for (let after; ;) {
				const page = (await asks('GET', `${records}${query({ ...params, after })}`)).is(200);
				ids.push(...page.items.map(({ id }) => id));
				if (page.next === null) break;
				after = page.next;
			}
			assert.deepEqual(ids.toSorted(), [mine, free].toSorted(), `${records} ${JSON.stringify(params)}`);
		}
	for (const params of [
		{ with: 'identities,tags,custom' }, { sort: 'name', with: 'identities' }, { sort: '-name' }, { tags: tag.id }, { lead_status: 'qualified' },
		{ 'last_message_at.gte': 1 }, { sort: '-last_message_at' }, { source: 'manual' }, { owner_id: members.ana }, { owner_id: '' },
	])
		(await asks('GET', `contacts${query(params)}`)).is(200);
	assert.equal((await asks('GET', `contacts${query({ tags: tag.id })}`)).json.items.length, 2);
});

test('asking for another\'s by what is known of it finds nothing', async () => {
	const { bruno } = worlds;
	for (const [records, params] of [
		['contacts', { company: bruno.secrets.company }], ['contacts', { owner_id: members.bruno }], ['contacts', { language: 'de' }],
		['contacts', { [`custom.${field.id}`]: bruno.secrets.custom }], ['contact_identities', { contact_id: bruno.contact.id }],
		['contact_identities', { kind: 'phone', value: bruno.secrets.phone }], ['contact_identities', { value: bruno.secrets.email }],
		['contact_tags', { contact_id: bruno.contact.id }], ['notes', { contact_id: bruno.contact.id }], ['chats', { contact_id: bruno.contact.id }],
		['chats', { assignee_id: members.bruno }], ['messages', { chat_id: bruno.chat.id }], ['messages', { chat_id: bruno.chat.id, sort: '-at' }],
		['contact_tags', { contact_id: [bruno.contact.id, worlds.ana.contact.id] }], ['messages', { chat_id: [worlds.ana.chat.id, bruno.chat.id] }],
	]) {
		assert.deepEqual((await asks('GET', `${records}${query(params)}`)).is(200).items, [], JSON.stringify(params));
		const { sort, ...filters } = params;
		assert.deepEqual((await asks('GET', `${records}:count${query(filters)}`)).is(200), { count: 0, more: false }, JSON.stringify(params));
	}
});

test('counts count what they see', async () => {
	for (const records of ['contacts', 'chats', 'notes', 'messages', 'contact_tags'])
		assert.equal((await asks('GET', `${records}:count`)).is(200).count, 2, records);
	assert.equal((await asks('GET', 'contact_identities:count')).is(200).count, 4);
	assert.equal((await asks('GET', `contacts:count${query({ tags: tag.id })}`)).is(200).count, 2);
	assert.equal((await api.get(`contacts:count${query({ tags: tag.id })}`)).is(200).count, 3);
});

test('how many contacts of the whole workspace carry a tag is not told', async () => {
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).contact_count, 3);
	for (const path of [`tags/${tag.id}`, 'tags', 'tags?fields=name,contact_count'])
		assert.doesNotMatch((await asks('GET', path)).text, /"contact_count"/, path);
	const made = (await asks('POST', 'tags', { name: 'da Ana' })).is(201);
	assert.ok(!('contact_count' in made));
	assert.ok(!('contact_count' in (await asks('PATCH', `tags/${made.id}`, { colour: 3 })).is(200)));
	assert.equal((await clients.vera.get(`tags/${tag.id}`)).is(200).contact_count, 3, 'others are told');
});

test('search finds neither by name, number, mail, note, title nor message', async () => {
	const { bruno, ana } = worlds;
	const words = ['brunoname', 'brunofirma', 'brunocargo', 'brunonota', 'brunotexto', 'brunotitulo', 'brunomail', bruno.secrets.phone, bruno.secrets.phone.slice(-5), 'bru'];
	for (const word of words)
		for (const records of [undefined, 'contacts', 'notes', 'messages', 'chats'])
			assert.deepEqual((await asks('GET', `search${query({ q: word, records })}`)).is(200).items, [], `${word} in ${records}`);
	for (const word of ['Zacarias', 'segredo', 'mensagem', 'titulo', 'firma', '5511987650']) await asks('GET', `search${query({ q: word, limit: 100 })}`);
	assert.ok((await asks('GET', `search${query({ q: 'ananame' })}`)).is(200).items.some(({ id }) => id === ana.contact.id));
	assert.equal((await asks('GET', `search${query({ q: 'Zacarias', records: 'contacts' })}`)).is(200).items.length, 2);
});

test('what they may not see answers as what is not there, byte for byte', async () => {
	const bytes = ({ status, text, headers, json }) => [status, text.replaceAll(json.request_id, '…'), headers['content-length']];
	for (const [records, id] of rowsOf(worlds.bruno))
		for (const [method, path, body] of [
			['GET', '', undefined], ['PATCH', '', {}], ['DELETE', '', undefined], ['POST', ':restore', {}],
		]) {
			if (records === 'contact_tags' && method === 'PATCH') continue;
			const roleForbids = (records === 'chats' || records === 'messages') && (method === 'DELETE' || path === ':restore');
			const one = await asks(method, `${records}/${id}${path}`, body);
			const other = await asks(method, `${records}/${missing}${path}`, body);
			assert.deepEqual(bytes(one), bytes(other), `${method} ${records}${path}`);
			assert.equal(one.status, roleForbids ? 403 : 404, `${method} ${records}${path}`);
		}
	for (const [records, id] of rowsOf(worlds.bruno)) {
		const one = await asks('GET', `history${query({ record: records, row_id: id })}`);
		assert.deepEqual(bytes(one), bytes(await asks('GET', `history${query({ record: records, row_id: missing })}`)), records);
		assert.equal(one.status, 404);
	}
	const one = await asks('GET', `timeline${query({ contact_id: worlds.bruno.contact.id })}`);
	assert.deepEqual(bytes(one), bytes(await asks('GET', `timeline${query({ contact_id: missing })}`)));
	assert.equal(one.status, 404);
});

test('nothing can be linked to, moved to, or written into what they may not see', async () => {
	const { bruno, ana } = worlds;
	const flaws = async (method, path, body) => (await asks(method, path, body)).flaws();
	for (const id of [bruno.contact.id, missing]) {
		assert.deepEqual(await flaws('POST', 'notes', { contact_id: id, text: 'x' }), ['/contact_id no_such_record']);
		assert.deepEqual(await flaws('POST', 'contact_tags', { contact_id: id, tag_id: tag.id }), ['/contact_id no_such_record']);
		assert.deepEqual(await flaws('POST', 'contact_identities', { contact_id: id, kind: 'email', value: 'new@example.test' }), ['/contact_id no_such_record']);
		assert.deepEqual(await flaws('PATCH', `contact_identities/${ana.identities[0].id}`, { contact_id: id }), ['/contact_id no_such_record']);
		assert.deepEqual(await flaws('POST', 'chats', { account_id, peer_kind: 'person', peer_key: '5511900000001@s.whatsapp.net', contact_id: id }), ['/contact_id no_such_record']);
		assert.deepEqual(await flaws('PATCH', `chats/${ana.chat.id}`, { contact_id: id }), ['/contact_id no_such_record']);
	}
	for (const id of [bruno.chat.id, missing])
		assert.deepEqual(await flaws('POST', 'messages', { chat_id: id, at: 1_790_000_000_000, direction: 'in', kind: 'text', text: 'x' }), ['/chat_id no_such_record']);
	for (const id of [bruno.identities[0].id, missing])
		assert.deepEqual(
			await flaws('POST', 'messages', { chat_id: ana.chat.id, at: 1_790_000_000_000, direction: 'in', kind: 'text', text: 'x', sender_id: id }),
			['/sender_id no_such_record'],
		);
	const items = rowsOf(bruno).filter(([records]) => records === 'contacts').flatMap(([, id]) => [
		{ op: 'patch', id, body: { name: 'x' } }, { op: 'delete', id }, { op: 'delete', id, if_version: 1 }, { op: 'create', id, body: { name: 'x' } },
	]);
	const answers = (await asks('POST', 'contacts:batch', { items })).is(200).items;
	assert.deepEqual(answers.map(({ status }) => status), [404, 404, 404, 409]);
	for (const answer of answers) assert.ok(!('version' in answer));
	assert.equal((await api.get(`contacts/${bruno.contact.id}`)).is(200).name, bruno.secrets.name);
});

test('an address that is taken is refused without a word of whose it is', async () => {
	const { bruno } = worlds;
	for (const identity of [{ kind: 'phone', value: bruno.secrets.phone }, { kind: 'email', value: bruno.secrets.email }]) {
		const problem = (await asks('POST', 'contacts', { name: 'Twin', identities: [identity] })).refuses(409, 'conflict');
		assert.deepEqual(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`), ['/identities/0/value not_unique']);
		(await asks('POST', 'contact_identities', { contact_id: worlds.ana.contact.id, ...identity })).refuses(409, 'conflict');
		(await asks('POST', 'contacts:resolve', { identities: [identity] })).refuses(409, 'conflict');
	}
	(await asks('POST', 'chats', { account_id, peer_kind: 'person', peer_key: bruno.chat.peer_key })).refuses(409, 'conflict');
	(await asks('POST', 'chats', { id: bruno.chat.id, account_id, peer_kind: 'person', peer_key: bruno.chat.peer_key })).refuses(409, 'conflict');
});

test('the past of the feed holds what they see now, also where they saw more then', async () => {
	const page = (await asks('GET', 'changes?since=0&limit=500')).is(200);
	assert.ok(page.items.some(({ id }) => id === worlds.ana.contact.id));
	// A contact that was Ana's goes to Bruno and changes there: a page that ends before the change of
	// hands must not carry what came after it.
	const moving = await api.make('contacts', { name: 'Movida', owner_id: members.ana });
	const { seq } = (await api.get('changes?limit=500')).is(200);
	(await api.patch(`contacts/${moving.id}`, { owner_id: members.bruno })).is(200);
	(await api.patch(`contacts/${moving.id}`, { company: 'depois da troca' })).is(200);
	secrets.add('depois da troca');
	for (const limit of [1, 2, 500])
		for (let since = seq - 2; since < seq + 3; since++) {
			const { items } = (await asks('GET', `changes${query({ since, limit })}`)).is(200);
			for (const item of items) if (item.id === moving.id) assert.equal(item.op, 'gone');
		}
});

test('a resumed socket gets the same', async () => {
	const { epoch } = (await asks('GET', 'changes')).is(200);
	const feed = await Feed.follow(clients.ana, { since: 0, epoch });
	await feed.frame((frame) => frame.changes ?? frame.reload !== undefined);
	for (const text of feed.ws.messages) for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 400)}`);
	await feed.close();
});

test('the live feed tells each member what is theirs, and gone when it is theirs no longer', async () => {
	const feeds = { ana: await Feed.follow(clients.ana), bruno: await Feed.follow(clients.bruno), owner: await Feed.follow(api) };
	const one = await api.make('contacts', { name: 'Passada adiante', owner_id: members.bruno, tags: [tag.id] });
	const note = await api.make('notes', { contact_id: one.id, text: 'nur Bruno' });
	await feeds.bruno.change(({ id }) => id === note.id);
	(await api.patch(`contacts/${one.id}`, { owner_id: members.ana })).is(200);
	const came = await feeds.ana.change(({ id, op }) => id === one.id && op === 'put');
	assert.equal(came.row.name, 'Passada adiante');
	assert.deepEqual(came.row.tags, [tag.id]);
	assert.equal((await feeds.bruno.change(({ id, op }) => id === one.id && op === 'gone')).row, undefined);
	(await api.patch(`contacts/${one.id}`, { company: 'nur Ana' })).is(200);
	await feeds.ana.change(({ row }) => row?.company === 'nur Ana');
	(await api.patch(`contacts/${one.id}`, { owner_id: null })).is(200);
	await feeds.bruno.change(({ id, op }) => id === one.id && op === 'put');
	const { seq } = (await api.get('changes?limit=500')).is(200);
	(await api.post('tags', { name: 'Ende' })).is(201); // goes to everybody: what came before it has come
	for (const feed of Object.values(feeds)) await feed.reaches(seq + 1);

	assert.ok(!feeds.ana.changes.some(({ id, row }) => id === note.id && row), 'a note of before');
	assert.ok(!feeds.bruno.changes.some(({ row }) => row?.company === 'nur Ana' && row.owner_id !== null));
	const counts = ({ record, fields }) => record === 'tags' && fields?.includes('contact_count');
	assert.ok(feeds.owner.changes.some(counts), 'the owner is told of counts');
	for (const who of ['ana', 'bruno'])
		for (const frame of feeds[who].ws.messages) assert.doesNotMatch(frame, /contact_count/, who);
	for (const feed of Object.values(feeds)) await feed.close();
});

test('switching the rule on turns every socket over, so that none goes on under the old one', async () => {
	(await api.patch('workspace', { narrow: false })).is(200);
	const feed = await Feed.follow(clients.ana);
	assert.equal((await clients.ana.get(`contacts/${worlds.bruno.contact.id}`)).status, 200);
	(await api.patch('workspace', { narrow: true })).is(200);
	await feed.frame((frame) => frame.reload === null, 1000);
	(await api.patch(`contacts/${worlds.bruno.contact.id}`, { job_title: 'after the switch' })).is(200);
	(await api.post('tags', { name: 'after the switch' })).is(201);
	await feed.change(({ row }) => row?.name === 'after the switch');
	assert.ok(!feed.changes.some(({ row }) => row?.job_title === 'after the switch'));
	await feed.close();
	(await asks('GET', `contacts/${worlds.bruno.contact.id}`)).refuses(404, 'not-found');
});

test('whoever has no part in imports hears nothing of them', async () => {
	const feed = await Feed.follow(clients.vera);
	const { seq } = (await api.get('changes?limit=500')).is(200);
	(await api.request('POST', 'import_runs?name=leute.csv', 'name,phone\nLia,+5511987650099\n', { 'Content-Type': 'text/csv' })).is(201);
	(await api.post('tags', { name: 'danach' })).is(201);
	await feed.change(({ row }) => row?.name === 'danach');
	assert.ok(!feed.changes.some(({ record }) => record === 'import_runs'));
	await feed.close();
	const { items } = (await clients.vera.get(`changes${query({ since: seq })}`)).is(200);
	assert.ok(items.length > 0 && !items.some(({ record }) => record === 'import_runs'));
	for (const path of ['import_runs', 'import_runs:count']) (await clients.vera.get(path)).refuses(403, 'forbidden');
});

test('an agent\'s imports are theirs: others neither list, open, preview, run nor stop them', async () => {
	const csv = `name,phone\n${worlds.bruno.secrets.name} filho,+5511987650077\n`;
	const run = (await clients.bruno.request('POST', 'import_runs?name=bruno-so.csv', csv, { 'Content-Type': 'text/csv' })).is(201);
	secrets.add(run.id).add('bruno-so.csv').add('5511987650077');
	const { items } = (await asks('GET', 'import_runs')).is(200);
	assert.ok(!items.some(({ id }) => id === run.id));
	for (const [method, path, body] of [
		['GET', '', undefined], ['GET', ':preview', undefined], ['GET', ':errors', undefined], ['POST', ':plan', {}], ['POST', ':start', {}],
		['POST', ':cancel', {}], ['DELETE', '', undefined],
	]) {
		const one = await asks(method, `import_runs/${run.id}${path}`, body);
		const other = await asks(method, `import_runs/${missing}${path}`, body);
		assert.deepEqual([one.status, one.text.replaceAll(one.json.request_id, '')], [404, other.text.replaceAll(other.json.request_id, '')], `${method} ${path}`);
	}
	(await api.get(`import_runs/${run.id}`)).is(200);
});

test('an import of theirs tells and changes nothing of another\'s contact', async () => {
	const before = (await api.get(`contacts/${worlds.bruno.contact.id}`)).is(200);
	const csv = `name,phone,company,note\nNeu,${worlds.bruno.secrets.phone},Uebernommen,notiz\nFrei,+5511987650066,,\n`;
	const run = (await asks('POST', 'import_runs?name=ana.csv', csv)).is(201);
	(await asks('POST', `import_runs/${run.id}:start`, {})).is(200);
	const state = async () => (await asks('GET', `import_runs/${run.id}`)).is(200).state;
	await until(async () => ['done', 'failed'].includes(await state()));
	assert.equal(await state(), 'done');
	await asks('GET', `import_runs/${run.id}:errors`);
	assert.deepEqual((await api.get(`contacts/${worlds.bruno.contact.id}`)).is(200), before);
	assert.deepEqual((await api.get(`notes${query({ contact_id: worlds.bruno.contact.id })}`)).is(200).items.length, 1);
});

test('a chat file of theirs neither fills another\'s chat nor finds their contact by name', async () => {
	const export_of = (name, n) => Array.from({ length: n }, (_, i) => `28/11/2026 09:1${i} - ${i % 2 ? 'Loja' : name}: linha ${i}`).join('\n');
	const bring = async (client, file, text) => {
		const run = (await client.request('POST', `import_runs?name=${encodeURIComponent(file)}`, text)).is(201);
		(await client.post(`import_runs/${run.id}:start`, { me: 'Loja', date_order: 'dmy', zone: 'America/Sao_Paulo' })).is(200);
		const state = async () => (await client.get(`import_runs/${run.id}`)).is(200);
		await until(async () => ['done', 'failed', 'choice_needed'].includes((await state()).state));
		return state();
	};
	const mine = await bring(clients.bruno, 'WhatsApp Chat with Teresa.txt', export_of('Teresa', 4));
	assert.equal(mine.state, 'done', mine.problem);
	const chat = (await api.get(`chats/${mine.chat_id}`)).is(200);
	(await api.patch(`contacts/${chat.contact_id}`, { owner_id: members.bruno })).is(200);
	const before = [(await api.get(`chats/${chat.id}`)).json, (await api.get(`contacts/${chat.contact_id}`)).json];
	secrets.add(chat.id).add(chat.contact_id);

	const again = await bring(clients.ana, 'WhatsApp Chat with Teresa.txt', export_of('Teresa', 6));
	assert.equal(again.state, 'failed');
	assert.match(again.problem, /Somebody else works on this chat/);
	assert.deepEqual([again.chat_id, again.messages_new, again.messages_known], [null, 0, 0]);
	assert.deepEqual([(await api.get(`chats/${chat.id}`)).json, (await api.get(`contacts/${chat.contact_id}`)).json], before);
	// Another chat with somebody of that name: a contact of its own, not Bruno's.
	const other = await bring(clients.ana, 'conversa.txt', export_of('Teresa', 3));
	if (other.state === 'done') assert.notEqual((await asks('GET', `chats/${other.chat_id}`)).is(200).contact_id, chat.contact_id);
	for (const secret of [chat.id, chat.contact_id]) assert.ok(!JSON.stringify([again, other]).includes(secret));
});

test('the rest of the test was not in vain: Ana got replies of every kind', () => {
	const kinds = new Set(seen.map(({ what, status }) => `${what.split('?')[0].replace(/[0-9a-f-]{36}/g, '')} ${status}`));
	assert.ok(kinds.size > 60, `${kinds.size} kinds`);
	assert.ok(seen.some(({ text }) => text.includes(worlds.ana.secrets.name)));
});

// Search: one box over contacts, notes, chats and messages, in every script, as people type.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { makeMany, message } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';

const at = Date.UTC(2026, 8, 1);
let server, api, account;

before(async () => {
	({ server, api } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR' })).is(200);
	account = await api.make('wa_accounts', { name: 'Loja' });
});
after(() => server.close());

let peers = 0;
const chat = (more = {}) =>
	api.make('chats', {
		account_id: account.id,
		peer_kind: 'person',
		peer_key: `55119${70_000_000 + peers++}@s.whatsapp.net`,
		...more,
	});
const search = async (q, more = {}) => (await api.get(`search${query({ q, limit: 100, ...more })}`)).is(200).items;
const found = async (q, more) => (await search(q, more)).map(({ id }) => id);
const marked = (text) => [...text.matchAll(/\u0002([^\u0003]*)\u0003/g)].map(([, word]) => word);

test('K16 a number is found by any of its spellings, from either end', async () => {
	const ana = await api.make('contacts', {
		name: 'Phone',
		identities: [{ kind: 'phone', value: '+55 11 98765-4321' }],
	});
	for (const q of [
		'98765-4321',
		'987654321',
		'11 98765',
		'(11)98765',
		'+5511987654321',
		'5511987',
		'011987654321',
		'4321',
		'+55 11 98765-4321',
		'55 11 98765',
	])
		assert.ok((await found(q, { records: 'contacts' })).includes(ana.id), q);
	for (const q of ['5432', '98765-4322', '1234', '43210'])
		assert.ok(!(await found(q, { records: 'contacts' })).includes(ana.id), q);
	const paris = await api.make('contacts', { name: 'Paris', identities: [{ kind: 'phone', value: '+33612345678' }] });
	const note = await api.make('notes', { contact_id: paris.id, text: 'appelle le 06 39 98 01 23 demain' });
	const joined = await api.make('notes', { contact_id: paris.id, text: 'ou le 0639980123' });
	for (const q of ['06 39 98 01 23', '0639980123'])
		assert.deepEqual(new Set(await found(q)), new Set([note.id, joined.id]), q);
	for (const q of ['06 12 34 56 78', '0612345678', '+33 6 12']) assert.deepEqual(await found(q), [paris.id], q);
});

test('K17 letters with marks are found without them and with them, in contacts, notes and messages', async () => {
	const names = {
		Álvaro: 'alvaro',
		Ștefan: 'stefan',
		Šilhavý: 'silh',
		Łukasz: 'lukasz',
		İstanbul: 'istanbul',
		Straße: 'strasse',
		Nguyễn: 'nguyen',
	};
	const contact = await api.make('contacts', { name: 'Words' });
	const { id: chat_id } = await chat();
	for (const [name, plain] of Object.entries(names)) {
		const ids = {
			contacts: (await api.make('contacts', { name })).id,
			notes: (await api.make('notes', { contact_id: contact.id, text: `met ${name} today` })).id,
			messages: (await api.make('messages', message(chat_id, at, `oi ${name}, tudo bem?`))).id,
		};
		for (const q of [plain, name, plain.toUpperCase()])
			for (const [records, id] of Object.entries(ids)) {
				const [hit] = (await search(q, { records })).filter((one) => one.id === id);
				assert.ok(hit, `${q} in ${records}`);
				const words = marked(records === 'contacts' ? hit.title : hit.snippet);
				assert.deepEqual(
					words,
					[plain === 'silh' && q !== name ? name.slice(0, 4) : name],
					`${q} in ${records}`,
				);
			}
	}
});

test('K18 words of scripts without spaces are found inside sentences', async () => {
	const { id: chat_id } = await chat();
	const zh = await api.make('messages', message(chat_id, at, '明天下午送货到上海'));
	const ja = await api.make('messages', message(chat_id, at, '明日の配達予定です'));
	const th = await api.make('messages', message(chat_id, at, 'พรุ่งนี้ส่งของที่กรุงเทพ'));
	for (const [q, id] of [
		['下午', zh.id],
		['上海', zh.id],
		['送货到上海', zh.id],
		['配達', ja.id],
		['予定', ja.id],
		['กรุงเทพ', th.id],
	])
		assert.deepEqual(await found(q, { records: 'messages' }), [id], q);
	for (const q of ['上下', '海上', '達配']) assert.deepEqual(await found(q, { records: 'messages' }), [], q);
	const [hit] = await search('上海', { records: 'messages' });
	assert.deepEqual(marked(hit.snippet).join(''), '上海');
});

test('vowel signs, ligatures and right-to-left letters are part of their word', async () => {
	const { id: chat_id } = await chat();
	const texts = {
		hi: 'इसकी कीमत क्या है',
		ar: 'السَّلامُ عليكم يا أحمد',
		he: 'שָׁלוֹם לכולם',
		ru: 'Ёлка стоит 300 рублей',
		el: 'Καλημέρα κόσμε',
	};
	const ids = {};
	for (const [key, text] of Object.entries(texts))
		ids[key] = (await api.make('messages', message(chat_id, at, text))).id;
	for (const [q, key] of [
		['कीमत', 'hi'],
		['السلام', 'ar'],
		['احمد', 'ar'],
		['שלום', 'he'],
		['елка', 'ru'],
		['ЁЛКА', 'ru'],
		['καλημερα', 'el'],
		['ΚΑΛΗΜΈΡΑ', 'el'],
	])
		assert.deepEqual(await found(q, { records: 'messages' }), [ids[key]], q);
	assert.ok(!(await found('मत', { records: 'messages' })).includes(ids.hi));
});

test('words in any order, each by its beginning; in quotes as they stand', async () => {
	const contact = await api.make('contacts', { name: 'Order' });
	const note = await api.make('notes', {
		contact_id: contact.id,
		text: 'The quick brown fox jumps over the lazy dog',
	});
	for (const q of [
		'quick fox',
		'fox quick',
		'lazy brown',
		'qui bro',
		'jum',
		'"quick brown"',
		'"brown fox" lazy',
		'  fox  ',
		'FOX, quick!',
	])
		assert.ok((await found(q, { records: 'notes' })).includes(note.id), q);
	for (const q of ['quick cat', '"brown quick"', '"quick fox"', 'uick', 'ox'])
		assert.ok(!(await found(q, { records: 'notes' })).includes(note.id), q);
});

test('whatever is typed is words, never a command of the index', async () => {
	for (const q of [
		'"',
		'""',
		'"unclosed',
		'a OR b',
		'NOT x',
		'text:x',
		'x*',
		'^x',
		'(',
		')',
		'a AND',
		'{x}',
		'NEAR(a b)',
		"'",
		'\\',
		'%',
		'-',
		'+',
		'+-',
		'\u0000x',
		'🔥',
		'...',
		'a-b',
		'x\ny',
		'\u0002x\u0003',
		'x'.repeat(2000),
		'é'.repeat(500),
		Array.from({ length: 300 }, (_, i) => `w${i}`).join(' '),
	]) {
		const { status } = await api.get(`search${query({ q })}`);
		assert.ok(
			status === 200 || (status === 400 && q.includes('\u0000')),
			`${JSON.stringify(q.slice(0, 30))}: ${status}`,
		);
	}
	for (const path of [
		'search',
		'search?q=%ff',
		'search?q=x&limit=0',
		'search?q=x&limit=101',
		'search?q=x&records=nothing',
	])
		(await api.get(path)).refuses(400, 'bad-query');
	assert.deepEqual(await found(''), []);
	assert.deepEqual(await found(' ... '), []);
});

test('marks in what people wrote do not pass for ours', async () => {
	const contact = await api.make('contacts', { name: 'Marks' });
	const note = await api.make('notes', {
		contact_id: contact.id,
		text: 'sneaky \u0002mark\u0003 <b>bold</b> & more',
	});
	const [hit] = await search('sneaky', { records: 'notes' });
	assert.equal(hit.id, note.id);
	assert.deepEqual(marked(hit.snippet), ['sneaky']);
	assert.ok(hit.snippet.includes('<b>bold</b> & more'), 'text, not HTML');
});

test('newest first, across records; a long text is cut around the hit', async () => {
	const contact = await api.make('contacts', { name: 'zebra' });
	const { id: chat_id } = await chat({ contact_id: contact.id });
	const ids = await makeMany(
		api,
		'messages',
		Array.from({ length: 30 }, (_, i) => message(chat_id, at + i * 60_000, `zebra ${i}`)),
	);
	const hits = await search('zebra');
	assert.deepEqual(
		hits.filter(({ record }) => record === 'messages').map(({ id }) => id),
		[...ids].reverse(),
	);
	for (let i = 1; i < hits.length; i++) assert.ok(hits[i - 1].at >= hits[i].at - 999, 'newest first');
	for (const hit of hits.filter(({ record }) => record === 'messages'))
		assert.deepEqual([hit.chat_id, hit.title.replaceAll(/[\u0002\u0003]/g, '')], [chat_id, 'zebra']);
	assert.equal((await search('zebra', { limit: 5 })).length, 5);
	const long = await api.make(
		'messages',
		message(chat_id, at, `${'lorem '.repeat(2000)}needle${' ipsum'.repeat(2000)}`),
	);
	const [hit] = await search('needle');
	assert.equal(hit.id, long.id);
	assert.ok(hit.snippet.length < 400 && marked(hit.snippet).includes('needle'));
});

test('records are chosen, and a hit says where it is', async () => {
	const contact = await api.make('contacts', { name: 'Okapi', company: 'Quagga GmbH' });
	const note = await api.make('notes', { contact_id: contact.id, text: 'an okapi' });
	const group = await chat({ peer_kind: 'group', peer_key: '120363012345678999@g.us', title: 'Okapi friends' });
	const said = await api.make('messages', message(group.id, at, 'okapi!'));
	const by = Object.fromEntries((await search('okapi')).map((hit) => [hit.record, hit]));
	assert.deepEqual(
		Object.entries(by)
			.map(([record, { id }]) => [record, id])
			.sort(),
		[
			['chats', group.id],
			['contacts', contact.id],
			['messages', said.id],
			['notes', note.id],
		],
	);
	assert.deepEqual(
		[by.notes.contact_id, by.contacts.contact_id, by.messages.chat_id, by.chats.chat_id],
		[contact.id, contact.id, group.id, group.id],
	);
	assert.deepEqual(
		await found('okapi', { records: 'notes,chats' }),
		await found('okapi', { records: 'chats,notes' }),
	);
	assert.equal((await found('okapi', { records: 'notes,chats' })).length, 2);
	const [quagga] = await search('quagga');
	assert.deepEqual([quagga.id, marked(quagga.snippet)], [contact.id, ['Quagga']]);
});

test('what changes is found by its new words at once, and no longer by the old', async () => {
	const contact = await api.make('contacts', {
		name: 'Aardvark',
		identities: [{ kind: 'email', value: 'digger@example.test' }],
	});
	assert.deepEqual(await found('aardvark'), [contact.id]);
	(await api.patch(`contacts/${contact.id}`, { name: 'Pangolin', company: 'Scales' })).is(200);
	assert.deepEqual(
		[await found('aardvark'), await found('pangolin'), await found('scales'), await found('digger')],
		[[], [contact.id], [contact.id], [contact.id]],
	);
	(await api.delete(`contact_identities/${contact.identities[0].id}`)).is(204);
	assert.deepEqual(await found('digger'), []);
	(await api.delete(`contacts/${contact.id}`)).is(204);
	assert.deepEqual(await found('pangolin'), []);
	(await api.post(`contacts/${contact.id}:restore`)).is(200);
	assert.deepEqual([await found('pangolin'), await found('digger')], [[contact.id], []]);
});

test('many changes of one row at once leave exactly its last words', async () => {
	const contact = await api.make('contacts', { name: 'start' });
	for (let round = 0; round < 5; round++) {
		await Promise.all(
			Array.from({ length: 20 }, async (_, i) =>
				(await api.patch(`contacts/${contact.id}`, { name: `wombat${round} v${i}` })).is(200),
			),
		);
		const { name } = (await api.get(`contacts/${contact.id}`)).is(200);
		assert.deepEqual(await found(name, { records: 'contacts' }), [contact.id]);
		assert.deepEqual(await found(`wombat${round}`), [contact.id]);
		if (round > 0) assert.deepEqual(await found(`wombat${round - 1}`), []);
	}
});

test('building the index anew changes no answer', async () => {
	const queries = ['zebra', '98765', '上海', 'okapi', 'quick fox', 'strasse', 'pangolin', 'start'];
	const before = [];
	for (const q of queries) before.push(await search(q));
	const done = await server.run(['reindex']);
	assert.equal(done.code, 0, done.stderr);
	for (const [i, q] of queries.entries()) assert.deepEqual(await search(q), before[i], q);
});

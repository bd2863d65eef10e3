// Notes: what the team writes about a contact, with its past and its place in the timeline.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { startWithOwner } from './lib/server.mjs';

let server, api, me;

before(async () => {
	({ server, api } = await startWithOwner());
	[me] = await api.all('members');
});
after(() => server.close());

const timeline = async (contact_id) => (await api.get(`timeline${query({ contact_id, limit: 200 })}`)).is(200).items;
const history = async (record, row_id) =>
	(await api.get(`history${query({ record, row_id, limit: 200 })}`)).is(200).items;

test("a note is somebody's, about somebody, in Markdown", async () => {
	const contact = await api.make('contacts', { name: 'Ana' });
	const text = '# Called\n\n* wants **blue**\n* <script>alert(1)</script>';
	const note = await api.make('notes', { contact_id: contact.id, text });
	assert.deepEqual([note.text, note.author_id, note.pinned, note.contact_id], [text, me.id, false, contact.id]);
	assert.deepEqual((await api.post('notes', { contact_id: contact.id, text: 'x', author_id: me.id })).flaws(), [
		'/author_id read_only',
	]);
	assert.deepEqual((await api.post('notes', { text: ' ' })).flaws(), ['/contact_id required', '/text too_short']);
	assert.deepEqual((await api.post('notes', { contact_id: contact.id, text: 'x'.repeat(20_001) })).flaws(), [
		'/text too_long',
	]);
	assert.deepEqual((await api.patch(`notes/${note.id}`, { contact_id: contact.id })).flaws(), [
		'/contact_id create_only',
	]);
	(await api.patch(`notes/${note.id}`, { pinned: true })).is(200);
	assert.deepEqual(
		(await api.all('notes', { contact_id: contact.id, pinned: true })).map(({ id }) => id),
		[note.id],
	);
	assert.deepEqual(await api.all('notes', { contact_id: contact.id, pinned: false }), []);
});

test('what a note said before can be read, field by field', async () => {
	const contact = await api.make('contacts', { name: 'Bo' });
	const note = await api.make('notes', { contact_id: contact.id, text: 'one' });
	(await api.patch(`notes/${note.id}`, { text: 'two' })).is(200);
	(await api.patch(`notes/${note.id}`, { text: 'three', pinned: true })).is(200);
	const rows = await history('notes', note.id);
	assert.deepEqual(
		rows.map(({ version, name, old_value }) => [version, name, JSON.parse(old_value)]),
		[
			[3, 'text', 'two'],
			[3, 'pinned', false],
			[2, 'text', 'one'],
		],
	);
	for (const row of rows)
		assert.deepEqual(
			[row.record, row.row_id, row.actor_id, row.reason, row.subject],
			['notes', note.id, me.id, 'edit', contact.id],
		);
	assert.deepEqual(
		await history('notes', (await api.make('notes', { contact_id: contact.id, text: 'fresh' })).id),
		[],
		'making a row writes no history',
	);
});

test('history is walked page by page without a gap', async () => {
	const contact = await api.make('contacts', { name: 'v0' });
	for (let i = 1; i <= 12; i++)
		(await api.patch(`contacts/${contact.id}`, { name: `v${i}`, company: `c${i}` })).is(200);
	const all = await history('contacts', contact.id);
	assert.equal(all.length, 24);
	const walked = [];
	for (let after, n = 0; n < 50; n++) {
		const page = (await api.get(`history${query({ record: 'contacts', row_id: contact.id, limit: 5, after })}`)).is(
			200,
		);
		walked.push(...page.items);
		if (page.next === null) break;
		after = page.next;
	}
	assert.deepEqual(walked, all);
});

test('the timeline of a contact tells who did what to it when, newest first', async () => {
	const contact = await api.make('contacts', { name: 'Caio' });
	const note = await api.make('notes', { contact_id: contact.id, text: 'hello' });
	const account = await api.make('wa_accounts', { name: 'Loja' });
	const chat = await api.make('chats', {
		account_id: account.id,
		peer_kind: 'person',
		peer_key: '5511987650000@s.whatsapp.net',
		contact_id: contact.id,
	});
	(await api.patch(`contacts/${contact.id}`, { name: 'Caio B' })).is(200);
	(await api.delete(`contacts/${contact.id}`)).is(204);
	(await api.get(`timeline?contact_id=${contact.id}`)).refuses(404, 'not-found');
	(await api.post(`contacts/${contact.id}:restore`)).is(200);
	const rows = await timeline(contact.id);
	assert.deepEqual(
		rows.map(({ record, kind, row_id }) => [record, kind, row_id]),
		[
			['contacts', 'restored', contact.id],
			['contacts', 'deleted', contact.id],
			['chats', 'created', chat.id],
			['notes', 'created', note.id],
			['contacts', 'created', contact.id],
		],
	);
	for (const row of rows) assert.deepEqual([row.contact_id, row.actor_id], [contact.id, me.id]);
	const page = (await api.get(`timeline?contact_id=${contact.id}&limit=2`)).is(200);
	const rest = (await api.get(`timeline?contact_id=${contact.id}&limit=200&after=${page.next}`)).is(200);
	assert.deepEqual([...page.items, ...rest.items], rows);
});

test('timeline and history say what they need, and show nothing of what is not seen', async () => {
	const missing = '01900000-0000-7000-8000-000000000000';
	for (const path of [
		'timeline',
		'timeline?contact_id=x',
		'history',
		'history?record=contacts',
		`history?row_id=${missing}`,
		`history?record=users&row_id=${missing}`,
		`history?record=audit_entries&row_id=${missing}`,
		`timeline?contact_id=${missing}&limit=0`,
		`history?record=contacts&row_id=${missing}&limit=201`,
	])
		(await api.get(path)).refuses(400, 'bad-query');
	(await api.get(`timeline?contact_id=${missing}`)).refuses(404, 'not-found');
	(await api.get(`history?record=contacts&row_id=${missing}`)).refuses(404, 'not-found');
	const contact = await api.make('contacts', { name: 'x' });
	for (const after of ['x', '-', '1.5'])
		(await api.get(`timeline?contact_id=${contact.id}&after=${after}`)).refuses(400, 'bad-cursor');
});

test('a note in the bin is out of list and search; its contact in the bin hides it', async () => {
	const contact = await api.make('contacts', { name: 'Dora' });
	const note = await api.make('notes', { contact_id: contact.id, text: 'simsalabim' });
	const found = async () => (await api.get('search?q=simsalabim')).is(200).items.map(({ id }) => id);
	assert.deepEqual(await found(), [note.id]);
	(await api.delete(`notes/${note.id}`)).is(204);
	assert.deepEqual([await found(), await api.all('notes', { contact_id: contact.id })], [[], []]);
	(await api.post(`notes/${note.id}:restore`)).is(200);
	assert.deepEqual(await found(), [note.id]);
	(await api.delete(`contacts/${contact.id}`)).is(204);
	assert.deepEqual([await found(), await api.all('notes', { contact_id: contact.id })], [[], []]);
	(await api.get(`notes/${note.id}`)).refuses(404, 'not-found');
	(await api.post(`contacts/${contact.id}:restore`)).is(200);
	assert.deepEqual(await found(), [note.id]);
});

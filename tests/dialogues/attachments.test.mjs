// Attachments: that a file belongs to a contact, a note, a chat or a message; its small picture; its end.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { ogg, pdf, png, webp } from './lib/media.mjs';
import { startWithOwner } from './lib/server.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const bytesType = { 'Content-Type': 'application/octet-stream' };
let server, api, workspace_id, contact, note, chat, message;
let n = 0; // makes every file another one

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	contact = await api.make('contacts', { name: 'Ana' });
	note = await api.make('notes', { contact_id: contact.id, text: 'Her drawing' });
	const account_id = (await api.make('wa_accounts', { name: 'Loja' })).id;
	chat = await api.make('chats', { account_id, peer_kind: 'person', peer_key: '5511987650001@s.whatsapp.net', contact_id: contact.id });
	message = await api.make('messages', { chat_id: chat.id, at: 1_790_000_000_000, direction: 'in', kind: 'image' });
});
after(() => server.close());

const put = (bytes, client = api) => client.request('PUT', 'files', bytes, bytesType);
const bring = async (bytes = png(++n, 2), client = api) => {
	const reply = await put(bytes, client);
	assert.ok([200, 201].includes(reply.status), reply.text);
	return reply.json;
};
const small = (id, bytes, params = {}, client = api) => client.request('PUT', `files/${id}:thumbnail${query(params)}`, bytes, bytesType);

test('a file is attached to exactly one contact, note, chat or message, and tells of its file', async () => {
	const owners = { contact_id: contact.id, note_id: note.id, chat_id: chat.id, message_id: message.id };
	const file = await bring();
	for (const [field, id] of Object.entries(owners)) {
		const row = await api.make('attachments', { [field]: id, file_id: file.id, name: 'drawing.png' });
		assert.deepEqual(
			[row[field], row.file_id, row.name, row.type, row.bytes, row.has_thumbnail],
			[id, file.id, 'drawing.png', 'image/png', file.bytes, false],
		);
		assert.equal(Object.keys(owners).filter((name) => row[name] !== null).length, 1);
		assert.deepEqual((await api.all('attachments', { [field]: id })).map((one) => one.id), [row.id]);
		(await api.post('attachments', { [field]: id, file_id: file.id, name: 'again.png' })).refuses(409, 'conflict');
	}
	assert.deepEqual((await api.post('attachments', { file_id: file.id, name: 'a' })).flaws(), [' refused']);
	assert.deepEqual((await api.post('attachments', { ...owners, file_id: file.id, name: 'a' })).flaws(), [' refused']);
	assert.deepEqual((await api.post('attachments', { contact_id: contact.id, name: 'a' })).flaws(), ['/file_id required']);
	assert.deepEqual((await api.post('attachments', { contact_id: contact.id, file_id: missing, name: 'a' })).flaws(), ['/file_id no_such_record']);
	assert.deepEqual((await api.post('attachments', { contact_id: missing, file_id: file.id, name: 'a' })).flaws(), ['/contact_id no_such_record']);
	assert.deepEqual((await api.post('attachments', { contact_id: contact.id, file_id: file.id, name: 'a', type: 'text/html', bytes: 1 })).flaws(), [
		'/bytes read_only', '/type read_only',
	]);
});

test('a page of messages says what came with each', async () => {
	const made = await Promise.all([1, 2].map((i) => api.make('messages', { chat_id: chat.id, at: 1_790_000_001_000 + i, direction: 'in', kind: 'image' })));
	for (const [i, { id }] of made.entries()) await api.make('attachments', { message_id: id, file_id: (await bring()).id, name: `${i}.png` });
	const rows = await api.all('messages', { chat_id: chat.id, with: 'attachments' });
	for (const [i, { id }] of made.entries()) {
		const [{ name, type, file_id, has_thumbnail }] = rows.find((row) => row.id === id).attachments;
		assert.deepEqual([name, type, typeof file_id, has_thumbnail], [`${i}.png`, 'image/png', 'string', false]);
	}
});

test('a name is one line without folders, and goes into the header unharmed', async () => {
	const names = {
		'../../etc/passwd': 'passwd', 'C:\\Temp\\a.png': 'a.png', 'fo\u202Etxt.exe': 'fotxt.exe', 'zw\u00e4i "x".png': 'zw\u00e4i "x".png',
		'a\r\nSet-Cookie: x=1': 'a  Set-Cookie: x=1', '\u540d\u524d.png': '\u540d\u524d.png',
	};
	for (const [given, kept] of Object.entries(names)) {
		const file = await bring();
		const row = await api.make('attachments', { contact_id: contact.id, file_id: file.id, name: given });
		assert.equal(row.name, kept, JSON.stringify(given));
		const { headers } = await api.get(`files/${file.id}`);
		assert.equal(headers['set-cookie'], undefined);
		const [, plain, coded] = /^attachment; filename="([\w. -]*)"; filename\*=UTF-8''([\w.%-]*)$/.exec(headers['content-disposition']);
		assert.ok(plain.length > 0);
		assert.equal(decodeURIComponent(coded), kept);
	}
	for (const name of ['', ' ', '/', '..', 'x'.repeat(256)])
		assert.equal((await api.post('attachments', { contact_id: contact.id, file_id: (await bring()).id, name })).status, 422, name);
});

test('a browser brings the small picture and what it measured, once', async () => {
	const file = await bring(png(40, 30));
	const row = await api.make('attachments', { contact_id: contact.id, file_id: file.id, name: 'a.png' });
	(await api.get(`files/${file.id}:thumbnail`)).refuses(404, 'not-found');
	const thumb = webp();
	const told = (await small(file.id, thumb, { width: 40, height: 30 })).is(200);
	assert.deepEqual([told.width, told.height, told.duration_ms], [40, 30, null]);
	const reply = await api.get(`files/${file.id}:thumbnail${query({ inline: 1 })}`);
	assert.ok(reply.bytes.equals(thumb));
	assert.equal(reply.headers['content-type'], 'image/webp');
	assert.match(reply.headers['content-disposition'], /^inline;/);
	const now = (await api.get(`attachments/${row.id}`)).is(200);
	assert.deepEqual([now.has_thumbnail, now.width, now.height, now.version], [true, 40, 30, row.version]);
	(await small(file.id, png(7, 7), { width: 1, height: 1 })).is(200); // what is known stays
	assert.ok((await api.get(`files/${file.id}:thumbnail`)).bytes.equals(thumb));
	assert.equal((await api.get(`attachments/${row.id}`)).json.width, 40);
	const later = await api.make('attachments', { note_id: note.id, file_id: file.id, name: 'b.png' });
	assert.deepEqual([later.has_thumbnail, later.width], [true, 40]);
});

test('a voice has no small picture, but a length', async () => {
	const file = await bring(ogg('one'));
	const told = (await small(file.id, '', { duration_ms: 4200 })).is(200);
	assert.deepEqual([told.duration_ms, told.thumbnail_id], [4200, null]);
});

test('what is no small picture is refused', async () => {
	const file = await bring();
	(await small(file.id, pdf())).refuses(415, 'media-type');
	(await small(file.id, '<svg xmlns="http://www.w3.org/2000/svg"/>')).refuses(415, 'media-type');
	(await small(file.id, Buffer.concat([png(), Buffer.alloc(65_536)]))).refuses(413, 'too-large');
	(await small(file.id, webp(), { width: 'x' })).refuses(400, 'bad-query');
	(await small(file.id, webp(), { width: 1_000_001 })).refuses(400, 'bad-query');
	(await small(missing, webp())).refuses(404, 'not-found');
	(await api.get(`files/${file.id}:thumbnail`)).refuses(404, 'not-found');
});

test('who may not write brings nothing, and sees what the team sees', async () => {
	const viewer = await server.addMember({ workspace_id, role: 'viewer', email: 'vera@example.test', name: 'Vera' });
	(await put(png(99, 1), viewer)).refuses(403, 'forbidden');
	const file = await bring();
	(await viewer.get(`files/${file.id}`)).refuses(404, 'not-found'); // attached to nothing, brought by another
	await api.make('attachments', { contact_id: contact.id, file_id: file.id, name: 'a.png' });
	(await small(file.id, webp(), {}, viewer)).refuses(403, 'forbidden');
	assert.equal((await viewer.get(`files/${file.id}`)).status, 200);
	(await viewer.post('attachments', { contact_id: contact.id, file_id: file.id, name: 'b' })).refuses(403, 'forbidden');
});

test('nobody reaches a file by its id alone, nor through what it is not attached to', async () => {
	const [one, other] = [await bring(), await bring()];
	const row = await api.make('attachments', { contact_id: contact.id, file_id: one.id, name: 'one.png' });
	assert.equal((await api.get(`files/${one.id}${query({ attachment: row.id })}`)).status, 200);
	const wrong = [`files/${other.id}${query({ attachment: row.id })}`, `files/${one.id}${query({ attachment: missing })}`, `files/${missing}`, `files/${one.id}${query({ attachment: 'x' })}`];
	for (const path of wrong) (await api.get(path)).refuses(404, 'not-found');
	const agent = await server.addMember({ workspace_id, role: 'agent', email: 'alan@example.test', name: 'Alan' });
	(await agent.get(`files/${other.id}`)).refuses(404, 'not-found');
	assert.deepEqual((await agent.post('attachments', { contact_id: contact.id, file_id: other.id, name: 'x' })).flaws(), ['/file_id no_such_record']);
	(await small(other.id, webp(), {}, agent)).refuses(404, 'not-found');
});

test('taking an attachment away and bringing it back', async () => {
	const file = await bring();
	const row = await api.make('attachments', { contact_id: contact.id, file_id: file.id, name: 'a.png' });
	(await api.delete(`attachments/${row.id}`)).is(204);
	assert.ok(!(await api.all('attachments', { contact_id: contact.id })).some(({ id }) => id === row.id));
	(await api.post(`attachments/${row.id}:restore`)).is(200);
	assert.equal((await api.get(`files/${file.id}`)).status, 200);
	const agent = await server.addMember({ workspace_id, role: 'agent', email: 'ute@example.test', name: 'Ute' });
	const said = await api.make('attachments', { message_id: message.id, file_id: (await bring()).id, name: 'b.png' });
	(await agent.delete(`attachments/${said.id}`)).refuses(409, 'conflict'); // it is part of what was said
	(await api.delete(`attachments/${said.id}`)).is(204);
});

// Files as a page shows them: by address alone, since pictures and players send no headers of ours.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { pdf, png } from './lib/media.mjs';
import { owner, startWithOwner } from './lib/server.mjs';

const bytesType = { 'Content-Type': 'application/octet-stream' };
const missing = '01900000-0000-7000-8000-000000000000';
let server, api, workspace_id, contact, file, row;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	contact = await api.make('contacts', { name: 'Ana' });
	file = (await api.request('PUT', 'files', png(5, 5), bytesType)).is(201);
	row = await api.make('attachments', { contact_id: contact.id, file_id: file.id, name: 'a.png' });
});
after(() => server.close());

async function browser() {
	return (await server.client().signIn(owner, workspace_id)).client;
}
const bare = { 'Kontor-Workspace': null };

test('a session names the workspace in the address of a file, where it cannot send a header', async () => {
	const page = await browser();
	const at = (more) => `files/${file.id}?attachment=${row.id}${more}`;
	assert.equal((await page.get(at(''), bare)).status, 400);
	const reply = await page.get(at(`&inline=1&workspace=${workspace_id}`), bare);
	assert.equal(reply.status, 200);
	assert.match(reply.headers['content-disposition'], /^inline/);
	assert.equal((await page.get(at('&workspace=nonsense'), bare)).status, 400);
	assert.notEqual((await page.get(at(`&workspace=${missing}`), bare)).status, 200);
	// the header leads, where both are sent
	assert.equal((await page.get(at(`&workspace=${missing}`), { 'Kontor-Workspace': workspace_id })).status, 200);
});

test('nothing but a file is had by an address alone', async () => {
	const page = await browser();
	assert.equal((await page.get(`contacts?workspace=${workspace_id}`, bare)).status, 400);
	assert.equal((await page.get(`contacts/${contact.id}?workspace=${workspace_id}`, bare)).status, 400);
});

test('the feed tells of a file of a contact by itself, and of a file of a note with the note', async () => {
	const { seq, epoch } = (await api.get('changes?since=0')).is(200);
	const since = async () => (await api.get(`changes?since=${seq}&epoch=${epoch}`)).is(200).items;
	const other = (await api.request('PUT', 'files', pdf('x'), bytesType)).is(201);
	const made = await api.make('attachments', { contact_id: contact.id, file_id: other.id, name: 'x.pdf' });
	let [change] = await since();
	assert.deepEqual([change.record, change.id, change.op, change.row.name], ['attachments', made.id, 'put', 'x.pdf']);
	(await api.delete(`attachments/${made.id}`)).is(204);
	[change] = (await since()).filter((one) => one.id === made.id);
	assert.equal(change.op, 'gone');
	const note = await api.make('notes', { contact_id: contact.id, text: 'n' });
	await api.make('attachments', { note_id: note.id, file_id: file.id, name: 'b.png' });
	[change] = (await since()).filter((one) => one.record === 'notes');
	assert.deepEqual([change.id, change.row.attachments.map((one) => one.name)], [note.id, ['b.png']]);
});

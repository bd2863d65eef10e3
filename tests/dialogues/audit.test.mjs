// The audit: who opened what, told to administrators, and whether it was changed afterwards.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { message } from './lib/seed.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

let server, api, workspace_id, agent, members, contact, chat;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	agent = await server.addMember({ workspace_id, role: 'agent' });
	members = Object.fromEntries((await api.all('members')).map(({ role, id }) => [role, id]));
	contact = await api.make('contacts', { name: 'Ana Lima' });
	const { id: account_id } = await api.make('wa_accounts', { name: 'Loja' });
	chat = await api.make('chats', {
		account_id,
		peer_kind: 'person',
		peer_key: '5511987654321@s.whatsapp.net',
		contact_id: contact.id,
	});
	await api.make('messages', message(chat.id, Date.UTC(2026, 8, 1), 'bom dia'));
});
after(() => server.close());

const entries = async (params) => (await api.get(`audit_entries${query(params)}`)).is(200).items;

/** Waits until the agent's entries are there, and gives them, oldest first. */
async function entriesOf(action, n) {
	await until(async () => (await entries({ actor: members.agent, action })).length >= n, 10_000);
	return (await entries({ actor: members.agent, action })).reverse();
}

test('opening a profile, a thread or its history is one entry in ten minutes, and there within a second', async () => {
	for (let i = 0; i < 3; i++) {
		(await agent.get(`contacts/${contact.id}`)).is(200);
		(await agent.get(`messages?chat_id=${chat.id}`)).is(200);
		(await agent.get(`chats/${chat.id}`)).is(200);
		(await agent.get(`timeline?contact_id=${contact.id}`)).is(200);
		(await agent.get(`history?record=contacts&row_id=${contact.id}`)).is(200);
	}
	const seen = await entriesOf('read', 2);
	assert.deepEqual(
		seen.map(({ record, row_id }) => [record, row_id]),
		[
			['contacts', contact.id],
			['chats', chat.id],
		],
	);
	assert.ok(!JSON.stringify(seen).includes('Ana'));
});

test('searching is one entry, without what was sought', async () => {
	(await agent.get('search?q=Lima')).is(200);
	const [one] = await entriesOf('searched', 1);
	assert.deepEqual([one.record, one.row_id, one.n], [null, null, 1]);
	assert.ok(!JSON.stringify(one).includes('Lima'));
});

test('what is not there or not seen was not opened', async () => {
	const missing = '01900000-0000-7000-8000-000000000000';
	(await agent.get(`contacts/${missing}`)).refuses(404, 'not-found');
	(await agent.get(`messages?chat_id=${missing}`)).is(200);
	(await agent.get('tags?limit=1')).is(200);
	await api.make('tags', { name: 'a group later' });
	assert.equal((await entriesOf('read', 2)).length, 2);
});

test('newest first, by pages, filtered', async () => {
	const all = await entries({ limit: 200 });
	assert.deepEqual(
		all.map(({ seq }) => seq),
		all.map(({ seq }) => seq).sort((a, b) => b - a),
	);
	const paged = [];
	for (let after; ; ) {
		const page = (await api.get(`audit_entries${query({ limit: 3, after })}`)).is(200);
		paged.push(...page.items.map(({ seq }) => seq));
		if (page.next === null) break;
		after = page.next;
	}
	for (const { seq } of all) assert.ok(paged.includes(seq));
	for (const [params, fits] of [
		[{ record: 'contacts' }, (e) => e.record === 'contacts'],
		[{ row: contact.id }, (e) => e.row_id === contact.id],
		[{ action: 'created' }, (e) => e.action === 'created'],
		[{ actor: members.agent, action: 'created' }, () => false],
	]) {
		const some = await entries({ limit: 200, ...params });
		assert.ok(some.every(fits), JSON.stringify(params));
		assert.equal(some.length, (await entries({ limit: 200 })).filter(fits).length, JSON.stringify(params));
	}
	assert.ok((await entries({ row: contact.id, action: 'created' }))[0].fields.includes('name'));
	for (const bad of ['actor=x', 'row=x', 'record=x', 'action=x', 'limit=0'])
		(await api.get(`audit_entries?${bad}`)).refuses(400, 'bad-query');
	(await api.get('audit_entries?after=x')).refuses(400, 'bad-cursor');
});

test('a list is one entry, not one a row; what hangs on one thing is an opening of that', async () => {
	for (let i = 0; i < 3; i++) (await agent.get('contacts?company=&sort=name')).is(200);
	(await agent.get('contacts')).is(200);
	(await agent.get('tags')).is(200); // about nobody
	await until(async () => (await entries({ actor: members.agent, action: 'read', record: 'contacts' })).some(({ row_id }) => row_id === null), 10_000);
	const lists = (await entries({ actor: members.agent, action: 'read' })).filter(({ row_id }) => row_id === null);
	assert.deepEqual(lists.map(({ record }) => record), ['contacts']);
	assert.ok(!JSON.stringify(lists).includes('Ana'));
});

test('looking into an import is audited: its file says who is in it', async () => {
	const run = (await agent.post('import_runs?name=a.csv', 'Name,Phone\nEva,+5511987650042\nEvo,1\n', { 'Content-Type': 'text/csv' })).is(201);
	(await agent.get(`import_runs/${run.id}:preview`)).is(200);
	(await agent.get(`import_runs/${run.id}:errors`)).is(200);
	await until(async () => (await entries({ actor: members.agent, record: 'import_runs', action: 'read' })).length > 0, 10_000);
	const [one, ...more] = await entries({ actor: members.agent, record: 'import_runs', action: 'read' });
	assert.deepEqual([one.row_id, more], [run.id, []]);
});

test('signing in is an entry in each workspace, each time; a wrong password is none', async () => {
	const { workspace_id: second } = await server.addUser({ email: 'agent@example.test', name: 'Agent', workspace: 'Zweite' });
	const there = await server.token({ workspace_id: second, email: 'agent@example.test' });
	const credentials = { email: 'agent@example.test', password: owner.password };
	await server.client().signIn(credentials);
	await server.client().signIn(credentials);
	(await server.client().post('session', { ...credentials, password: 'wrong password' })).refuses(401, 'bad-login');
	const seen = await entriesOf('signed_in', 2);
	assert.deepEqual(seen.map(({ record, row_id }) => [record, row_id]), [['members', members.agent], ['members', members.agent]]);
	assert.ok(!JSON.stringify(seen).includes('example.test'));
	await until(async () => (await there.get('audit_entries?action=signed_in')).is(200).items.length === 2, 10_000);
});

test('the chain holds from its beginning, and from any entry on', async () => {
	const whole = (await api.get('audit_entries:verify')).is(200);
	assert.deepEqual([whole.ok, whole.from, whole.next, whole.problem], [true, 1, null, null]);
	assert.equal(whole.entries, whole.to);
	const rest = (await api.get('audit_entries:verify?after=2')).is(200);
	assert.deepEqual([rest.ok, rest.from], [true, 3]);
	const beyond = (await api.get('audit_entries:verify?after=999999')).is(200);
	assert.equal(beyond.ok, false);
	assert.match(beyond.problem, /1000000/);
	(await api.get('audit_entries:verify?after=x')).refuses(400, 'bad-cursor');
});

test('it is told to administrators and owners only', async () => {
	const viewer = await server.addMember({ workspace_id, role: 'viewer' });
	for (const client of [agent, viewer])
		for (const path of ['audit_entries', 'audit_entries:verify']) (await client.get(path)).refuses(403, 'forbidden');
});

test('what was read just before the end is written', async () => {
	const other = await api.make('contacts', { name: 'Rui' });
	(await agent.get(`contacts/${other.id}`)).is(200);
	await server.restart();
	assert.equal((await entries({ row: other.id, action: 'read' })).length, 1);
});

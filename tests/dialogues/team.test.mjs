// A team: roles, leaving, handing over. Control decides, the cell follows; what opened something dies within a
// second; work that somebody left behind finds another owner.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { makeMany, person } from './lib/seed.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
let server, api, workspace_id, rosa, account;
const people = {}; // role → {client: token, browser, id, email}

async function add(role, email = `${role}@example.test`, name = `The ${role}`) {
	const client = await server.addMember({ workspace_id, role, email, name });
	const { client: browser } = await server.client().signIn({ email, password: owner.password }, workspace_id);
	const { id } = (await api.all('members')).find((member) => member.name === name);
	return { client, browser, id, email };
}

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	({ client: rosa } = await server.client().signIn(owner, workspace_id));
	for (const role of ['admin', 'agent', 'viewer']) people[role] = await add(role);
	[people.owner] = await api.all('members');
	account = await api.make('wa_accounts', { name: 'Loja' });
});
after(() => server.close());

const setRole = (client, id, role) => client.patch(`members/${id}`, { role });
const remove = (client, id, body) => client.post(`members/${id}:remove`, body);

test('admins see who is there, with addresses and when they last were; nobody else does', async () => {
	const { items } = (await people.admin.client.get('team')).is(200);
	assert.deepEqual(
		items.map(({ name, role, email, totp, leaving }) => [name, role, email, totp, leaving]),
		[
			[owner.name, 'owner', owner.email, false, false],
			...['admin', 'agent', 'viewer'].map((role) => [`The ${role}`, role, `${role}@example.test`, false, false]),
		],
	);
	await until(async () =>
		(await api.get('team'))
			.is(200)
			.items.every(({ seen_at, id }) => seen_at > 0 || id === people.viewer.id || id === people.agent.id),
	);
	for (const role of ['agent', 'viewer']) (await people[role].client.get('team')).refuses(403, 'forbidden');
	const [member] = (await people.viewer.client.get('members')).is(200).items;
	assert.ok(!('email' in member));
});

test('owners decide about everybody, admins about everybody but owners, others about nobody', async () => {
	const { id } = await add('viewer', 'mover@example.test', 'Mover');
	for (const role of ['agent', 'admin', 'viewer']) {
		const news = (await setRole(people.admin.client, id, role)).is(200);
		assert.deepEqual(news, { id, role, active: true });
		await until(async () => (await api.get(`members/${id}`)).is(200).role === role);
	}
	(await setRole(people.admin.client, id, 'owner')).refuses(403, 'forbidden');
	(await setRole(people.admin.client, people.owner.id, 'viewer')).refuses(403, 'forbidden');
	(await setRole(people.admin.client, people.admin.id, 'owner')).refuses(403, 'forbidden');
	for (const role of ['agent', 'viewer'])
		(await setRole(people[role].client, people[role].id, 'admin')).refuses(403, 'forbidden');
	(await setRole(rosa, id, 'owner')).is(200);
	(await setRole(people.admin.client, id, 'agent')).refuses(403, 'forbidden');
	(await setRole(rosa, id, 'viewer')).is(200);
	assert.deepEqual((await setRole(rosa, id, 'king')).flaws(), ['/role not_a_choice']);
	(await setRole(rosa, missing, 'viewer')).refuses(404, 'not-found');
	(await remove(people.admin.client, people.owner.id)).refuses(403, 'forbidden');
	(await remove(people.agent.client, people.viewer.id)).refuses(403, 'forbidden');
	(await remove(people.admin.client, id)).is(200);
});

test('the last owner cannot become less, leave, or be taken out', async () => {
	(await setRole(rosa, people.owner.id, 'admin')).refuses(409, 'last-owner');
	(await remove(rosa, people.owner.id)).refuses(409, 'last-owner');
	assert.equal((await api.get(`members/${people.owner.id}`)).is(200).role, 'owner');
});

test('another role: tickets, sockets and rights of before end within a second', async () => {
	const mover = await add('admin', 'shrink@example.test', 'Shrink');
	const feed = await Feed.follow(mover.browser);
	(await setRole(rosa, mover.id, 'viewer')).is(200);
	assert.equal(await feed.ws.closed(1000), 1008);
	for (const client of [mover.client, mover.browser]) {
		(await client.get('contacts')).is(200);
		(await client.post('tags', { name: 'no' })).refuses(403, 'forbidden');
	}
});

test('who is taken out is out at once; what they own goes to another, what they did stays', async () => {
	const leaver = await add('agent', 'leaver@example.test', 'Leaver');
	const heir = await add('agent', 'heir@example.test', 'Heir');
	const third = await add('agent', 'third@example.test', 'Third');
	const ids = await makeMany(
		api,
		'contacts',
		Array.from({ length: 300 }, (_, n) => ({ ...person(n), owner_id: leaver.id })),
	);
	const theirs = await api.make('contacts', { name: 'Of a third', owner_id: third.id });
	const chat = (contact_id, peer_key, assignee_id) =>
		api.make('chats', { account_id: account.id, peer_kind: 'person', peer_key, contact_id, assignee_id });
	const chats = [
		await chat(ids[0], '5511900000001@s.whatsapp.net', leaver.id),
		await chat(theirs.id, '5511900000002@s.whatsapp.net', leaver.id),
	];
	const note = (await leaver.client.post('notes', { contact_id: ids[0], text: 'written before leaving' })).is(201);
	const feed = await Feed.follow(leaver.browser);
	const watching = await Feed.follow(api);
	await api.patch('workspace', { narrow: true });

	assert.deepEqual((await remove(rosa, leaver.id, { hand_to: missing })).flaws(), ['/hand_to no_such_record']);
	for (const hand_to of [leaver.id, people.viewer.id])
		assert.deepEqual((await remove(rosa, leaver.id, { hand_to })).flaws(), ['/hand_to no_such_record']);
	const news = (await remove(rosa, leaver.id, { hand_to: heir.id })).is(200);
	assert.deepEqual([news.id, news.active], [leaver.id, false]);
	assert.equal(await feed.ws.closed(1000), 1008);
	(await leaver.client.get('contacts')).refuses(401, 'unauthorized');
	(await leaver.browser.get('contacts')).refuses(404, 'not-found');
	assert.deepEqual((await leaver.browser.get('session')).is(200).workspaces, []);

	await watching.change(({ id, row }) => id === leaver.id && row?.owned_left === 0);
	const member = (await api.get(`members/${leaver.id}`)).is(200);
	assert.deepEqual([member.active, typeof member.left_at, member.name], [false, 'number', 'Leaver']);
	for (const contact of await api.all('contacts'))
		if (ids.includes(contact.id)) assert.equal(contact.owner_id, heir.id);
	assert.equal((await api.get(`contacts/${theirs.id}`)).is(200).owner_id, third.id);
	assert.equal((await api.get(`chats/${chats[0].id}`)).is(200).assignee_id, heir.id);
	assert.equal(
		(await api.get(`chats/${chats[1].id}`)).is(200).assignee_id,
		null,
		'the heir does not see its contact',
	);
	assert.equal((await api.get(`notes/${note.id}`)).is(200).author_id, leaver.id);
	const left = watching.changes
		.filter(({ id, row }) => id === leaver.id && row?.active === false)
		.map(({ row }) => row.owned_left);
	assert.ok(left.length > 1 && left.at(-1) === 0, `progress is told: ${left}`);
	assert.deepEqual(
		left,
		left.toSorted((a, b) => b - a),
	);
	await watching.close();
	await api.patch('workspace', { narrow: false });
	assert.ok(!(await api.get('team')).is(200).items.some(({ id }) => id === leaver.id));
});

test("without an heir it is nobody's; whoever comes back is the same member", async () => {
	const leaver = await add('agent', 'again@example.test', 'Again');
	const contact = await api.make('contacts', { name: 'Left alone', owner_id: leaver.id });
	(await remove(leaver.browser, leaver.id)).is(200);
	await until(async () => (await api.get(`contacts/${contact.id}`)).is(200).owner_id === null);
	(await remove(rosa, leaver.id)).refuses(404, 'not-found');
	const back = await add('viewer', 'again@example.test', 'Again');
	assert.equal(back.id, leaver.id);
	const member = (await api.get(`members/${back.id}`)).is(200);
	assert.deepEqual([member.active, member.role, member.left_at], [true, 'viewer', null]);
	(await leaver.client.get('contacts')).refuses(401, 'unauthorized');
});

test('a hand-over of ownership asks for the password, and swaps owner and admin', async () => {
	const heir = await add('agent', 'boss@example.test', 'Boss');
	const hand = (body, client = rosa) => client.post('workspace:hand_over', body);
	assert.deepEqual((await hand({ member_id: heir.id, password: 'wrong' })).flaws(), ['/password refused']);
	assert.deepEqual((await hand({ member_id: missing, password: owner.password })).flaws(), [
		'/member_id no_such_record',
	]);
	assert.deepEqual((await hand({ member_id: people.owner.id, password: owner.password })).flaws(), [
		'/member_id no_such_record',
	]);
	(await hand({ member_id: heir.id, password: owner.password }, people.admin.browser)).refuses(403, 'forbidden');
	(await hand({ member_id: heir.id, password: owner.password }, api)).refuses(403, 'forbidden');
	(await hand({ member_id: heir.id, password: owner.password })).is(200);
	const roles = Object.fromEntries((await api.all('members')).map(({ id, role }) => [id, role]));
	assert.deepEqual([roles[heir.id], roles[people.owner.id]], ['owner', 'admin']);
	(await hand({ member_id: people.agent.id, password: owner.password })).refuses(403, 'forbidden');
	(await hand({ member_id: people.owner.id, password: owner.password }, heir.browser)).is(200);
	assert.equal((await api.get(`members/${people.owner.id}`)).is(200).role, 'owner');
});

test("numbers are the admins': an agent's import adds none", async () => {
	const { workspace_id: shop } = await server.addUser({
		email: 'eve@example.test',
		name: 'Eve',
		workspace: 'Second',
	});
	const eve = await server.token({ workspace_id: shop, email: 'eve@example.test' });
	const agent = await server.addMember({
		workspace_id: shop,
		role: 'agent',
		email: 'temp@example.test',
		name: 'Temp',
	});
	const bring = async (client, name) => {
		const run = (
			await client.post(
				`import_runs?name=${name}`,
				'31/12/2025, 14:05 - Ana: hello\n31/12/2025, 14:06 - Eve: hi\n',
				{ 'Content-Type': 'text/plain' },
			)
		).is(201);
		(await client.post(`import_runs/${run.id}:start`, { me: 'Eve', date_order: 'dmy' })).is(200);
		return until(async () => {
			const { state, problem } = (await client.get(`import_runs/${run.id}`)).is(200);
			return ['done', 'failed', 'choice_needed'].includes(state) ? { state, problem } : null;
		});
	};
	const file = 'WhatsApp%20Chat%20with%20Ana.txt';
	const refused = await bring(agent, file);
	assert.equal(refused.state, 'failed');
	assert.match(refused.problem, /only admins can add one/);
	assert.deepEqual((await eve.get('wa_accounts')).is(200).items, []);
	assert.equal((await bring(eve, file)).state, 'done');
	assert.equal((await eve.get('wa_accounts')).is(200).items.length, 1);
	assert.equal((await bring(agent, `again%20${file}`)).state, 'done');
});

test('what the operator imports belongs to a member, and no agent sees it who may not', async () => {
	await api.patch('workspace', { narrow: true });
	const bring = (more = '') =>
		server.admin.post(`import_runs?name=${more ? 'b' : 'a'}.csv${more}`, 'Name,Phone\nAna,+5511987650123\n', {
			'Kontor-Workspace': workspace_id,
			'Content-Type': 'text/csv',
		});
	const whole = (await bring()).is(201);
	assert.equal(whole.member_id, people.owner.id);
	const theirs = (await bring('&member=agent@example.test')).is(201);
	assert.equal(theirs.member_id, people.agent.id);
	assert.deepEqual(
		(await people.agent.client.get('import_runs')).is(200).items.map(({ id }) => id),
		[theirs.id],
	);
	assert.deepEqual((await bring('&member=nobody@example.test')).flaws(), ['?member no_such_record']);
	const file = join(server.dir, 'people.csv');
	writeFileSync(file, 'Name,Phone\nBia,+5511987650124\n');
	const words = ['import', '--workspace', workspace_id, '--member', 'agent@example.test', file];
	const { code, stdout, stderr } = await server.run(words);
	assert.equal(code, 0, stderr);
	const run = (await people.agent.client.get(`import_runs/${JSON.parse(stdout).run_id}`)).is(200);
	assert.equal(run.member_id, people.agent.id);
	await api.patch('workspace', { narrow: false });
});

test('what was decided outlives the server being killed: the cell is told at the next start', async () => {
	const leaver = await add('agent', 'killed@example.test', 'Killed');
	const contact = await api.make('contacts', { name: 'Orphan', owner_id: leaver.id });
	const answer = remove(rosa, leaver.id).catch(() => null);
	await until(
		async () => !(await api.get('team')).is(200).items.some(({ id, leaving }) => id === leaver.id && !leaving),
	);
	await server.kill();
	await answer;
	await server.start();
	(await leaver.client.get('contacts')).refuses(401, 'unauthorized');
	await until(async () => (await api.get(`contacts/${contact.id}`)).is(200).owner_id === null);
	assert.equal((await api.get(`members/${leaver.id}`)).is(200).active, false);
});

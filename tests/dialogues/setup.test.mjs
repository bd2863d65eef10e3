// The first minutes of a server: it waits for its owner, takes exactly one, and is theirs from then on.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { Server, owner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const form = {
	...owner,
	workspace: 'Loja Central',
	country: 'BR',
	time_zone: 'America/Sao_Paulo',
	locale: 'pt-BR',
	confirm_age: true,
};

async function freshServer(t) {
	const server = await Server.start();
	t.after(() => server.close());
	return { server, client: server.client() };
}

test('a new server says that it waits for its owner, and lets nobody else in', async (t) => {
	const { client } = await freshServer(t);
	assert.equal((await client.get('meta')).is(200).first_run, true);
	(await client.get('session')).refuses(401, 'unauthorized');
	(await client.get('contacts')).refuses(401, 'unauthorized');
	(await client.post('session', { email: owner.email, password: owner.password })).refuses(401, 'bad-login');
});

test('the owner is signed in at once and finds the workspace as described', async (t) => {
	const { client } = await freshServer(t);
	const reply = await client.post('setup', form);
	const { user, workspaces, csrf } = reply.is(201);
	assert.deepEqual([user.email, user.name], [owner.email, owner.name]);
	assert.deepEqual(
		workspaces.map(({ name, role }) => [name, role]),
		[['Loja Central', 'owner']],
	);
	const signedIn = client.with({ cookie: cookieOf(reply), csrf, workspace: workspaces[0].id });
	const workspace = (await signedIn.get('workspace')).is(200);
	assert.deepEqual(
		[workspace.id, workspace.name, workspace.country, workspace.time_zone, workspace.locale, workspace.narrow],
		[workspaces[0].id, 'Loja Central', 'BR', 'America/Sao_Paulo', 'pt-BR', false],
	);
	const [member] = (await signedIn.get('members')).is(200).items;
	assert.deepEqual(
		[member.id, member.user_id, member.role, member.active],
		[workspaces[0].member_id, user.id, 'owner', true],
	);
	assert.equal((await client.get('meta')).is(200).first_run, false);
	(await client.post('setup', { ...form, email: 'late@example.test' })).refuses(409, 'conflict');
});

test('every flaw of the form is named at once, and a flawed form makes nobody', async (t) => {
	const { client } = await freshServer(t);
	const flawed = {
		email: 'rosa',
		password: 'short',
		name: ' ',
		workspace: '',
		country: 'br',
		time_zone: 'Mars',
		locale: 'x',
		zip: 1,
	};
	const flaws = (await client.post('setup', flawed)).flaws();
	for (const flaw of [
		'/name too_short',
		'/workspace too_short',
		'/country malformed',
		'/locale malformed',
		'/zip unknown_field',
		'/confirm_age required',
	])
		assert.ok(flaws.includes(flaw), `${flaw} in ${flaws}`);
	assert.deepEqual(
		(await client.post('setup', { ...form, email: 'rosa', password: 'short', confirm_age: false })).flaws(),
		['/confirm_age required', '/email malformed', '/password too_short'],
	);
	assert.deepEqual((await client.post('setup', { ...form, country: 'XX', time_zone: 'Mars/Olympus' })).flaws(), [
		'/country malformed',
		'/time_zone malformed',
	]);
	assert.equal((await client.get('meta')).is(200).first_run, true);
});

test('a zone that browsers still call by its old name gets its new one', async (t) => {
	const { client } = await freshServer(t);
	const reply = await client.post('setup', { ...form, time_zone: 'Asia/Calcutta' });
	const { workspaces, csrf } = reply.is(201);
	const signedIn = client.with({ cookie: cookieOf(reply), csrf, workspace: workspaces[0].id });
	assert.equal((await signedIn.get('workspace')).is(200).time_zone, 'Asia/Kolkata');
});

test('twenty who set up at once make one owner and one workspace', async (t) => {
	const { server, client } = await freshServer(t);
	const replies = await Promise.all(
		Array.from({ length: 20 }, (_, i) =>
			client.post('setup', { ...form, email: `first${i}@example.test`, workspace: `Loja ${i}` }),
		),
	);
	const made = replies.filter(({ status }) => status === 201);
	assert.equal(made.length, 1);
	for (const reply of replies) if (reply !== made[0]) reply.refuses(409, 'conflict');
	const { items } = (await server.admin.get('/admin/v1/workspaces')).is(200);
	assert.deepEqual(
		items.map(({ name, state }) => [name, state]),
		[[made[0].json.workspaces[0].name, 'ready']],
	);
	await server.restart();
	assert.equal((await client.get('meta')).is(200).first_run, false);
});

test('setup is refused to pages of other sites', async (t) => {
	const { client } = await freshServer(t);
	(await client.post('setup', form, { Origin: 'https://elsewhere.example' })).refuses(403, 'csrf');
	(await client.post('setup', form, { Origin: 'null' })).refuses(403, 'csrf');
	(await client.post('setup', form, { Origin: `http://${client.host}` })).is(201);
});

test('where others can reach a new server, the first visitor must know what it printed', async (t) => {
	for (const args of [['--setup-code', 'yes'], ['--trusted-proxy', '127.0.0.1']]) {
		const server = await Server.start({ args });
		t.after(() => server.close());
		const client = server.client();
		assert.equal((await client.get('meta')).is(200).setup_code, true);
		const code = await until(() => /^Setup code: (\S+)$/m.exec(server.stdout)?.[1]);
		assert.match(code, /^[2-9a-z]{4}(-[2-9a-z]{4}){2}$/);
		assert.deepEqual((await client.post('setup', form)).flaws(), ['/setup_code required']);
		assert.deepEqual((await client.post('setup', { ...form, setup_code: 'guess' })).flaws(), ['/setup_code refused']);
		assert.equal((await client.get('meta')).is(200).first_run, true);
		(await client.post('setup', { ...form, setup_code: code })).is(201);
		assert.equal((await client.get('meta')).is(200).setup_code, false);
		await server.restart();
		assert.ok(!server.stdout.includes('Setup code'));
	}
});

test('on this machine alone no code is asked for', async (t) => {
	const { server, client } = await freshServer(t);
	assert.equal((await client.get('meta')).is(200).setup_code, false);
	assert.ok(!server.stdout.includes('Setup code'));
});

test('whoever is too young for an account gets none, and is told how old one must be', async (t) => {
	const server = await Server.start({ args: ['--min-age', '16'] });
	t.after(() => server.close());
	assert.equal((await server.client().get('meta')).is(200).min_age, 16);
	const reply = await server.client().post('setup', { ...form, confirm_age: false });
	assert.deepEqual(reply.flaws(), ['/confirm_age required']);
	assert.match(reply.json.errors[0].detail, /16 years/);
	assert.equal((await server.client().get('meta')).is(200).first_run, true);
});

test('what broke off after the account was made can be tried again, by that account', async (t) => {
	const { server, client } = await freshServer(t);
	rmSync(join(server.dir, 'cells'), { recursive: true, force: true });
	writeFileSync(join(server.dir, 'cells'), ''); // a workspace has no place to be
	assert.ok((await client.post('setup', form)).status >= 500);
	assert.equal((await client.get('meta')).is(200).first_run, true);
	rmSync(join(server.dir, 'cells'));
	mkdirSync(join(server.dir, 'cells'), { mode: 0o700 });
	(await client.post('setup', { ...form, email: 'late@example.test' })).refuses(409, 'conflict');
	(await client.post('setup', { ...form, password: 'another horse battery' })).refuses(409, 'conflict');
	const reply = await client.post('setup', form);
	const { workspaces, csrf } = reply.is(201);
	assert.deepEqual(
		workspaces.map(({ name, role }) => [name, role]),
		[['Loja Central', 'owner']],
	);
	const signedIn = client.with({ cookie: cookieOf(reply), csrf, workspace: workspaces[0].id });
	assert.equal((await signedIn.get('workspace')).is(200).country, 'BR');
	assert.equal((await client.get('meta')).is(200).first_run, false);
});

test('a setup that a crash broke off is finished at the next start', async (t) => {
	const { server, client } = await freshServer(t);
	rmSync(join(server.dir, 'cells'), { recursive: true, force: true });
	writeFileSync(join(server.dir, 'cells'), '');
	assert.ok((await client.post('setup', form)).status >= 500);
	rmSync(join(server.dir, 'cells'));
	await server.restart();
	assert.equal((await client.get('meta')).is(200).first_run, false);
	const { client: signedIn } = await client.signIn(owner);
	assert.equal((await signedIn.get('workspace')).is(200).name, 'Loja Central');
});

// The program's commands: the same whether the server runs or not.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Server, owner, startWithOwner } from './lib/server.mjs';

const add = ['user', 'add', '--email', owner.email, '--password-stdin', '--workspace', 'Loja', '--role', 'owner'];
const input = `${owner.password}\n`;

async function freshFolder(t) {
	const server = new Server();
	t.after(() => server.close());
	return server;
}

async function ok(server, words, options) {
	const done = await server.run(words, options);
	assert.equal(done.code, 0, `kontor ${words.join(' ')}: ${done.stderr}`);
	return done.stdout;
}

async function refused(server, words, code, options) {
	const done = await server.run(words, options);
	assert.equal(done.code, code, `kontor ${words.join(' ')}: ${done.stdout}${done.stderr}`);
	assert.ok(done.stderr.trim().length > 0, 'it says why');
	assert.equal(done.stdout, '');
	return done.stderr;
}

for (const running of [false, true])
	test(`accounts, tokens and workspaces, with the server ${running ? 'running' : 'at rest'}`, async (t) => {
		const server = await freshFolder(t);
		if (running) await server.start();
		const made = JSON.parse(await ok(server, add, { input }));
		assert.deepEqual(Object.keys(made).sort(), ['user_id', 'workspace_id']);
		const token = await ok(server, [
			'token',
			'create',
			'--email',
			owner.email,
			'--workspace',
			made.workspace_id,
			'--scope',
			'full',
			'--name',
			'script',
		]);
		assert.match(token, /^kt_[A-Za-z0-9_-]{43}\n$/);
		const second = JSON.parse(
			await ok(server, [...add.slice(0, -4), '--workspace', 'Zweite', '--role', 'owner'], { input }),
		);
		assert.equal(second.user_id, made.user_id, 'the account that is there gets another workspace');
		const agent = [
			'user',
			'add',
			'--email',
			'davi@example.test',
			'--name',
			'Davi',
			'--password-stdin',
			'--workspace-id',
			made.workspace_id,
			'--role',
			'agent',
		];
		assert.equal(JSON.parse(await ok(server, agent, { input })).workspace_id, made.workspace_id);
		const { items } = JSON.parse(await ok(server, ['workspace', 'list']));
		assert.deepEqual(
			items.map(({ id, name, state }) => [id, name, state]),
			[
				[made.workspace_id, 'Loja', 'ready'],
				[second.workspace_id, 'Zweite', 'ready'],
			],
		);

		if (!running) await server.start();
		const api = server.client({ token: token.trim() });
		assert.deepEqual(
			(await api.all('members')).map(({ name, role }) => [name, role]),
			[
				[owner.email, 'owner'],
				['Davi', 'agent'],
			],
		);
		const { client } = await server.client().signIn(owner);
		assert.equal((await client.get('session')).is(200).workspaces.length, 2);
	});

test('what is missing or wrong is said, and nothing is made', async (t) => {
	const server = await freshFolder(t);
	await server.start();
	assert.match(await refused(server, [...add.slice(0, 3), 'nobody', ...add.slice(4)], 1, { input }), /e-mail/i);
	assert.match(await refused(server, add, 1, { input: 'short\n' }), /10/);
	for (const words of [
		['user'],
		['user', 'add'],
		add.slice(0, 5),
		add.filter((word) => word !== '--password-stdin'),
		[...add, '--nonsense'],
		['token', 'create'],
		['nonsense'],
		['policy', '--format', 'yaml'],
	])
		await refused(server, words, 64, { input, data: words[0] !== 'policy' && words[0] !== 'nonsense' });
	await refused(
		server,
		['token', 'create', '--email', owner.email, '--workspace', '01900000-0000-7000-8000-000000000000'],
		1,
	);
	assert.deepEqual(JSON.parse(await ok(server, ['workspace', 'list'])).items, []);
});

test('a password never comes in arguments and never goes out', async (t) => {
	const server = await freshFolder(t);
	await server.start();
	const done = await server.run(add, { input });
	assert.ok(!`${done.stdout}${done.stderr}${server.stderr}`.includes(owner.password));
	await refused(server, [...add, '--password', 'x'], 64, { input });
});

test('commands that only print open nothing', async (t) => {
	const server = await freshFolder(t);
	for (const words of [
		['policy'],
		['openapi'],
		['routes'],
		['statements'],
		['schema'],
		['schema', 'control', 'postgres'],
		['fields-lock'],
		['version'],
		['help'],
	]) {
		const text = await ok(server, words, { data: false });
		assert.ok(text.length > 5);
		assert.equal(await ok(server, words, { data: false }), text, 'the same bytes each time');
	}
	assert.match(await ok(server, ['version'], { data: false }), /^kontor \d+\.\d+\.\d+\n$/);
	await refused(server, [], 64, { data: false });
});

test('one process holds the folder; a second server says so and touches nothing', async (t) => {
	const { server, api } = await startWithOwner();
	t.after(() => server.close());
	const done = await server.run(['serve', '--listen', '127.0.0.1:0']);
	assert.equal(done.code, 1);
	assert.match(done.stderr, /holds/);
	(await api.get('contacts')).is(200);
});

test('K28 the master key is made once, for its owner only; without it, or with another, nothing opens', async (t) => {
	const { server, api } = await startWithOwner();
	t.after(() => server.close());
	const file = join(server.dir, 'master.key');
	assert.equal(statSync(file).mode & 0o777, 0o600);
	await api.make('tags', { name: 'kept' });
	await server.stop();
	const key = readFileSync(file);
	writeFileSync(file, Buffer.from(key).reverse());
	const before = statSync(join(server.dir, 'control.db')).mtimeMs;
	const which = /opens with the master key ([0-9a-f-]{19}); the one given is (?!\1)[0-9a-f-]{19}\./;
	await assert.rejects(() => server.start(), which);
	assert.equal(statSync(join(server.dir, 'control.db')).mtimeMs, before);
	rmSync(file);
	await assert.rejects(() => server.start(), /master\.key is not there, and .* opens only with the master key [0-9a-f-]{19}\./);
	assert.ok(!existsSync(file), 'no new key beside data that it does not open');
	const elsewhere = join(server.dir, 'elsewhere.key');
	writeFileSync(elsewhere, key, { mode: 0o600 });
	server.args = ['--master-key-file', elsewhere];
	await server.start();
	assert.deepEqual(
		(await api.all('tags')).map(({ name }) => name),
		['kept'],
	);
});

test('the index can be built anew while everything goes on', async (t) => {
	const { server, api, workspace_id } = await startWithOwner();
	t.after(() => server.close());
	const contact = await api.make('contacts', { name: 'Findable' });
	let going = true;
	const writers = Array.from({ length: 4 }, async (_, n) => {
		for (let i = 0; going; i++) await api.make('contacts', { name: `Meanwhile ${n}.${i}` });
	});
	for (let i = 0; i < 3; i++) assert.match(await ok(server, ['reindex', '--workspace', workspace_id]), /rows/);
	going = false;
	await Promise.all(writers);
	const all = await api.all('contacts');
	assert.equal((await api.get('search?q=findable')).is(200).items[0].id, contact.id);
	for (const { id, name } of all.slice(0, 40))
		assert.ok(
			(await api.get(`search?q=${encodeURIComponent(`"${name}"`)}&limit=100`))
				.is(200)
				.items.some((hit) => hit.id === id),
			name,
		);
	await server.stop();
	assert.match(await ok(server, ['reindex']), /rows/);
	await server.start();
	assert.ok((await server.admin.post(`/admin/v1/workspaces/${workspace_id}:reindex`)).is(200).rows >= all.length);
});

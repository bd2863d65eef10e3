// Backups: taken while the server runs, brought back in another place, refused when they are not whole.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { at, backup, filesBelow, folder, keyOf, restore, rowsOf, serveRestored } from './lib/backup.mjs';
import { Server, owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { makeWorld } from './lib/world.mjs';

async function start(t, options) {
	const world = await startWithOwner(options);
	t.after(() => world.server.close());
	return world;
}

const stewardOf = async (server) => (await server.client().signIn(owner)).client;

test('a backup that was brought back elsewhere holds every row and every file', async (t) => {
	const { server, api } = await start(t);
	await makeWorld(api);
	const second = await server.addUser({ workspace: 'Zweite' });
	const elsewhere = await server.token({ workspace_id: second.workspace_id });
	await elsewhere.make('contacts', { name: 'Somebody else' });
	const before = { rows: await rowsOf(api), others: await rowsOf(elsewhere), files: filesBelow(join(server.dir, 'cells')) };
	for (const records of ['contacts', 'messages', 'contact_identities', 'notes'])
		assert.ok(before.rows[records].length > 0, `there are ${records} to compare`);
	const made = await backup(server, join(folder(t), 'out'));

	const other = await serveRestored(t, server, { from: made });
	assert.deepEqual(await rowsOf(at(other, api)), before.rows);
	assert.deepEqual(await rowsOf(at(other, elsewhere)), before.others);
	const brought = filesBelow(join(other.dir, 'cells'));
	for (const [name, bytes] of Object.entries(before.files))
		if (name.includes('.files/')) assert.deepEqual(brought[name], bytes, name);
	await other.assertSound();
	await at(other, api).make('contacts', { name: 'New here' });
	assert.ok(await stewardOf(other), 'people sign in as before');
});

test('a backup is made without a server, too, and the newest of a folder is brought back', async (t) => {
	const { server, api } = await start(t);
	const out = folder(t);
	await backup(server, out);
	await api.make('contacts', { name: 'Later' });
	await server.stop();
	const second = await backup(server, out);
	assert.equal(readdirSync(out).filter((name) => name.startsWith('kontor-')).length, 2);
	const other = await serveRestored(t, server, { from: out });
	assert.match(other.said, new RegExp(second));
	assert.deepEqual((await at(other, api).all('contacts')).map(({ name }) => name), ['Later']);
});

test('files that a backup beside it has take up no room again', async (t) => {
	const { server, api } = await start(t);
	const out = folder(t);
	await makeWorld(api);
	const first = await backup(server, out), second = await backup(server, out);
	const { items } = (await server.admin.get('/api/v1/backups')).is(200);
	const kept = Object.keys(filesBelow(first)).filter((name) => name.includes('.files/'));
	assert.ok(kept.length > 0, 'there are files');
	for (const { state, verified_at, files } of items) {
		assert.equal(state, 'done');
		assert.ok(verified_at > 0);
		assert.equal(files, Object.keys(filesBelow(second)).length - 1, 'all but the manifest');
	}
	assert.ok(items[0].bytes_copied < items[0].bytes, 'the second copied less than all');
});

test('the feed of what was brought back begins a new epoch', async (t) => {
	const { server, api } = await start(t);
	await api.make('contacts', { name: 'Ana' });
	const before = (await api.get('changes?since=0')).is(200);
	const other = await serveRestored(t, server, { from: await backup(server, folder(t)) });
	const after = (await at(other, api).get('changes?since=0')).is(200);
	assert.notEqual(after.epoch, before.epoch);
});

test('K27: a folder that holds anything, or is served, is not restored into', async (t) => {
	const { server, api } = await start(t);
	const out = folder(t), to = folder(t);
	await api.make('contacts', { name: 'Ana' });
	const made = await backup(server, out);
	const served = await restore(server, { to: server.dir, from: made });
	assert.notEqual(served.code, 0);
	assert.match(served.stderr, /served at this moment/);
	assert.equal((await api.all('contacts')).length, 1, 'it goes on serving');
	writeFileSync(join(to, 'mine'), 'x');
	const full = await restore(server, { to, from: made });
	assert.notEqual(full.code, 0);
	assert.match(full.stderr, /holds files already/);
	assert.deepEqual(readdirSync(to), ['mine']);
});

test('K27: a backup that could not read a workspace says which, and leaves nothing', async (t) => {
	const { server, workspace_id } = await start(t);
	const out = folder(t);
	await server.stop();
	rmSync(join(server.dir, 'cells', `${workspace_id}.db`));
	const done = await server.run(['backup', '--out', out]);
	assert.notEqual(done.code, 0);
	assert.match(done.stderr, new RegExp(`Workspace Loja Central \\(cells/${workspace_id}`));
	assert.deepEqual(readdirSync(out), ['lock']);
	const again = await restore(server, { to: join(folder(t), 'to'), from: out });
	assert.match(again.stderr, /no complete backup/);
});

test('K28: another master key, or none, is said in a sentence, and nothing is touched', async (t) => {
	const { server } = await start(t);
	const made = await backup(server, folder(t));
	const to = join(folder(t), 'to'), key = join(folder(t), 'other.key');
	writeFileSync(key, `${'5c'.repeat(32)}\n`);
	const wrong = await restore(server, { to, from: made, key });
	assert.notEqual(wrong.code, 0);
	assert.match(wrong.stderr, /Master key [0-9a-f]{4}(-[0-9a-f]{4}){3} is needed .* given is [0-9a-f]{4}(-[0-9a-f]{4}){3}/);
	const none = await restore(server, { to, from: made, key: `${key}.none` });
	assert.notEqual(none.code, 0);
	assert.match(none.stderr, /is not there/);
	assert.ok(!existsSync(to) && !existsSync(`${to}.kontor-restoring`));
});

test('K28: a restored folder without its key starts no new store beside the old', async (t) => {
	const { server } = await start(t);
	const to = join(folder(t), 'to');
	assert.equal((await restore(server, { to, from: await backup(server, folder(t)) })).code, 0);
	const lone = new Server({ dir: to, build: server.build });
	const before = filesBelow(to);
	await assert.rejects(lone.start(), /opens only with the master key [0-9a-f]{4}-/);
	const { lock, ...after } = filesBelow(to);
	assert.ok(lock);
	assert.deepEqual(after, before);
});

test('one byte that is another is noticed in each kind of file, and the file named', async (t) => {
	const { server, api } = await start(t);
	await makeWorld(api);
	const made = await backup(server, folder(t));
	const names = Object.keys(filesBelow(made));
	const kinds = [/^control\.db$/, /^keyring$/, /^manifest$/, /^cells\/[^/]*\.db$/, /\.files\//];
	for (const kind of kinds) {
		const name = names.find((one) => kind.test(one));
		assert.ok(name, `${kind} is there`);
		const path = join(made, name), whole = readFileSync(path);
		for (const place of [0, whole.length >> 1, whole.length - 1]) {
			const bytes = Buffer.from(whole);
			bytes[place] ^= 1;
			writeFileSync(path, bytes);
			const to = join(folder(t), 'to');
			const done = await restore(server, { to, from: made });
			assert.notEqual(done.code, 0, `${name} at ${place}`);
			assert.ok(done.stderr.includes(name.split('/').pop()), `${name} at ${place}: ${done.stderr}`);
			assert.ok(!existsSync(to) && !existsSync(`${to}.kontor-restoring`), 'nothing is left');
		}
		writeFileSync(path, whole);
	}
	assert.equal((await restore(server, { to: join(folder(t), 'to'), from: made })).code, 0);
});

test('a file that is missing is noticed, and a folder without its manifest is no backup', async (t) => {
	const { server, api } = await start(t);
	await makeWorld(api);
	const made = await backup(server, folder(t));
	const path = join(made, Object.keys(filesBelow(made)).find((name) => name.includes('.files/')));
	const whole = readFileSync(path);
	rmSync(path);
	const to = join(folder(t), 'to');
	const missing = await restore(server, { to, from: made });
	assert.match(missing.stderr, /is missing/);
	writeFileSync(path, whole);
	rmSync(join(made, 'manifest'));
	assert.match((await restore(server, { to, from: made })).stderr, /no complete backup/);
	assert.ok(!existsSync(to));
});

test('work that had not ended is held until a person lets it go on', async (t) => {
	const { server, api } = await start(t);
	(await api.post('sample', {})).is(202);
	const made = await backup(server, folder(t));
	await until(async () => (await api.get('sample')).is(200).present);
	const other = await serveRestored(t, server, { from: made });
	const held = Number(/(\d+) jobs that had not ended/.exec(other.said)?.[1] ?? 0);
	const steward = await stewardOf(other);
	const { restored } = (await steward.get('backups')).is(200);
	assert.ok(restored.at > restored.from);
	assert.equal(restored.held_jobs, held);
	const released = await other.run(['jobs', 'release']);
	assert.equal(released.stdout, `${held}\n`);
	assert.equal((await steward.get('backups')).is(200).restored.held_jobs, 0);
	if (held > 0) await until(async () => (await at(other, api).get('sample')).is(200).present);
	(await steward.post('jobs:release', {})).is(200);
});

test('what was destroyed since the backup does not come back with it', async (t) => {
	const { server } = await start(t, { args: ['--workspace-grace-days', '0', '--account-grace-days', '0'] });
	const out = folder(t);
	const { workspace_id } = await server.addUser({ workspace: 'Gone' });
	await server.admin.post('/admin/v1/users', {
		email: 'leaves@example.test', password: owner.password, workspace_id, role: 'agent', name: 'Leaves',
	});
	const made = await backup(server, out);
	const steward = (await server.client().signIn(owner, workspace_id)).client;
	(await steward.post('workspace:close', { password: owner.password, name: 'Gone' })).is(200);
	const leaving = (await server.client().signIn({ ...owner, email: 'leaves@example.test' })).client;
	(await leaving.post('account:close', { password: owner.password })).is(200);
	const emails = async (one) => (await one.admin.get('/admin/v1/users')).is(200).items.map(({ email }) => email);
	await until(async () => !existsSync(join(server.dir, 'cells', `${workspace_id}.db`)), 60_000);
	await until(async () => !(await emails(server)).includes('leaves@example.test'), 90_000);

	const served = await restore(server, { to: join(folder(t), 'to'), from: made, more: ['--receipts-from', server.dir] });
	assert.match(served.stderr, /holds .*: stop it/);
	await server.stop();
	const other = await serveRestored(t, server, { from: made, more: ['--receipts-from', server.dir] });
	await server.start();
	assert.match(other.said, /2 .*made since hold here, too/);
	const { items } = (await other.admin.get('/admin/v1/workspaces')).is(200);
	assert.deepEqual(items.map(({ name }) => name), ['Loja Central']);
	assert.ok(!existsSync(join(other.dir, 'cells', `${workspace_id}.db`)));
	await until(async () => !(await emails(other)).includes('leaves@example.test'), 90_000);

	const later = await backup(server, out);
	assert.notEqual(later, made);
	const third = await serveRestored(t, server, { from: made });
	assert.match(third.said, /2 .*made since hold here, too/, 'a later backup beside it knows, too');
});

/* -- the interface -- */

test('a steward makes backups, sees how they went, and sets when they are made', async (t) => {
	const { server, api, workspace_id } = await start(t);
	const steward = await stewardOf(server), out = folder(t);
	const first = (await steward.get('backups')).is(200);
	assert.deepEqual(first.items, []);
	assert.equal(first.schedule.folder, null);
	assert.equal(first.schedule.usual_folder, join(server.dir, 'backups'));
	assert.equal(first.key_beside_data, true);
	assert.equal(first.sheet_seen_at, null);
	assert.equal(first.restored, null);
	assert.ok(first.storage.free_bytes > 0 && first.storage.data_bytes > first.storage.cells[0].bytes);
	assert.equal(first.storage.cells[0].workspace_id, workspace_id);

	const begun = (await steward.post('backups', { folder: out })).is(202);
	assert.equal(begun.folder, out);
	let one;
	await until(async () => (one = (await steward.get(`backups/${begun.id}`)).is(200)).state !== 'running');
	assert.equal(one.state, 'done', one.problem);
	assert.ok(one.there && one.verified_at >= one.started_at && one.bytes > 0 && one.files >= 3);
	assert.ok(existsSync(join(one.folder, 'manifest')));
	rmSync(one.folder, { recursive: true });
	assert.equal((await steward.get(`backups/${begun.id}`)).is(200).there, false);

	(await steward.post(`backups/${begun.id}:cancel`, {})).refuses(409, 'conflict');
	const given_up = (await steward.post('backups', { folder: out })).is(202);
	(await steward.post(`backups/${given_up.id}:cancel`, {})).is(202);
	await until(async () => (one = (await steward.get(`backups/${given_up.id}`)).is(200)).state !== 'running');
	assert.notEqual(one.state, 'done');
	assert.deepEqual(readdirSync(out).filter((name) => name.startsWith('kontor-')), []);
	(await steward.post('backups/01900000-0000-7000-8000-000000000000:cancel', {})).refuses(404, 'not-found');
	(await steward.get('backups/01900000-0000-7000-8000-000000000000')).refuses(404, 'not-found');
	for (const bad of ['here', server.dir, join(server.dir, 'cells'), join(server.dir, 'cells/x')])
		assert.deepEqual((await steward.post('backups', { folder: bad })).flaws(), ['/folder refused']);
	for (const path of ['backups', `backups/${begun.id}`]) (await api.get(path)).refuses(403, 'forbidden');
	(await api.post('backups', {})).refuses(403, 'forbidden');
	(await api.patch('backups:schedule', {})).refuses(403, 'forbidden');
	(await api.post('jobs:release', {})).refuses(403, 'forbidden');
	(await api.post('recovery_sheet', {})).refuses(403, 'forbidden');
});

test('the schedule makes backups by itself, and the oldest go', async (t) => {
	const { server } = await start(t);
	const steward = await stewardOf(server), out = join(folder(t), 'scheduled');
	assert.deepEqual((await steward.patch('backups:schedule', { keep: 0, every_hours: 745 })).flaws().length, 2);
	assert.deepEqual((await steward.patch('backups:schedule', { folder: 'x' })).flaws(), ['/folder refused']);
	const set = { every_hours: 1, keep: 1, keep_weekly: 0, folder: out };
	const schedule = (await steward.patch('backups:schedule', set)).is(200);
	assert.deepEqual({ ...schedule, ...set }, schedule);
	const list = async () => (await steward.get('backups')).is(200).items;
	await until(async () => (await list())[0]?.state === 'done', 30_000);
	const [made] = await list();
	assert.equal(made.scheduled, true);
	await server.run(['backup', '--out', out]);
	assert.equal((await list()).filter(({ scheduled }) => scheduled).length, 1, 'the next is due in an hour');
	const off = (await steward.patch('backups:schedule', { folder: null })).is(200);
	assert.equal(off.folder, null);
	assert.equal(off.every_hours, 1);
});

test('a backup that fails says why, and that it did', async (t) => {
	const { server } = await start(t);
	const steward = await stewardOf(server), out = folder(t);
	writeFileSync(join(out, 'file'), '');
	const { id } = (await steward.post('backups', { folder: join(out, 'file', 'below') })).is(202);
	let one;
	await until(async () => (one = (await steward.get(`backups/${id}`)).is(200)).state !== 'running');
	assert.equal(one.state, 'failed');
	assert.ok(one.problem.length > 0);
	assert.equal(one.verified_at, null);
});

test('the recovery sheet opens a restored folder, and asks for the password', async (t) => {
	const { server } = await start(t, { args: ['--public-url', 'https://kontor.example'] });
	const steward = await stewardOf(server), key = join(folder(t), 'typed.key');
	assert.deepEqual((await steward.post('recovery_sheet', { password: 'something else' })).flaws(), ['/password refused']);
	assert.deepEqual((await steward.post('recovery_sheet', {})).flaws(), ['/password refused']);
	assert.equal((await steward.get('backups')).is(200).sheet_seen_at, null);
	const sheet = (await steward.post('recovery_sheet', { password: owner.password })).is(200);
	assert.match(sheet.master_key, /^[0-9a-f]{64}$/);
	assert.match(sheet.fingerprint, /^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/);
	assert.equal(sheet.address, 'https://kontor.example');
	assert.ok(sheet.how.length > 2 && sheet.made_at > 0);
	assert.ok((await steward.get('backups')).is(200).sheet_seen_at >= sheet.made_at - 1000);
	assert.equal((await steward.post('recovery_sheet', { password: owner.password })).is(200).instance_id, sheet.instance_id);
	writeFileSync(key, sheet.master_key, { mode: 0o600 });
	const done = await restore(server, { to: join(folder(t), 'to'), from: await backup(server, folder(t)), key });
	assert.equal(done.code, 0, done.stderr);
	assert.ok(!server.stderr.includes(sheet.master_key));
});

test('the commands for backups say what they need', async (t) => {
	const server = new Server();
	t.after(() => server.close());
	mkdirSync(server.dir, { recursive: true });
	for (const words of [['backup'], ['restore', '--from', 'x'], ['jobs']])
		assert.equal((await server.run(words)).code, 64, words.join(' '));
	assert.equal((await server.run(['backup', '--out', folder(t), '--wrong'])).code, 64);
	assert.ok(!existsSync(keyOf(server)), 'nothing was begun');
});

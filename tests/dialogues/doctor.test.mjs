// kontor doctor and kontor upgrade: what is well, what is not, and that the exit code says which.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { backup, folder, keyOf } from './lib/backup.mjs';
import { pdf, png } from './lib/media.mjs';
import { startWithOwner } from './lib/server.mjs';
import { makeWorld } from './lib/world.mjs';

async function start(t, options) {
	const world = await startWithOwner(options);
	t.after(() => world.server.close());
	return world;
}

async function doctor(server, ...more) {
	const done = await server.run(['doctor', '--format', 'json', ...more]);
	const said = JSON.parse(done.stdout);
	assert.equal(said.ok, done.code === 0, done.stderr);
	const of = (level) => said.checks.filter((one) => one.level === level).map(({ name }) => name);
	return { ...said, code: done.code, bad: of('bad'), warn: of('warn'), fine: of('ok') };
}

test('a fresh folder is well, with the server running and without; warnings do not count', async (t) => {
	const { server, api } = await start(t);
	await makeWorld(api);
	for (const stopped of [false, true]) {
		if (stopped) await server.stop();
		const said = await doctor(server);
		assert.equal(said.code, 0);
		assert.deepEqual(said.bad, []);
		assert.deepEqual(said.warn, ['key place', 'backup age', 'sheet']);
		for (const name of ['folder', 'disk', 'clock', 'keys', 'version', 'control', 'Loja Central'])
			assert.ok(said.fine.includes(name), name);
		for (const { level, how } of said.checks) assert.equal(level === 'ok', how === null, 'who is told is told how');
	}
	const text = await server.run(['doctor']);
	assert.equal(text.code, 0);
	assert.match(text.stdout, /^All is well: 0 bad, 3 to look at, \d+ fine\.$/m);
	assert.match(text.stdout, /^warn +key place +The master key lies beside the data/m);
	assert.equal((await server.run(['doctor', '--format', 'xml'])).code, 64);
});

test('what was warned of is mended', async (t) => {
	const { server } = await start(t);
	await backup(server, folder(t));
	(await server.admin.post('/api/v1/recovery_sheet', {})).is(200);
	await server.stop();
	const key = join(folder(t), 'away.key');
	copyFileSync(keyOf(server), key);
	chmodSync(key, 0o600);
	rmSync(keyOf(server));
	const said = await doctor(server, '--master-key-file', key);
	assert.deepEqual([said.code, said.warn], [0, []]);
	copyFileSync(key, keyOf(server));
});

test('a kept file that is damaged, or gone, is named', async (t) => {
	const { server, api, workspace_id } = await start(t);
	const contact = await api.make('contacts', { name: 'Ana' });
	const files = [];
	for (const [name, bytes] of [['a.png', png()], ['a.pdf', pdf()]]) {
		const file = (await api.request('PUT', 'files', bytes, { 'Content-Type': 'application/octet-stream' })).is(201);
		await api.make('attachments', { contact_id: contact.id, file_id: file.id, name });
		files.push(file.id);
	}
	await server.stop();
	assert.equal((await doctor(server)).code, 0);
	const kept = join(server.dir, 'cells', `${workspace_id}.files`, 'kept');
	const [one, other] = readdirSync(kept).map((name) => join(kept, name)), whole = [readFileSync(one), readFileSync(other)];
	const bytes = Buffer.from(whole[0]);
	bytes[bytes.length - 20] ^= 1;
	writeFileSync(one, bytes);
	rmSync(other);
	const { code, checks } = await doctor(server);
	assert.notEqual(code, 0);
	const said = checks.find(({ level, name }) => level === 'bad' && name === 'Loja Central').text;
	for (const id of files) assert.ok(said.includes(id), said);
	assert.match(said, /is missing/);
	assert.match(said, /is damaged or not whole/);
	writeFileSync(one, whole[0]);
	writeFileSync(other, whole[1], { mode: 0o600 });
	assert.equal((await doctor(server)).code, 0);
});

test('what is bad is named, and the exit code says so', async (t) => {
	const { server, workspace_id } = await start(t);
	await server.stop();
	const expect = async (name, ...more) => {
		const said = await doctor(server, ...more);
		assert.notEqual(said.code, 0);
		assert.ok(said.bad.includes(name), `${name}: ${JSON.stringify(said.checks)}`);
	};
	/* Some pages are read when the store opens; the first behind them is for whoever looks at all. */
	const oneBadPageIsFound = async (path, whole) => {
		for (let page = whole.length / 4096 - 1; page > 1; page--) {
			const bytes = Buffer.from(whole);
			bytes[page * 4096 + 99] ^= 1;
			writeFileSync(path, bytes);
			const said = await doctor(server);
			assert.notEqual(said.code, 0, `page ${page}`);
			if (said.bad.includes('Loja Central')) return;
			assert.ok(said.bad.includes('version'), JSON.stringify(said.checks));
		}
		assert.fail('no page is read by the check alone');
	};
	chmodSync(keyOf(server), 0o644);
	await expect('key file');
	chmodSync(keyOf(server), 0o600);

	const other = join(folder(t), 'other.key');
	writeFileSync(other, `${'5c'.repeat(32)}\n`, { mode: 0o600 });
	await expect('keys', '--master-key-file', other);
	await expect('keys', '--master-key-file', `${other}.none`);
	await expect('certificate', '--tls-cert', other, '--tls-key', other);

	const ahead = Date.now() / 1000 + 3600;
	utimesSync(keyOf(server), ahead, ahead);
	await expect('clock');
	utimesSync(keyOf(server), new Date(), new Date());

	const cell = join(server.dir, 'cells', `${workspace_id}.db`), whole = readFileSync(cell);
	const bytes = Buffer.from(whole);
	for (let at = 4096 * 3 + 99; at < bytes.length; at += 4096) bytes[at] ^= 1;
	writeFileSync(cell, bytes);
	await expect('version'); // it does not even open
	await oneBadPageIsFound(cell, whole);
	rmSync(cell);
	await expect('version');
	writeFileSync(cell, whole);
	assert.equal((await doctor(server)).code, 0);

	const ring = join(server.dir, 'keyring'), sound = readFileSync(ring);
	rmSync(ring);
	writeFileSync(ring, sound.subarray(0, sound.length - 9));
	await expect('keys');
	writeFileSync(ring, sound);
	assert.match((await server.run(['doctor', '--data', join(server.dir, 'none')], { data: false })).stdout, /holds no data/);
});

test('a failed backup is bad until one is made', async (t) => {
	const { server } = await start(t);
	const out = folder(t);
	writeFileSync(join(out, 'file'), '');
	assert.notEqual((await server.run(['backup', '--out', join(out, 'file/below')])).code, 0);
	assert.deepEqual((await doctor(server)).bad, ['backup']);
	await backup(server, out);
	assert.deepEqual((await doctor(server)).bad, []);
});

test('an upgrade is refused while a server runs, and has nothing to do on a new folder', async (t) => {
	const { server } = await start(t);
	assert.match((await server.run(['upgrade'])).stderr, /stop it first/);
	await server.stop();
	const done = await server.run(['upgrade']);
	assert.equal(done.code, 0);
	assert.match(done.stderr, /what this version needs/);
	assert.ok(!existsSync(join(server.dir, 'backups')), 'and makes no backup for that');
	assert.equal((await server.run(['upgrade', '--no-backup', '--backup-to', 'x'])).code, 64);
	assert.ok(readdirSync(server.dir).includes('control.db'));
});

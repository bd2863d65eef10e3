// The master key: changed while the server runs, all stores written anew, and what is said about it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { backup, filesBelow, folder, keyOf, restore, rowsOf } from './lib/backup.mjs';
import { Server, owner, startWithOwner } from './lib/server.mjs';
import { makeWorld } from './lib/world.mjs';

async function start(t, options) {
	const world = await startWithOwner(options);
	t.after(() => world.server.close());
	return world;
}

async function rotate(server, ...more) {
	const done = await server.run(['key', 'rotate', ...more]);
	assert.equal(done.code, 0, done.stderr);
	return done;
}

const oldKeys = (server) => readdirSync(server.dir).filter((name) => /^master\.key\.[0-9a-f]{4}-/.test(name));

test('the master key is changed while the server serves; the one before no longer opens', async (t) => {
	const { server, api } = await start(t);
	await api.make('contacts', { name: 'Ana' });
	const before = readFileSync(keyOf(server), 'utf8');
	const name = (await server.run(['key', 'fingerprint'])).stdout;
	const done = await rotate(server);
	const after = readFileSync(keyOf(server), 'utf8');
	assert.notEqual(after, before);
	assert.equal(statSync(keyOf(server)).mode & 0o777, 0o600);
	assert.equal((await server.run(['key', 'fingerprint'])).stdout, done.stdout);
	assert.match(done.stderr, /recovery sheet/);
	const [old] = oldKeys(server);
	assert.equal(`${old.slice('master.key.'.length)}\n`, name);
	assert.equal(readFileSync(join(server.dir, old), 'utf8'), before);

	await api.make('contacts', { name: 'Bea' });
	const made = await backup(server, folder(t));
	const wrong = await restore(server, { to: join(folder(t), 'to'), from: made, key: join(server.dir, old) });
	assert.match(wrong.stderr, /is needed/);
	assert.equal((await restore(server, { to: join(folder(t), 'to'), from: made })).code, 0);
	const sheet = (await server.admin.post('/api/v1/recovery_sheet', {})).is(200);
	assert.equal(`${sheet.master_key}\n`, after);

	await server.restart();
	assert.equal((await api.all('contacts')).length, 2);
	await server.stop();
	const lone = new Server({ dir: server.dir, build: server.build, args: ['--master-key-file', join(server.dir, old)] });
	await assert.rejects(lone.start(), /opens with the master key [0-9a-f-]+; the one given is/);
});

test('a backup from before a change opens with the key from before', async (t) => {
	const { server } = await start(t);
	const made = await backup(server, folder(t));
	await rotate(server);
	assert.notEqual((await restore(server, { to: join(folder(t), 'a'), from: made })).code, 0);
	const key = join(server.dir, oldKeys(server)[0]);
	assert.equal((await restore(server, { to: join(folder(t), 'b'), from: made, key })).code, 0);
});

test('all is written anew: no store opens with a key from before, and every row is there', async (t) => {
	const { server, api } = await start(t);
	await makeWorld(api);
	const before = await rowsOf(api);
	const stores = () => Object.entries(filesBelow(server.dir)).filter(([name]) => name.endsWith('.db'));
	const busy = await server.run(['key', 'rotate', '--re-encrypt']);
	assert.notEqual(busy.code, 0);
	assert.match(busy.stderr, /a server holds .*: stop it/);
	assert.deepEqual(oldKeys(server), [], 'nothing was begun');
	await server.stop();
	const old = Object.fromEntries(stores());
	const ring = readFileSync(join(server.dir, 'keyring'));
	const done = await rotate(server, '--re-encrypt');
	assert.match(done.stderr, /workspaces 1,/);
	for (const [name, bytes] of stores()) assert.notDeepEqual(bytes.subarray(0, 4096), old[name].subarray(0, 4096), name);
	assert.deepEqual(readdirSync(server.dir).filter((name) => /\.new$|reencrypting/.test(name)), []);
	assert.deepEqual(readdirSync(join(server.dir, 'cells')).filter((name) => name.endsWith('.new')), []);

	await server.start();
	assert.deepEqual(await rowsOf(api), before);
	await server.assertSound();
	await api.make('contacts', { name: 'New' });
	const made = await backup(server, folder(t));
	assert.equal((await restore(server, { to: join(folder(t), 'to'), from: made })).code, 0);
	await server.stop();

	/* Whoever kept the ring and the key from before has nothing. */
	const now = { ring: readFileSync(join(server.dir, 'keyring')), key: readFileSync(keyOf(server)) };
	writeFileSync(join(server.dir, 'keyring'), ring);
	const lone = new Server({ dir: server.dir, build: server.build, args: ['--master-key-file', join(server.dir, oldKeys(server)[0])] });
	await assert.rejects(lone.start());
	writeFileSync(join(server.dir, 'keyring'), now.ring);
	await rotate(server, '--re-encrypt');
	await server.start();
	assert.equal((await api.all('contacts')).length, before.contacts.length + 1);
});

test('the key commands say what they need, and what is wrong', async (t) => {
	const { server } = await start(t);
	assert.equal((await server.run(['key'])).code, 64);
	assert.equal((await server.run(['key', 'rotate', '--what'])).code, 64);
	const sheet = await server.run(['key', 'sheet']);
	assert.equal(sheet.code, 0, sheet.stderr);
	assert.match(sheet.stdout, new RegExp(`Master key +${readFileSync(keyOf(server), 'utf8').trim()}`));
	assert.match(sheet.stdout, /kontor restore --data/);
	const other = join(folder(t), 'other.key');
	writeFileSync(other, `${'5c'.repeat(32)}\n`);
	const wrong = await server.run(['key', 'rotate', '--master-key-file', other]);
	assert.match(wrong.stderr, /opens with the master key [0-9a-f-]+; the one given is/);
	const empty = new Server({ dir: folder(t) });
	assert.match((await empty.run(['key', 'rotate'])).stderr, /holds no data/);
	assert.ok(!existsSync(join(empty.dir, 'master.key')), 'nothing was made');
	assert.ok((await server.client().signIn(owner)).client);
});

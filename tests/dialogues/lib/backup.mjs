// backup.mjs: taking backups and bringing them back with the commands, and all that a workspace holds,
// to be compared. What it may not know: how a backup lies on the disk, beyond that it is a folder.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Server } from './server.mjs';

/** A folder that goes with the test. */
export function folder(t) {
	const path = mkdtempSync(join(tmpdir(), 'kontor-backup-'));
	t.after(() => rmSync(path, { recursive: true, force: true }));
	return path;
}

export const keyOf = (server) => join(server.dir, 'master.key');

/** Backs up into `out`; the path of the backup. */
export async function backup(server, out) {
	const done = await server.run(['backup', '--out', out]);
	assert.equal(done.code, 0, done.stderr);
	assert.match(done.stderr, /master key is not in it/);
	return done.stdout.trim();
}

/** `kontor restore`, however it ends. */
export const restore = (server, { to, from, key = keyOf(server), more = [] }) =>
	server.run(['restore', '--data', to, '--from', from, '--master-key-file', key, ...more], { data: false });

/** Brings it back elsewhere and serves it there: a Server that ends with the test. */
export async function serveRestored(t, server, { from, more = [] }) {
	const place = mkdtempSync(join(tmpdir(), 'kontor-restored-'));
	const to = join(place, 'data');
	const done = await restore(server, { to, from, more });
	assert.equal(done.code, 0, done.stderr);
	const other = new Server({
		dir: to,
		build: server.build,
		args: [...server.args, '--master-key-file', keyOf(server)],
	});
	t.after(() => other.close().finally(() => rmSync(place, { recursive: true, force: true })));
	await other.start();
	other.said = done.stderr;
	return other;
}

/** The same credentials, at another server. */
export const at = (server, api) => server.client({ token: api.token, workspace: api.workspace });

/** Every row that the workspace lists, by record. */
export async function rowsOf(api) {
	const { records } = (await api.get('meta')).is(200);
	const rows = {};
	for (const name of Object.keys(records)) {
		const first = await api.get(`${name}?limit=1`);
		if (first.status === 200) rows[name] = await api.all(name);
	}
	/* What only reads, as this does, is audited a little later. */
	rows.audit_entries = rows.audit_entries?.filter(({ action }) => action !== 'read');
	return rows;
}

/** Every file below, by its path: its bytes. */
export function filesBelow(path) {
	const found = {};
	for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) {
			const whole = join(entry.parentPath ?? entry.path, entry.name);
			found[relative(path, whole)] = readFileSync(whole);
		}
	return found;
}

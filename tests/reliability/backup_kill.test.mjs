// backup_kill.test.mjs: backup, restore and change of keys, killed at any moment: the data opens as before, what looks
// like a backup is one, and what was restored is whole or not there. Short: 20 kills; KONTOR_SOAK: 200.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { test } from 'node:test';
import { at, filesBelow, folder, keyOf, rowsOf } from '../dialogues/lib/backup.mjs';
import { chance, makeMany } from '../dialogues/lib/seed.mjs';
import { Server, startWithOwner } from '../dialogues/lib/server.mjs';
import { makeWorld } from '../dialogues/lib/world.mjs';

const kills = process.env.KONTOR_SOAK ? 200 : 20;

/** Runs it to its end, or kills it on the way: the exit code, null when it was killed. */
async function run(server, words, killAfter) {
	const child = spawn(server.program, words, { stdio: 'ignore' });
	if (killAfter !== undefined) later(killAfter).then(() => child.exitCode ?? child.kill('SIGKILL'));
	return (await once(child, 'close'))[0];
}

async function start(t) {
	const world = await startWithOwner({ build: 'release' });
	t.after(() => world.server.close());
	await makeWorld(world.api);
	await makeMany(
		world.api,
		'contacts',
		Array.from({ length: 3000 }, (_, n) => ({ name: `Person ${n}`, company: 'x'.repeat(100) })),
	);
	world.rows = await rowsOf(world.api);
	await world.server.stop();
	return world;
}

/** How long it takes when nobody kills it. */
async function measure(server, words) {
	const from = performance.now();
	assert.equal(await run(server, words), 0, words.join(' '));
	return performance.now() - from;
}

async function assertSame(t, { server, api, rows }, dir) {
	const other = dir === server.dir ? server : new Server({ dir, build: 'release', args: ['--master-key-file', keyOf(server)] });
	await other.start();
	try {
		assert.deepEqual(await rowsOf(at(other, api)), rows);
		await other.assertSound();
	} finally {
		await other.stop();
	}
}

test(`a backup that is killed ${kills} times is whole or none, and the data as before`, async (t) => {
	const world = await start(t), out = folder(t), { server } = world;
	const words = ['backup', '--data', server.dir, '--out', out];
	const ms = await measure(server, words), random = chance(1);
	let killed = 0, whole = 0;
	for (let n = 0; n < kills; n++) {
		killed += (await run(server, words, random() * ms * 1.1)) === null;
		for (const name of readdirSync(out).filter((one) => /^kontor-.*Z(-\d+)?$/.test(one))) {
			const to = join(folder(t), 'to');
			assert.equal(
				await run(server, ['restore', '--data', to, '--from', join(out, name), '--master-key-file', keyOf(server)]),
				0,
				`${name} looks complete and is not`,
			);
			rmSync(join(out, name), { recursive: true });
			rmSync(to, { recursive: true });
			whole++;
		}
	}
	assert.ok(killed > kills / 4, `${killed} kills came in time`);
	assert.ok(whole > 0, 'some came too late');
	assert.equal(await run(server, words), 0);
	assert.deepEqual(readdirSync(out).filter((name) => name.endsWith('.partial')), [], 'what was left is gone');
	await assertSame(t, world, server.dir);
});

test(`a restore that is killed ${kills} times is whole or not there`, async (t) => {
	const world = await start(t), out = folder(t), { server } = world, place = folder(t);
	assert.equal(await run(server, ['backup', '--data', server.dir, '--out', out]), 0);
	const to = join(place, 'to');
	const words = ['restore', '--data', to, '--from', out, '--master-key-file', keyOf(server)];
	const ms = await measure(server, words), random = chance(2);
	rmSync(to, { recursive: true });
	let killed = 0;
	for (let n = 0; n < kills; n++) {
		killed += (await run(server, words, random() * ms * 1.1)) === null;
		if (!existsSync(to)) continue;
		await assertSame(t, world, to);
		rmSync(to, { recursive: true });
	}
	assert.ok(killed > kills / 4, `${killed} kills came in time`);
	assert.equal(await run(server, words), 0, 'what was left is no hindrance');
	assert.deepEqual(readdirSync(place), ['to']);
	await assertSame(t, world, to);
});

test(`keys that are changed and killed ${kills} times: the key file that is there opens the data`, async (t) => {
	const world = await start(t), { server } = world;
	const words = ['key', 'rotate', '--data', server.dir, '--re-encrypt'];
	const ms = await measure(server, words), random = chance(3);
	let killed = 0;
	for (let n = 0; n < kills; n++) {
		const all = n % 3 !== 0;
		killed += (await run(server, all ? words : words.slice(0, -1), random() * ms * (all ? 1.1 : 0.3))) === null;
		await assertSame(t, world, server.dir);
	}
	assert.ok(killed > kills / 4, `${killed} kills came in time`);
	assert.equal(await run(server, words), 0);
	await assertSame(t, world, server.dir);
	const left = Object.keys(filesBelow(server.dir)).filter((name) => /\.db\.new$|reencrypting|key\.new$/.test(name));
	assert.deepEqual(left, []);
});

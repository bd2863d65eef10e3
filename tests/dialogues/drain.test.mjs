// Stopping: what was taken is finished, what is new is refused, nothing acknowledged is lost.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { makePeople } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

async function running(t) {
	const all = await startWithOwner();
	t.after(() => all.server.close());
	return all;
}

test('SIGTERM under load: every request is answered whole or not at all, and what was answered stays', async (t) => {
	const { server, api } = await running(t);
	const acknowledged = [];
	let refused = 0;
	let going = true;
	const worker = async (n) => {
		for (let i = 0; going; i++) {
			try {
				const reply = await api.post('contacts', { name: `w${n} ${i}` });
				if (reply.status === 201) acknowledged.push(reply.json.id);
				else refused++;
			} catch {
				refused++; // the line was closed: not acknowledged
				if (!server.running) return;
			}
		}
	};
	const workers = Array.from({ length: 16 }, (_, n) => worker(n));
	await until(() => acknowledged.length > 200);
	server.signal('SIGTERM');
	await server.ended();
	going = false;
	await Promise.all(workers);
	await server.start();
	const there = new Set((await api.all('contacts')).map(({ id }) => id));
	assert.deepEqual(
		acknowledged.filter((id) => !there.has(id)),
		[],
	);
	assert.ok(refused >= 0 && acknowledged.length > 200);
});

test('idle lines end, sockets say good-bye, the port is free, the folder unlocked', async (t) => {
	const { server, api } = await running(t);
	const feed = await Feed.follow(api);
	const idle = net.connect({ host: '127.0.0.1', port: server.port });
	let ended = false;
	idle.on('end', () => (ended = true)).on('error', () => {});
	(await api.get('contacts')).is(200);
	const { port } = server;
	await server.stop();
	assert.equal(await feed.ws.closed(), 1001);
	await until(() => ended);
	idle.destroy();
	await assert.rejects(
		() => new Promise((resolve, reject) => net.connect({ host: '127.0.0.1', port }, resolve).on('error', reject)),
	);
	await server.start();
	(await api.get('contacts')).is(200);
});

test("a second signal does not break the first one's work; SIGINT stops like SIGTERM", async (t) => {
	const { server, api } = await running(t);
	await makePeople(api, 100);
	server.signal('SIGINT');
	await server.ended();
	await server.start();
	assert.equal((await api.get('contacts:count')).is(200).count, 100);
	server.signal('SIGTERM');
	server.signal('SIGTERM');
	await server.ended();
});

test('killed in the middle of everything, it comes back with all that was acknowledged', async (t) => {
	const { server, api } = await running(t);
	for (let round = 0; round < 3; round++) {
		const acknowledged = [];
		const workers = Array.from({ length: 8 }, async () => {
			for (let i = 0; i < 200; i++) {
				try {
					const reply = await api.post('contacts', { name: `r${round}` });
					if (reply.status === 201) acknowledged.push(reply.json.id);
				} catch {
					return;
				}
			}
		});
		await until(() => acknowledged.length > 100);
		await server.kill();
		await Promise.all(workers);
		await server.start();
		const there = new Set((await api.all('contacts')).map(({ id }) => id));
		assert.deepEqual(
			acknowledged.filter((id) => !there.has(id)),
			[],
		);
		assert.equal((await api.get('contacts:count')).is(200).count, there.size);
	}
});

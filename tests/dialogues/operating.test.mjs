// What an operator's tools ask: whether the server lives, whether it can work, what it counts; and that they are answered while
// everybody signs in at once.
import assert from 'node:assert/strict';
import net from 'node:net';
import test, { after, before } from 'node:test';
import { Server, owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

let server, api;

before(async () => {
	({ server, api } = await startWithOwner({ args: ['--login-per-minute', '1000', '--account-per-15-min', '1000'] }));
});
after(() => server.close());

const started = async (t, ...args) => {
	const other = await Server.start({ args });
	t.after(() => other.close());
	return other;
};

test('whoever watches may call the server by any name', async () => {
	for (const path of ['/healthz', '/readyz']) {
		(await server.client().get(path, { Host: '10.1.2.3' })).is(200);
		(await server.client().get(path, { Host: 'kontor.example.test' })).is(200);
	}
	assert.deepEqual((await server.client().get('/readyz')).is(200), { status: 'ready' });
});

test('without room on the disk it lives, and is not ready', async (t) => {
	const full = await started(t, '--disk-reserve-bytes', '1000G');
	const problem = (await full.client().get('/readyz')).refuses(503, 'not-ready');
	assert.equal(problem.detail, 'The disk is nearly full.');
	(await full.client().get('/healthz')).is(200);
});

test('a server that is being stopped is not ready', async (t) => {
	const other = await Server.start();
	t.after(() => other.close());
	const socket = net.connect(other.port, '127.0.0.1');
	socket.on('error', () => {});
	let said = '';
	socket.setEncoding('latin1').on('data', (text) => (said += text));
	// A request that has begun is answered while the server drains.
	socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n');
	await until(async () => Number(/^kontor_connections (\d+)$/m.exec((await other.admin.get('/metrics')).text)[1]) > 0);
	other.signal('SIGTERM');
	await until(() => other.stderr.includes('serve.draining'));
	socket.write('\r\n');
	await other.ended();
	assert.match(said, /^HTTP\/1\.1 503 /);
	assert.match(said, /being stopped/);
});

test('metrics are for this machine, unless the operator names others', async (t) => {
	assert.equal((await server.client().get('/metrics')).status, 200);
	assert.equal((await api.get('/metrics')).status, 200);
	for (const header of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])
		(await server.client().get('/metrics', { [header]: '1.2.3.4' })).refuses(404, 'not-found');
	for (const method of ['POST', 'PUT', 'DELETE'])
		(await server.client().request(method, '/metrics')).refuses(405, 'method-not-allowed');

	const closed = await started(t, '--metrics-from', 'none');
	(await closed.client().get('/metrics')).refuses(404, 'not-found');
	(await closed.client().post('/metrics')).refuses(404, 'not-found');
	assert.equal((await closed.admin.get('/metrics')).status, 200);

	const elsewhere = await started(t, '--metrics-from', '10.9.0.0/16');
	(await elsewhere.client().get('/metrics')).refuses(404, 'not-found');
});

test('behind a proxy that is trusted, it is the sender who counts', async (t) => {
	const shop = await started(t, '--trusted-proxy', '127.0.0.1', '--metrics-from', '10.9.0.0/16');
	const from = (address) => shop.client().get('/metrics', { 'X-Forwarded-For': address });
	assert.equal((await from('10.9.8.7')).status, 200);
	(await from('10.8.8.7')).refuses(404, 'not-found');
	(await from('127.0.0.1')).refuses(404, 'not-found');
	(await from('10.9.8.7, 1.2.3.4')).refuses(404, 'not-found');
});

test('while everybody signs in at once, probes and tickets are answered', async () => {
	const wrong = { email: owner.email, password: 'wrong horse battery' };
	let going = true, refused = 0, tried = 0;
	const flood = Array.from({ length: 32 }, async () => {
		const client = server.client();
		while (going) {
			const { status } = await client.post('session', wrong);
			tried++;
			if (status !== 401) refused++;
		}
	});
	const took = [];
	const time = async (ask) => {
		const from = performance.now();
		await ask();
		took.push(performance.now() - from);
	};
	try {
		// The queue is long before anything is measured.
		const queued = /^kontor_pool_queue\{pool="password"\} (\d+)$/m;
		await until(async () => Number(queued.exec((await server.admin.get('/metrics')).text)[1]) >= 20);
		for (let i = 0; i < 20; i++) {
			await time(async () => (await server.client().get('/healthz')).is(200));
			await time(async () => (await server.client().get('/readyz')).is(200));
			await time(async () => (await api.post('feed_tickets')).is(200));
		}
		const waits = Number(queued.exec((await server.admin.get('/metrics')).text)[1]);
		assert.ok(waits >= 10, `${waits} wait for a hash all the while`);
	} finally {
		going = false;
		await Promise.all(flood);
	}
	assert.equal(refused, 0);
	assert.ok(tried >= 32);
	took.sort((a, b) => a - b);
	// Behind the queue it would be 20 hashes of some 20 ms and more, sanitized several times that.
	const median = took[Math.floor(took.length / 2)];
	assert.ok(median < 100, `half of them took more than ${median.toFixed(0)} ms`);
});

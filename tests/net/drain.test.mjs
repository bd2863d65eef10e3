// Stopping: what is in progress is finished, what is idle ends, and nothing waits for ever.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { Talk, get, request, startProbe, until } from './probe.mjs';

const socket = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];

test('a drain finishes what is in progress', async (t) => {
	const probe = await startProbe(t, { linger: 200 });
	const idle = await Talk.to(probe), busy = await Talk.to(probe), ws = await Talk.to(probe), half = await Talk.to(probe);
	assert.equal((await idle.send(request('GET', '/hello')).reply()).status, 200);
	assert.equal((await ws.send(request('GET', '/socket', { headers: socket })).reply()).status, 101);
	half.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
	busy.send(request('GET', '/hold'));
	await until(async () => (await get(probe, '/held')).body === '1');
	const release = await Talk.to(probe);
	release.send('GET /release HTTP/1.1\r\nHost: a\r\n');
	await until(async () => (await probe.counts()).buffered_bytes > 110);

	probe.child.kill('SIGTERM');
	assert.equal(await idle.ends(), '', 'an idle connection ends');
	assert.equal(await ws.take(4), '\x88\x02\x03\xe9', 'a WebSocket is told that the server goes away');
	ws.send('\x88\x82mask' + String.fromCharCode(0x03 ^ 0x6d, 0xe9 ^ 0x61));
	assert.equal(await ws.ends(), '');
	const echoed = await half.send('llo').reply();
	assert.deepEqual([echoed.status, echoed.body, echoed.headers.connection], [200, 'hello', 'close'], 'a half-sent request is served');
	assert.equal((await release.send('\r\n').reply()).status, 200);
	const held = await busy.reply();
	assert.deepEqual([held.body, held.headers.connection], ['held', 'close'], 'a request in a handler is answered');
	for (const talk of [busy, half, release]) talk.destroy();
	const [code] = await probe.ended;
	assert.equal(code, 0);
});

test('nobody new is let in', async (t) => {
	const probe = await startProbe(t);
	const held = await Talk.to(probe);
	held.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
	await until(async () => (await probe.counts()).buffered_bytes > 50);
	probe.child.kill('SIGTERM');
	await until(() => new Promise((resolve) => {
		const attempt = net.connect({ host: '127.0.0.1', port: probe.port });
		attempt.on('error', () => resolve(true));
		attempt.on('connect', () => {
			attempt.destroy();
			resolve(false);
		});
	}));
	assert.equal((await held.send('llo').reply()).body, 'hello');
});

test('what does not end by itself is cut off', async (t) => {
	const probe = await startProbe(t, { drain: 500 });
	const half = await Talk.to(probe), ws = await Talk.to(probe);
	half.send('POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
	assert.equal((await ws.send(request('GET', '/socket', { headers: socket })).reply()).status, 101);
	await until(async () => (await probe.counts()).buffered_bytes > 50);
	const from = performance.now();
	probe.child.kill('SIGTERM');
	await half.ends();
	const [code] = await probe.ended;
	assert.equal(code, 0);
	assert.ok(performance.now() - from < 5000);
});

test('a socket that somebody else opened is taken over', async (t) => {
	// As systemd does it: descriptor 3.
	const server = net.createServer();
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address();
	const probe = await startProbe(t, { listen: null, inherited: 3 }, { stdio: ['ignore', 'pipe', 'pipe', server._handle.fd] });
	server.close();
	probe.port = port;
	for (let i = 0; i < 10; i++) assert.equal((await get(probe, '/hello')).status, 200);
});

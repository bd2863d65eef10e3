// WebSockets as RFC 6455 has them: handshake, frames, pings, closes, and readers that are too slow.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Talk, request, startProbe, until } from './probe.mjs';

const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const handshake = [key, 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
const [text, close, ping, pong] = [1, 8, 9, 10];

/** A client's frame, as latin1: masked. */
function frame(opcode, payload, { fin = true, mask = 'mask' } = {}) {
	const n = payload.length;
	const size = n < 126 ? [n | 0x80] : n < 65_536 ? [0xfe, n >> 8, n & 255] : [0xff, 0, 0, 0, 0, 0, n >> 16, (n >> 8) & 255, n & 255];
	const bytes = [...payload].map((c, i) => c.charCodeAt(0) ^ mask.charCodeAt(i % 4));
	return Buffer.from([(fin ? 0x80 : 0) | opcode, ...size, ...Buffer.from(mask), ...bytes]).toString('latin1');
}

/** The server's next frame. */
async function next(talk) {
	const [first, second] = Buffer.from(await talk.take(2), 'latin1');
	let n = second;
	if (second === 126) n = Buffer.from(await talk.take(2), 'latin1').readUInt16BE();
	if (second === 127) n = Number(Buffer.from(await talk.take(8), 'latin1').readBigUInt64BE());
	assert.equal(first & 0xf0, 0x80, 'whole frames, no extensions');
	return { opcode: first & 15, payload: await talk.take(n) };
}

async function open(probe, headers = handshake) {
	const talk = await Talk.to(probe);
	const { status } = await talk.send(request('GET', '/socket', { headers })).reply();
	assert.equal(status, 101);
	return talk;
}

const code = (payload) => Buffer.from(payload, 'latin1').readUInt16BE();
const codeOf = (n) => String.fromCharCode(n >> 8, n & 255);

async function closesWith(talk, want) {
	const { opcode, payload } = await next(talk);
	assert.equal(opcode, close);
	assert.equal(code(payload), want);
	assert.equal(await talk.ends(), '');
}

test('the handshake', async (t) => {
	const probe = await startProbe(t);

	await t.test('proves that the key was read', async () => {
		const talk = await Talk.to(probe);
		const { headers } = await talk.send(request('GET', '/socket', { headers: handshake })).reply();
		assert.equal(headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
		assert.equal(headers['sec-websocket-protocol'], undefined);
	});

	await t.test('confirms a subprotocol that was offered', async () => {
		const talk = await Talk.to(probe);
		const { headers } = await talk.send(request('GET', '/socket', { headers: [...handshake, 'Sec-WebSocket-Protocol: kontor.ticket, other'] })).reply();
		assert.equal(headers['sec-websocket-protocol'], 'kontor.ticket');
	});

	for (const [what, headers] of [
		['no key', handshake.slice(1)],
		['a short key', ['Sec-WebSocket-Key: c2hvcnQ=', ...handshake.slice(1)]],
		['a key that is not Base64', ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!!==', ...handshake.slice(1)]],
		['another version', [...handshake.slice(0, 3), 'Sec-WebSocket-Version: 8']],
		['another protocol', [key, 'Upgrade: h2c', ...handshake.slice(2)]],
		['no Connection: Upgrade', [key, handshake[1], handshake[3]]],
		['nothing of it', []],
	])
		await t.test(`${what} is refused and the connection lives`, async () => {
			const talk = await Talk.to(probe);
			assert.equal((await talk.send(request('GET', '/socket', { headers })).reply()).status, 400);
			assert.equal((await talk.send(request('GET', '/hello')).reply()).status, 200);
		});

	await t.test('is for GET alone', async () => {
		const talk = await Talk.to(probe);
		assert.equal((await talk.send(request('POST', '/socket', { headers: handshake })).reply()).status, 400);
		assert.equal((await talk.send(request('HEAD', '/socket', { headers: handshake })).reply({ bodiless: true })).status, 400);
	});
});

test('messages', async (t) => {
	const probe = await startProbe(t);

	await t.test('go both ways, in any pieces', async () => {
		const talk = await open(probe);
		for (const message of ['', 'hello', 'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(65_535), 'x'.repeat(65_536)]) {
			talk.send(frame(text, message));
			assert.deepEqual(await next(talk), { opcode: text, payload: message });
		}
		await talk.sendCut(frame(text, 'piece by piece') + frame(ping, 'p') + frame(text, 'and on'), 1);
		// A pong goes out when the read is done: how it falls between messages is left open.
		const got = [await next(talk), await next(talk), await next(talk)];
		assert.deepEqual(got.filter(({ opcode }) => opcode === pong), [{ opcode: pong, payload: 'p' }]);
		assert.deepEqual(got.filter(({ opcode }) => opcode === text).map(({ payload }) => payload), ['piece by piece', 'and on']);
	});

	await t.test('may be fragmented, with pings in between', async () => {
		const talk = await open(probe);
		talk.send(frame(text, 'caf\xc3', { fin: false }) + frame(ping, 'mid') + frame(0, '\xa9 ', { fin: false }) + frame(0, 'au lait'));
		const got = [await next(talk), await next(talk)].sort((a, b) => a.opcode - b.opcode);
		assert.deepEqual(got, [{ opcode: text, payload: 'caf\xc3\xa9 au lait' }, { opcode: pong, payload: 'mid' }]);
	});

	await t.test('may follow the handshake in the same packet', async () => {
		const talk = await Talk.to(probe);
		talk.send(request('GET', '/socket', { headers: handshake }) + frame(text, 'early'));
		assert.equal((await talk.reply()).status, 101);
		assert.equal((await next(talk)).payload, 'early');
	});

	await t.test('come from timers of the loop', async () => {
		const talk = await open(probe);
		talk.send(frame(text, 'tick'));
		assert.equal((await next(talk)).payload, 'tick');
	});

	for (const [what, bytes, want] of [
		['an unmasked frame', '\x81\x02hi', 1002],
		['a reserved bit', frame(0x40 | text, 'x'), 1002],
		['a reserved opcode', frame(3, 'x'), 1002],
		['a continuation of nothing', frame(0, 'x'), 1002],
		['a message inside another', frame(text, 'a', { fin: false }) + frame(text, 'b'), 1002],
		['a ping of 126 bytes', frame(ping, 'x'.repeat(126)), 1002],
		['a ping in parts', frame(ping, 'x', { fin: false }), 1002],
		['a length in a longer form', '\x81\xfe\x00\x01maskx', 1002],
		['a length with the top bit', '\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00mask', 1002],
		['binary', frame(2, 'x'), 1003],
		['broken UTF-8', frame(text, '\xc3\x28'), 1007],
		['UTF-8 that breaks off', frame(text, '\xc3'), 1007],
		['a surrogate', frame(text, '\xed\xa0\x80'), 1007],
		['a message beyond the limit', frame(text, 'x'.repeat(65_537)), 1009],
		['fragments beyond the limit', frame(text, 'x'.repeat(40_000), { fin: false }) + frame(0, 'x'.repeat(40_000)), 1009],
		['a close code that may not be sent', frame(close, codeOf(1006)), 1002],
	])
		await t.test(`${what} ends with ${want}`, async () => {
			for (const cut of bytes.length > 1000 ? [bytes.length] : [bytes.length, 1]) {
				const talk = await open(probe);
				await talk.sendCut(bytes, cut);
				await closesWith(talk, want);
			}
		});
});

test('the end', async (t) => {
	const probe = await startProbe(t, { linger: 200 });

	await t.test('a close is answered', async () => {
		const talk = await open(probe);
		talk.send(frame(close, `${codeOf(1000)}done`));
		await closesWith(talk, 1000);
		await until(() => probe.stderr.includes('closed 1000'));
	});

	await t.test('an empty close too', async () => {
		const talk = await open(probe);
		talk.send(frame(close, ''));
		assert.deepEqual(await next(talk), { opcode: close, payload: '' });
		assert.equal(await talk.ends(), '');
		await until(() => probe.stderr.includes('closed 1005'));
	});

	await t.test('the server closes with a code and a reason', async () => {
		const talk = await open(probe);
		talk.send(frame(text, 'close 4001'));
		assert.deepEqual(await next(talk), { opcode: close, payload: `${codeOf(4001)}as you like` });
		talk.send(frame(ping, 'nobody answers this') + frame(text, 'nor this') + frame(close, codeOf(4001)));
		assert.equal(await talk.ends(), '');
		await until(() => probe.stderr.includes('closed 4001'));
	});

	await t.test('a connection that breaks is told', async () => {
		const talk = await open(probe);
		talk.destroy();
		await until(() => probe.stderr.includes('closed 1006'));
	});

	await t.test('nothing is left', async () => {
		await until(async () => (await probe.counts()).websockets === 0);
		const { closes } = await probe.counts();
		assert.equal(closes, 4);
	});
});

test('frames for many', async (t) => {
	const probe = await startProbe(t);
	const talks = await Promise.all(Array.from({ length: 50 }, () => open(probe)));

	await t.test('reach all sockets of all loops, in order', async () => {
		for (let i = 0; i < 20; i++) talks[0].send(frame(text, `all change ${i}`));
		for (const talk of talks)
			for (let i = 0; i < 20; i++) assert.deepEqual(await next(talk), { opcode: text, payload: `change ${i}` });
	});

	await t.test('leave together, at most every 50 ms', async () => {
		const [talk] = talks;
		const times = [];
		talk.stream.on('data', () => times.push(performance.now()));
		for (let i = 0; i < 100; i++) talk.send(frame(text, 'push 2'));
		for (let i = 0; i < 200; i++) assert.equal((await next(talk)).payload, `frame ${i % 2}`);
		// 100 requests for frames, but only a flush or a few of them.
		assert.ok(times.length <= 8, `${times.length} packets`);
	});
});

test('a reader that is too slow', async (t) => {
	const probe = await startProbe(t, { write: 1500 });

	await t.test('loses its queue and is told to load again', async () => {
		const talk = await open(probe);
		talk.stream.pause();
		// More than the kernel takes, and then more frames than may wait.
		for (let i = 0; i < 2; i++) talk.send(frame(text, 'fill 200'));
		talk.send(frame(text, 'push 600'));
		await until(async () => (await probe.counts()).overflows > 0);
		talk.stream.resume();
		const seen = [];
		while (!seen.includes('reload')) seen.push((await next(talk)).payload);
		assert.ok(seen.length < 1000);
		talk.send(frame(text, 'still here'));
		while ((await next(talk)).payload !== 'still here');
	});

	await t.test('and does not go on reading is cut off', async () => {
		const talk = await open(probe);
		talk.stream.pause();
		talk.send(frame(text, 'fill 250'));
		await until(() => probe.stderr.includes('closed 1006'));
	});

	await t.test('gets no pongs that pile up', async () => {
		const { closes } = await probe.counts();
		const talk = await open(probe);
		talk.stream.pause();
		talk.send(frame(text, 'fill 250'));
		for (let i = 0; i < 200; i++) talk.send(frame(ping, 'x'.repeat(125)).repeat(100));
		await until(async () => (await probe.counts()).closes === closes + 1);
	});
});

test('a silent socket is pinged, and dropped when it stays silent', async (t) => {
	const probe = await startProbe(t, { ws_ping: 300 });
	const lively = await open(probe), dead = await open(probe);
	const pings = { lively: 0, dead: 0 };
	const answer = (async () => {
		for (;;) {
			const { opcode, payload } = await next(lively);
			if (opcode !== ping) return payload;
			pings.lively++;
			lively.send(frame(pong, payload));
		}
	})();
	while (!dead.closed) {
		await until(() => dead.text.length >= 2 || dead.closed);
		if (dead.text.length >= 2) pings.dead += (await next(dead)).opcode === ping;
	}
	assert.equal(pings.dead, 2);
	await until(() => pings.lively > 3);
	lively.send(frame(text, 'alive'));
	assert.equal(await answer, 'alive');
});

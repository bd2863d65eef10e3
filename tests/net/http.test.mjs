// What a client of HTTP/1.1 may rely on: order, framing, bodies both ways, encodings, addresses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Talk, get, refusesToStart, request, startProbe, until } from './probe.mjs';

const letters = (n, from = 0) => Array.from({ length: n }, (_, i) => String.fromCharCode(97 + ((i + from) % 26))).join('');
const checksum = (text) => [...text].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) >>> 0, 0);

test('one connection, many requests', async (t) => {
	const probe = await startProbe(t);
	const talk = await Talk.to(probe);

	await t.test('a reply says when, whose and how long', async () => {
		const { status, headers, body } = await talk.send(request('GET', '/hello')).reply();
		assert.equal(status, 200);
		assert.equal(body, 'hello\n');
		assert.equal(headers['content-length'], '6');
		assert.match(headers['x-request-id'], /^[0-9a-f]{16}$/);
		assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000);
		assert.equal(headers.connection, undefined);
	});

	await t.test('the request is told as it came', async () => {
		const facts = JSON.parse((await talk.send(request('GET', '/facts?q=a%20b+c&x=%zz', {
			headers: ['Cookie: a=b; session=s3cret', 'Origin: http://probe'],
		})).reply()).body);
		assert.equal(facts.path, '/facts');
		assert.equal(facts.query, 'q=a%20b+c&x=%zz');
		assert.equal(facts.q, 'a b c');
		assert.equal(facts.host, 'probe');
		assert.equal(facts.client, '127.0.0.1');
		assert.equal(facts.cookie, 's3cret');
		assert.equal(facts.origin, 1);
		assert.deepEqual([facts.tls, facts.admin], [false, false]);
	});

	await t.test('an origin that is not ours is foreign', async () => {
		for (const [origin, want] of [['http://probe', 1], ['https://probe', 2], ['http://probe:81', 2], ['http://probe.evil', 2], ['null', 2]])
			assert.equal(JSON.parse((await talk.send(request('GET', '/facts', { headers: [`Origin: ${origin}`] })).reply()).body).origin, want, origin);
		assert.equal(JSON.parse((await talk.send(request('GET', '/facts')).reply()).body).origin, 0);
	});

	await t.test('HEAD is GET without the body', async () => {
		const { status, headers } = await talk.send(request('HEAD', '/hello')).reply({ bodiless: true });
		assert.equal(status, 200);
		assert.equal(headers['content-length'], '6');
		assert.equal((await talk.send(request('HEAD', '/source?promise=100000')).reply({ bodiless: true })).headers['content-length'], '100000');
		assert.equal((await talk.send(request('HEAD', '/source')).reply({ bodiless: true })).headers['content-length'], undefined);
		assert.equal((await talk.send(request('GET', '/hello')).reply()).body, 'hello\n');
	});

	await t.test('OPTIONS says what may be done', async () => {
		const { status, headers } = await talk.send(request('OPTIONS', '/hello')).reply();
		assert.equal(status, 204);
		assert.equal(headers.allow, 'GET, HEAD, POST');
		assert.equal(headers['content-length'], undefined);
		assert.equal((await talk.send(request('OPTIONS', '/nowhere')).reply()).status, 404);
		assert.match((await talk.send(request('OPTIONS', '*')).reply()).headers.allow, /PATCH/);
	});

	await t.test('requests sent ahead are answered in order', async () => {
		for (let i = 0; i < 30; i++) {
			talk.send(request('GET', `/facts?q=${i}`));
			talk.send(request('POST', '/later', { body: `from another thread ${i}` }));
			talk.send(request('POST', '/echo', { body: `from here ${i}` }));
		}
		for (let i = 0; i < 30; i++) {
			assert.equal(JSON.parse((await talk.reply()).body).q, String(i));
			assert.equal((await talk.reply()).body, `from another thread ${i}`);
			assert.equal((await talk.reply()).body, `from here ${i}`);
		}
	});

	await t.test('a body comes in any pieces', async () => {
		await talk.sendCut(request('POST', '/echo', { body: 'piece by piece' }), 1);
		assert.equal((await talk.reply()).body, 'piece by piece');
		const head = 'POST /later HTTP/1.1\r\nHost: probe\r\nTransfer-Encoding: chunked\r\n\r\n';
		await talk.sendCut(`${head}5\r\npiece\r\n9\r\n by piece\r\n0\r\n\r\n`, 1);
		assert.equal((await talk.reply()).body, 'piece by piece');
	});

	await t.test('100 Continue comes when the body is wanted', async () => {
		talk.send(request('POST', '/echo', { headers: ['Expect: 100-continue', 'Content-Length: 5'] }));
		assert.equal(await talk.takeThrough('\r\n\r\n'), 'HTTP/1.1 100 Continue\r\n\r\n');
		assert.equal((await talk.send('hello').reply()).body, 'hello');
		assert.equal((await talk.send(request('POST', '/unwanted', { headers: ['Expect: 100-continue', 'Content-Length: 5'] })).reply()).status, 401);
		assert.equal(await talk.ends(), '');
	});
});

test('a refusal before the body', async (t) => {
	const probe = await startProbe(t);

	await t.test('a short body is dropped and the connection lives', async () => {
		const talk = await Talk.to(probe);
		for (let i = 0; i < 3; i++) {
			const reply = await talk.send(request('POST', '/unwanted', { body: 'x'.repeat(60_000) })).reply();
			assert.equal(reply.status, 401);
			assert.equal(reply.headers.connection, undefined);
		}
		assert.equal((await talk.send(request('GET', '/hello')).reply()).status, 200);
	});

	await t.test('a long one is not read', async () => {
		const talk = await Talk.to(probe);
		const reply = await talk.send(request('POST', '/unwanted', { headers: ['Content-Length: 70000'] })).reply();
		assert.equal(reply.status, 401);
		assert.equal(reply.headers.connection, 'close');
		talk.send('x'.repeat(70_000));
		assert.equal(await talk.ends(), '');
	});

	await t.test('one that is chunked is not read', async () => {
		const talk = await Talk.to(probe);
		const reply = await talk.send(request('POST', '/unwanted', { headers: ['Transfer-Encoding: chunked'] })).reply();
		assert.equal(reply.status, 401);
		assert.equal(reply.headers.connection, 'close');
	});
});

test('streamed bodies', async (t) => {
	const probe = await startProbe(t);
	const body = letters(1_500_000);
	const answer = `${body.length} ${checksum(body)}\n`;

	await t.test('arrive whole, larger than what is buffered', async () => {
		const talk = await Talk.to(probe);
		assert.equal((await talk.send(request('PUT', '/stream', { body })).reply()).body, answer);
	});

	await t.test('wait while the handler is busy', async () => {
		const talk = await Talk.to(probe);
		assert.equal((await talk.send(request('PUT', '/stream?pause=1', { body })).reply()).body, answer);
		assert.equal((await talk.send(request('GET', '/hello')).reply()).status, 200);
	});

	await t.test('chunks and pauses', async () => {
		const talk = await Talk.to(probe);
		talk.send('PUT /stream?pause=1 HTTP/1.1\r\nHost: probe\r\nTransfer-Encoding: chunked\r\n\r\n');
		for (let at = 0; at < body.length; at += 10_000) talk.send(`2710\r\n${body.slice(at, at + 10_000)}\r\n`);
		assert.equal((await talk.send('0\r\n\r\n').reply()).body, answer);
	});

	await t.test('may be refused half-way', async () => {
		const talk = await Talk.to(probe);
		const reply = await talk.send(request('PUT', '/stream?refuse=2', { body })).reply();
		assert.equal(reply.status, 422);
		assert.equal(reply.headers.connection, 'close');
		const other = await Talk.to(probe);
		other.send('PUT /stream?refuse=1 HTTP/1.1\r\nHost: probe\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX');
		assert.equal((await other.reply()).status, 422, 'what follows it does not matter');
		assert.equal(await other.ends(), '');
	});

	await t.test('that break off are told to the handler', async () => {
		for (const path of ['/stream', '/stream?pause=1', '/echo']) {
			const { aborts, dones } = await probe.counts();
			const talk = await Talk.to(probe);
			talk.send(request('PUT', path, { headers: ['Content-Length: 100000'] })).send('x'.repeat(50_000));
			await until(async () => (await probe.counts()).buffered_bytes > 50_000 || path !== '/echo');
			talk.destroy();
			await until(async () => (await probe.counts()).aborts === aborts + 1);
			await until(async () => (await probe.counts()).dones > dones + 1);
			assert.equal((await probe.counts()).buffered_bytes <= 2000, true);
		}
	});
});

test('replies', async (t) => {
	const probe = await startProbe(t);
	const talk = await Talk.to(probe);

	await t.test('of any size', async () => {
		for (const bytes of [0, 1, 65_536, 4 << 20]) {
			const { body } = await talk.send(request('GET', `/big?bytes=${bytes}`)).reply();
			assert.equal(body.length, bytes);
			assert.equal(body.slice(-100), letters(Math.min(bytes, 100), Math.max(0, bytes - 100)));
		}
	});

	await t.test('cannot be broken up by a header', async () => {
		const { head } = await talk.send(request('GET', '/big?bytes=1')).reply();
		assert.match(head, /\r\nX-Name: a  Set-Cookie: b \r\n/);
	});

	await t.test('made while they are sent', async () => {
		for (const query of ['', '?later=1', '?slice=1&bytes=500', '?bytes=3000000&slice=65536', '?bytes=3000000&slice=65536&later=1']) {
			const { headers, body } = await talk.send(request('GET', `/source${query}`)).reply();
			assert.equal(headers['transfer-encoding'], 'chunked');
			const bytes = Number(/bytes=(\d+)/.exec(query)?.[1] ?? 100_000);
			assert.equal(body.length, bytes);
		}
		const { headers, body } = await talk.send(request('GET', '/source?promise=100000')).reply();
		assert.equal(headers['content-length'], '100000');
		assert.equal(body.length, 100_000);
	});

	await t.test('from a file', async () => {
		const whole = (await talk.send(request('GET', '/file')).reply()).body;
		assert.equal(whole, letters(300_000));
		assert.equal((await talk.send(request('GET', '/file?from=299990')).reply()).body, whole.slice(299_990));
		assert.equal((await talk.send(request('GET', '/file?from=300000')).reply()).body, '');
	});

	await t.test('that break their promise are cut off', async () => {
		for (const promise of [99_999, 100_001]) {
			const cut = await Talk.to(probe);
			cut.send(request('GET', `/source?promise=${promise}`));
			await cut.ends();
			const body = cut.text.slice(cut.text.indexOf('\r\n\r\n') + 4);
			assert.ok(body.length < promise);
		}
	});

	await t.test('are compressed when that is wanted and helps', async () => {
		const plain = (await talk.send(request('GET', '/text')).reply()).body;
		const zipped = await talk.send(request('GET', '/text', { headers: ['Accept-Encoding: br, gzip'] })).reply();
		assert.equal(zipped.headers['content-encoding'], 'gzip');
		assert.equal(gunzipSync(Buffer.from(zipped.body, 'latin1')).toString(), plain);
		assert.ok(zipped.body.length < plain.length / 3);
		for (const [path, headers, varies] of [
			['/text', [], true],
			['/text', ['Accept-Encoding: gzip;q=0'], true],
			['/text?lines=10', ['Accept-Encoding: gzip'], false],
			['/text?lines=9000', ['Accept-Encoding: gzip'], false],
			['/secret', ['Accept-Encoding: gzip'], false],
			['/big?bytes=5000', ['Accept-Encoding: gzip'], false],
		]) {
			const reply = await talk.send(request('GET', path, { headers })).reply();
			assert.equal(reply.headers['content-encoding'], undefined, path);
			assert.equal(reply.headers.vary, varies ? 'Accept-Encoding' : undefined, path);
		}
	});

	await t.test('that were compressed before stay as they are', async () => {
		const plain = (await talk.send(request('GET', '/text')).reply()).body;
		const { headers, body } = await talk.send(request('GET', '/packed', { headers: ['Accept-Encoding: gzip, br'] })).reply();
		assert.deepEqual([headers['content-encoding'], headers.vary], ['br', 'Accept-Encoding']);
		assert.equal(body, plain);
	});

	await t.test('go to a client that has closed its own half', async () => {
		const half = await Talk.to(probe);
		half.send(request('POST', '/later', { body: 'hello' }));
		half.stream.end();
		assert.equal((await half.reply()).body, 'hello');
		assert.equal(await half.ends(), '');
	});

	await t.test('to HTTP/1.0 end with the connection', async () => {
		const old = await Talk.to(probe);
		old.send('GET /source?bytes=1000 HTTP/1.0\r\n\r\n');
		const all = await old.ends();
		assert.match(all, /\r\nConnection: close\r\n/);
		assert.doesNotMatch(all, /chunked/);
		assert.equal(all.slice(all.indexOf('\r\n\r\n') + 4).length, 1000);
	});
});

test('many requests wait and are answered as one batch', async (t) => {
	const probe = await startProbe(t);
	const talks = await Promise.all(Array.from({ length: 100 }, () => Talk.to(probe)));
	for (const talk of talks) talk.send(request('GET', '/hold'));
	await until(async () => (await get(probe, '/held')).body === '100');
	for (const gone of talks.splice(0, 10)) gone.stream.resetAndDestroy();
	await until(async () => (await probe.counts()).connections <= 92);
	assert.equal((await get(probe, '/release')).body, '100 10\n');
	for (const talk of talks) assert.equal((await talk.reply()).body, 'held');
	await until(async () => (await probe.counts()).dones >= 100);
});

test('trusted proxies', async (t) => {
	const probe = await startProbe(t, { trusted: '127.0.0.0/8' });
	const facts = async (headers) => JSON.parse((await get(probe, '/facts', headers)).body);
	assert.equal((await facts([])).client, '127.0.0.1');
	assert.equal((await facts(['X-Forwarded-For: 198.51.100.7, 203.0.113.9'])).client, '203.0.113.9');
	assert.equal((await facts(['X-Forwarded-Proto: https'])).tls, true);
	assert.equal((await facts(['X-Forwarded-Proto: https', 'Origin: https://probe'])).origin, 1);

	const stranger = await startProbe(t);
	const plain = JSON.parse((await get(stranger, '/facts', ['X-Forwarded-For: 203.0.113.9', 'X-Forwarded-Proto: https'])).body);
	assert.deepEqual([plain.client, plain.tls], ['127.0.0.1', false]);
});

test('the admin socket', async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'net-probe-'));
	const path = join(folder, 'admin.sock');
	t.after(() => rmSync(folder, { recursive: true }));

	// A server that dies without a goodbye leaves its socket behind.
	spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`]);
	assert.ok(statSync(path).isSocket());
	const probe = await startProbe(t, { admin: path });

	await t.test('is only for the owner, and marks its requests', async () => {
		assert.equal(statSync(path).mode & 0o777, 0o600);
		const talk = Talk.over(probe, net.connect({ path, allowHalfOpen: true }));
		const facts = JSON.parse((await talk.send(request('GET', '/facts', { headers: ['X-Forwarded-For: 203.0.113.9'] })).reply()).body);
		assert.deepEqual([facts.admin, facts.client], [true, '']);
		assert.equal(JSON.parse((await get(probe, '/facts')).body).admin, false);
	});

	await t.test('takes the place of nothing that lives or is no socket', () => {
		const file = join(folder, 'file');
		writeFileSync(file, 'something else');
		assert.equal(refusesToStart({ admin: path }), 'IO');
		assert.equal(refusesToStart({ admin: file }), 'IO');
		assert.equal(refusesToStart({ admin: join(folder, 'x'.repeat(200)) }), 'IO');
		assert.equal(readFileSync(file, 'utf8'), 'something else');
	});
});

// The same over TLS: versions, resumption, WebSockets, and a certificate that is replaced meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import tls from 'node:tls';
import { Talk, refusesToStart, request, startProbe, until } from './probe.mjs';

/** A folder with key.pem and cert.pem for that name; openssl is there wherever the server is built. */
function certificate(t, name) {
	const folder = mkdtempSync(join(tmpdir(), 'net-probe-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
		'-keyout', files.key, '-out', files.cert, '-days', '30', '-subj', `/CN=${name}`], { stdio: 'ignore' });
	return files;
}

async function connect(probe, options = {}) {
	const stream = tls.connect({ host: '127.0.0.1', port: probe.port, rejectUnauthorized: false, allowHalfOpen: true, ...options });
	const talk = Talk.over(probe, stream);
	talk.sessions = [];
	stream.on('session', (session) => talk.sessions.push(session));
	await once(stream, 'secureConnect');
	return talk;
}

const nameOf = (talk) => talk.stream.getPeerX509Certificate().subject;

test('requests and replies', async (t) => {
	const files = certificate(t, 'first');
	const probe = await startProbe(t, files);

	await t.test('in TLS 1.3 and 1.2, and in nothing older', async () => {
		for (const version of ['TLSv1.3', 'TLSv1.2']) {
			const talk = await connect(probe, { minVersion: version, maxVersion: version });
			assert.equal(talk.stream.getProtocol(), version);
			assert.equal((await talk.send(request('GET', '/hello')).reply()).body, 'hello\n');
		}
		await assert.rejects(connect(probe, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }), /alert|protocol/i);
	});

	await t.test('are known to be encrypted', async () => {
		const talk = await connect(probe);
		assert.equal(JSON.parse((await talk.send(request('GET', '/facts')).reply()).body).tls, true);
	});

	await t.test('speak HTTP/1.1 even when more is offered, and nothing else', async () => {
		const talk = await connect(probe, { ALPNProtocols: ['h2', 'http/1.1'] });
		assert.equal(talk.stream.alpnProtocol, 'http/1.1');
		await assert.rejects(connect(probe, { ALPNProtocols: ['h2'] }));
	});

	await t.test('of all sizes, both ways', async () => {
		const talk = await connect(probe);
		for (const bytes of [0, 1, 16_384, 65_537, 4 << 20])
			assert.equal((await talk.send(request('GET', `/big?bytes=${bytes}`)).reply()).body.length, bytes);
		const body = 'x'.repeat(900_000);
		assert.equal((await talk.send(request('POST', '/later', { body })).reply()).body, body);
		assert.match((await talk.send(request('PUT', '/stream?pause=1', { body })).reply()).body, /^900000 /);
		for (let i = 0; i < 50; i++) talk.send(request('POST', '/later', { body: `${i}` }));
		for (let i = 0; i < 50; i++) assert.equal((await talk.reply()).body, `${i}`);
		assert.equal((await talk.send(request('GET', '/source?bytes=3000000&slice=65536&later=1')).reply()).body.length, 3_000_000);
	});

	await t.test('resume a session', async () => {
		const first = await connect(probe);
		assert.equal((await first.send(request('GET', '/hello')).reply()).status, 200);
		await until(() => first.sessions.length > 0);
		const second = await connect(probe, { session: first.sessions[0] });
		assert.equal(second.stream.isSessionReused(), true);
		assert.equal((await second.send(request('GET', '/hello')).reply()).status, 200);
	});

	await t.test('are refused when malformed', async () => {
		const talk = await connect(probe);
		const reply = await talk.send('GET /hello HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n').reply();
		assert.equal(reply.status, 400);
		assert.equal(await talk.ends(), '');
	});

	await t.test('to somebody who speaks no TLS go nowhere', async () => {
		const plain = await Talk.to(probe);
		plain.send(request('GET', '/hello'));
		assert.doesNotMatch(await plain.ends(), /HTTP/);
		await until(async () => (await countsOf(probe)).tls_failures > 0);
	});

	await t.test('WebSockets too', async () => {
		const talk = await connect(probe);
		await talk.send(request('GET', '/socket', { headers: ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'] })).reply();
		const masked = (text) => `\x81${String.fromCharCode(0x80 | text.length)}\0\0\0\0${text}`;
		talk.send(masked('hello'));
		assert.equal(await talk.take(7), '\x81\x05hello');
		talk.send(masked('push 100'));
		for (let i = 0; i < 100; i++) {
			const want = `frame ${i}`;
			assert.equal(await talk.take(2 + want.length), `\x81${String.fromCharCode(want.length)}${want}`);
		}
	});
});

async function countsOf(probe) {
	const talk = await connect(probe);
	const { body } = await talk.send(request('GET', '/counts', { headers: ['Connection: close'] })).reply();
	talk.destroy();
	return JSON.parse(body);
}

test('a certificate is replaced while connections go on', async (t) => {
	const first = certificate(t, 'first'), second = certificate(t, 'second');
	const probe = await startProbe(t, first);
	const old = await connect(probe);
	assert.equal(nameOf(old), 'CN=first');

	await t.test('a pair that does not match changes nothing', async () => {
		cpSync(second.cert, `${first.cert}.new`);
		renameSync(`${first.cert}.new`, first.cert);
		probe.child.kill('SIGHUP');
		await until(() => probe.stderr.includes('tls.load_failed'));
		assert.equal(nameOf(await connect(probe)), 'CN=first');
	});

	await t.test('the new pair is shown to new connections', async () => {
		cpSync(second.key, `${first.key}.new`);
		renameSync(`${first.key}.new`, first.key);
		probe.child.kill('SIGHUP');
		await until(() => probe.stderr.includes('tls.reloaded'));
		assert.equal(nameOf(await connect(probe)), 'CN=second');
	});

	await t.test('the old connection lives on', async () => {
		assert.equal((await old.send(request('GET', '/hello')).reply()).body, 'hello\n');
		assert.equal((await old.send(request('POST', '/later', { body: 'still here' })).reply()).body, 'still here');
	});

	await t.test('without a signal it takes a few seconds', async () => {
		const third = certificate(t, 'third');
		cpSync(third.cert, first.cert);
		cpSync(third.key, first.key);
		await until(async () => nameOf(await connect(probe)) === 'CN=third');
	});
});

test('bad pairs are refused at the start', (t) => {
	const files = certificate(t, 'first'), other = certificate(t, 'other');
	writeFileSync(`${files.cert}.not`, 'no certificate');
	assert.equal(refusesToStart({ cert: files.cert, key: other.key }), 'KEY');
	assert.equal(refusesToStart({ cert: `${files.cert}.not`, key: files.key }), 'KEY');
	assert.equal(refusesToStart({ cert: files.cert, key: '/nowhere' }), 'KEY');
	execFileSync('openssl', ['ec', '-in', files.key, '-out', `${files.key}.locked`, '-aes256', '-passout', 'pass:secret'], { stdio: 'ignore' });
	assert.equal(refusesToStart({ cert: files.cert, key: `${files.key}.locked` }), 'KEY', 'nobody is asked for a passphrase');
});

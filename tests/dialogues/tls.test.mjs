// The server with a certificate of its own: cookies keep to TLS, and a renewed certificate is taken up
// without a pause.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import tls from 'node:tls';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

let server, api, folder;

const certify = (name) =>
	execFileSync(
		'openssl',
		[
			'req',
			'-x509',
			'-newkey',
			'ec',
			'-pkeyopt',
			'ec_paramgen_curve:P-256',
			'-nodes',
			'-days',
			'2',
			'-subj',
			`/CN=${name}`,
			'-keyout',
			join(folder, 'key.pem'),
			'-out',
			join(folder, 'cert.pem'),
		],
		{ stdio: 'ignore' },
	);

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kontor-tls-'));
	certify('first.example.test');
	({ server, api } = await startWithOwner({
		args: ['--tls-cert', join(folder, 'cert.pem'), '--tls-key', join(folder, 'key.pem')],
	}));
});
after(async () => {
	await server.close();
	rmSync(folder, { recursive: true });
});

const shown = (options = {}) =>
	new Promise((resolve, reject) => {
		const socket = tls.connect(
			{ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, ...options },
			() => {
				resolve({ name: socket.getPeerCertificate().subject.CN, protocol: socket.getProtocol() });
				socket.destroy();
			},
		);
		socket.on('error', reject);
	});

test('everything works over TLS; the cookie is Secure and for this host only', async () => {
	assert.equal(server.scheme, 'https');
	(await api.post('tags', { name: 'over TLS' })).is(201);
	const { reply, client } = await server.client().signIn(owner);
	assert.match(reply.headers['set-cookie'][0], /^__Host-kontor_session=.*; Secure/);
	(await client.post('tags', { name: 'from a browser' }, { Origin: `https://${client.host}` })).is(201);
	(await client.post('tags', { name: 'from elsewhere' }, { Origin: `http://${client.host}` })).refuses(403, 'csrf');
	(await client.with({ cookie: client.cookie.replace('__Host-', '') }).get('session')).refuses(401, 'unauthorized');
});

test('old protocols are refused', async () => {
	assert.match((await shown()).protocol, /^TLSv1\.[23]$/);
	await assert.rejects(() => shown({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }));
});

test('a renewed certificate is shown after SIGHUP, and nobody is cut off', async () => {
	assert.equal((await shown()).name, 'first.example.test');
	certify('second.example.test');
	let going = true;
	const visitor = (async () => {
		while (going) (await api.get('tags?limit=1')).is(200);
	})();
	server.signal('SIGHUP');
	await until(async () => (await shown()).name === 'second.example.test');
	going = false;
	await visitor;
});

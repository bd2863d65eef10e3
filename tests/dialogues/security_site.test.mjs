// Threats 6, 7 and 19 for what the web app is made of: the program gives files of its own folder and
// nothing else, and tells browsers to run nothing but those.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Server } from './lib/server.mjs';

let place, server, client;

before(async () => {
	place = mkdtempSync(join(tmpdir(), 'kontor-web-'));
	mkdirSync(join(place, 'web/assets'), { recursive: true });
	writeFileSync(join(place, 'web/index.html'), '<!doctype html><title>app</title>');
	writeFileSync(join(place, 'web/assets/app-1.js'), 'export {};');
	writeFileSync(join(place, 'secret.txt'), 'secret');
	symlinkSync(join(place, 'secret.txt'), join(place, 'web/link.txt'));
	server = await Server.start({ args: ['--web', join(place, 'web')] });
	client = server.client();
});
after(async () => {
	await server.close();
	rmSync(place, { recursive: true });
});

test('a page may run our own scripts only, is framed by nobody and tells nobody where it was', async () => {
	for (const path of ['/', '/index.html', '/contacts', '/contacts/01900000-0000-7000-8000-000000000000']) {
		const reply = await client.get(path);
		reply.status === 200 || assert.fail(`${path}: ${reply.status}`);
		assert.match(reply.text, /<title>app/);
		const csp = Object.fromEntries(reply.headers['content-security-policy'].split('; ').map((d) => [d.split(' ')[0], d.split(' ').slice(1).join(' ')]));
		assert.equal(csp['default-src'], "'none'");
		assert.equal(csp['script-src'], "'self'");
		assert.equal(csp['style-src'], "'self'");
		assert.equal(csp['connect-src'], "'self'");
		assert.equal(csp['base-uri'], "'none'");
		assert.equal(csp['frame-ancestors'], "'none'");
		assert.equal(csp['require-trusted-types-for'], "'script'");
		assert.doesNotMatch(reply.headers['content-security-policy'], /unsafe|\*|http:/);
		assert.equal(reply.headers['x-content-type-options'], 'nosniff');
		assert.equal(reply.headers['referrer-policy'], 'no-referrer');
		assert.equal(reply.headers['cross-origin-opener-policy'], 'same-origin');
		assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin');
		assert.equal(reply.headers['cache-control'], 'no-cache');
	}
});

test('assets are typed as what they are, and nothing else', async () => {
	const { headers, status } = await client.get('/assets/app-1.js');
	assert.equal(status, 200);
	assert.match(headers['content-type'], /^text\/javascript/);
	assert.equal(headers['x-content-type-options'], 'nosniff');
	assert.match(headers['cache-control'], /immutable/);
});

test('no path leads out of the folder of the web app', async () => {
	const paths = [
		'/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt',
		'/%2e%2e%2fsecret.txt', '//secret.txt', '/assets//../../secret.txt', '/..\\secret.txt', '/assets/..%5c..%5csecret.txt',
		'/link.txt', '/./secret.txt', '/assets/%252e%252e/%252e%252e/secret.txt', '/etc/passwd', '/master.key', '/control.db',
	];
	for (const path of paths) {
		const text = await client.raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
		assert.doesNotMatch(text, /secret$/, path);
		assert.match(text, /^HTTP\/1\.1 (200|400|404) /, path);
	}
	for (const path of ['/link.txt', '/assets/none.js', '/secret.txt']) (await client.get(path)).refuses(404, 'not-found');
});

test('addresses of the interface are never the app', async () => {
	for (const path of ['/api/v1/nothing', '/admin/v1/workspaces']) (await client.get(path)).refuses(404, 'not-found');
});

test('pages keep to TLS where the public address is one', async (t) => {
	const shop = await Server.start({ args: ['--web', join(place, 'web'), '--public-url', 'https://kontor.example.test'] });
	t.after(() => shop.close());
	for (const path of ['/', '/assets/app-1.js'])
		assert.equal((await shop.client().get(path)).headers['strict-transport-security'], 'max-age=31536000', path);
	assert.equal((await client.get('/')).headers['strict-transport-security'], undefined);
});

// The web app as the server gives it: pages, assets, and the headers that keep strangers out.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { Server } from './lib/server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = join(root, 'web/apps/dashboard/dist');

let server, client, folder;
const page = '<!doctype html><title>Kontor</title>';
const script = 'console.log(1);'.repeat(200);

before(async () => {
	folder = mkdtempSync(join(tmpdir(), 'kontor-web-'));
	mkdirSync(join(folder, 'assets'));
	writeFileSync(join(folder, 'index.html'), page);
	writeFileSync(join(folder, 'assets', 'app-1234.js'), script);
	writeFileSync(join(folder, 'assets', 'app-1234.js.gz'), gzipSync(script));
	writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
	server = await Server.start({ args: ['--web', folder] });
	client = server.client();
});
after(async () => {
	await server.close();
	rmSync(folder, { recursive: true });
});

test('every address of the app is the app', async () => {
	for (const path of [
		'/',
		'/contacts',
		'/contacts/01900000-0000-7000-8000-000000000000',
		'/search?q=x',
		'/deep/er/still',
	]) {
		const reply = await client.get(path);
		assert.deepEqual(
			[reply.status, reply.text, reply.headers['content-type']],
			[200, page, 'text/html; charset=utf-8'],
			path,
		);
	}
});

test('pages allow nothing that is not ours', async () => {
	const { headers } = await client.get('/');
	const policy = Object.fromEntries(
		headers['content-security-policy'].split('; ').map((part) => part.split(/ (.*)/s)),
	);
	assert.deepEqual(
		[policy['default-src'], policy['script-src'], policy['style-src'], policy['connect-src']],
		["'none'", "'self'", "'self'", "'self'"],
	);
	assert.deepEqual(
		[policy['base-uri'], policy['frame-ancestors'], policy['form-action'], policy['require-trusted-types-for']],
		["'none'", "'none'", "'self'", "'script'"],
	);
	assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*|http:/);
	for (const [name, value] of Object.entries({
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		'referrer-policy': 'no-referrer',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'no-cache',
	}))
		assert.equal(headers[name], value, name);
	assert.match(headers['permissions-policy'], /camera=\(\).*microphone=\(\)/);
});

test('assets are for ever, and come packed for whoever takes that', async () => {
	const plain = await client.get('/assets/app-1234.js', { 'Accept-Encoding': 'identity' });
	assert.deepEqual([plain.status, plain.text, plain.headers['content-encoding']], [200, script, undefined]);
	assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
	assert.match(plain.headers['cache-control'], /immutable/);
	const packed = await client.get('/assets/app-1234.js', { 'Accept-Encoding': 'gzip, br' });
	assert.deepEqual([packed.headers['content-encoding'], packed.text], ['gzip', script]);
	assert.ok(Number(packed.headers['content-length']) < script.length);
	assert.equal(packed.headers.vary, 'Accept-Encoding');
});

test('what is not there is missing, and no address leads out of the folder', async () => {
	for (const path of [
		'/assets/none.js',
		'/none.png',
		'/assets/',
		'/../../etc/passwd',
		'/..%2f..%2fetc%2fpasswd',
		'/assets/..%2f..%2findex.html',
		'/index.html%00.png',
		'/.git/config',
		'//etc/passwd',
	]) {
		const reply = await client.get(path);
		assert.ok([400, 404].includes(reply.status) || reply.text === page, `${path}: ${reply.status}`);
		assert.ok(!reply.text.includes('root:'));
	}
	(await client.get('/assets/none.js')).refuses(404, 'not-found');
	for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
		assert.ok([404, 405].includes((await client.request(method, '/')).status), method);
});

test('without a web app the interface works, and pages say why there are none', async (t) => {
	const bare = await Server.start({ args: ['--web', join(folder, 'assets')] });
	t.after(() => bare.close());
	assert.match((await bare.client().get('/')).refuses(404, 'not-found').detail, /web app/);
	(await bare.client().get('meta')).is(200);
});

test(
	'the built app is found beside the program, and keeps to its own policy',
	{ skip: !existsSync(join(built, 'index.html')) && 'the app is not built' },
	async (t) => {
		const ours = new Server().program.startsWith(join(root, 'build'));
		const real = await Server.start({ args: ours ? [] : ['--web', built] });
		t.after(() => real.close());
		const reply = await real.client().get('/contacts');
		assert.equal(reply.status, 200, 'the page is there without being named');
		assert.doesNotMatch(
			reply.text,
			/<script(?![^>]*\ssrc="\/)[^>]*>|<style|\sstyle=|\son\w+=|javascript:/,
			'nothing inline',
		);
		const parts = [...reply.text.matchAll(/\s(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
		assert.ok(parts.length > 1);
		for (const path of parts) {
			assert.match(path, /^\/[^/]/, 'from this server only');
			assert.equal((await real.client().get(path)).status, 200, path);
		}
	},
);

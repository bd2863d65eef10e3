// The settings: one table, read from the command line and from one file; what is wrong is named with its place.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Server, owner, startWithOwner } from './lib/server.mjs';

const program = new Server().program;

function scratch(t) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-config-'));
	t.after(() => rmSync(dir, { recursive: true }));
	return (name, text) => {
		writeFileSync(join(dir, name), text);
		return join(dir, name);
	};
}

const kontor = (...words) => spawnSync(program, words, { encoding: 'utf8' });

/** The sentence, and nothing but the usage after it. */
function refusal(...words) {
	const done = kontor(...words);
	assert.equal(done.status, 64, done.stdout + done.stderr);
	assert.equal(done.stdout, '');
	const [sentence, usage, ...rest] = done.stderr.trimEnd().split('\n');
	assert.match(usage, /^usage: kontor /);
	assert.deepEqual(rest, []);
	return sentence;
}

const settings = (text) =>
	Object.fromEntries([...text.matchAll(/^([a-z_]+) = (.*)$/gm)].map(([, name, value]) => [name, value]));

test('a wrong option is named with what it takes', () => {
	const cases = [
		[['--listen', 'here'], '--listen: “here” is not an address and a port such as 127.0.0.1:8080.'],
		[['--trusted-proxy', '10.0.0.1/8'], '--trusted-proxy: “10.0.0.1/8” is not an address or a network such as 10.0.0.0/8.'],
		[['--public-url', 'kontor.example'], '--public-url: “kontor.example” is not an address such as https://kontor.example.'],
		[['--loops', '65'], '--loops: it goes from 1 to 64 threads.'],
		[['--loops', 'two'], '--loops: “two” is not a number of threads.'],
		[['--cache-bytes', '9999999999G'], '--cache-bytes: “9999999999G” is not a number of bytes.'],
		[['--log-level', 'loud'], '--log-level: “loud” is none of debug|info|warn|error.'],
		[['--tls-cert', 'a', '--tls_cert', 'b'], '--tls-cert: it is given twice.'],
		[['--tls-cert='], '--tls-cert: it has no value.'],
		[['--tls-cert'], '--tls-cert: it has no value.'],
		[Array(9).fill('--listen=127.0.0.1:1'), '--listen: there are at most 8.'],
		[['--config', '/nowhere/kontor.conf'], '--config: /nowhere/kontor.conf is not there.'],
		[['--lissen', 'x'], '“--lissen” is not understood here.'],
	];
	for (const [words, sentence] of cases) assert.equal(refusal('config', ...words), `kontor: ${sentence}`);
});

test('a wrong line of the file is named with its place', (t) => {
	const file = scratch(t);
	const cases = [
		['# ours\n\nlissen = 127.0.0.1:1\n', 'line 3: lissen: there is no such setting; `kontor config` lists them all.'],
		['loops = 3\r\nloops = 4\r\n', 'line 2: loops: line 1 has set it.'],
		['loops\n', 'line 1: a line is `name = value`.'],
		['loops =\n', 'line 1: loops: it has no value.'],
		['public_url = https://a.example/path', 'line 1: public_url: “https://a.example/path” is not an address such as https://kontor.example.'],
	];
	for (const [text, sentence] of cases) {
		const path = file('kontor.conf', text);
		assert.equal(refusal('config', '--config', path), `kontor: ${path}, ${sentence}`);
	}
	const large = file('large.conf', '#'.repeat(70_000));
	assert.equal(refusal('config', '--config', large), `kontor: --config: ${large} is larger than 64 kB.`);
});

test('what belongs together is checked together', (t) => {
	const file = scratch(t);
	assert.equal(refusal('serve'), 'kontor: --data is missing.');
	assert.match(refusal('serve', '--data', 'x', '--tls-cert', 'c'), /belong together: the key is missing/);
	assert.match(refusal('serve', '--config', file('a.conf', 'data = x\nlisten = 0.0.0.0:80\n')), /plain HTTP stays on this machine/);
});

test('the command line goes before the file, and dashes are as good as underscores', (t) => {
	const path = scratch(t)('kontor.conf', ' trusted-proxy=10.0.0.0/8   ::1\ntrusted_proxy = 192.0.2.1\nloops = 3\ncache-bytes = 64M\nlisten = [::]:443\n');
	const done = kontor('config', '--config', path, '--loops=5', '--listen', '127.0.0.1:1', '--listen', '127.0.0.1:2');
	assert.equal(done.status, 0, done.stderr);
	assert.deepEqual(settings(done.stdout), {
		trusted_proxy: '10.0.0.0/8 ::1 192.0.2.1',
		loops: '5',
		cache_bytes: String(64 << 20),
		listen: '127.0.0.1:1 127.0.0.1:2',
	});
	assert.match(done.stdout, new RegExp(`# Set in ${path}, line 2.\ntrusted_proxy`));
	assert.match(done.stdout, /# Set on the command line.\nloops/);
});

test('what it prints can be given back', (t) => {
	const file = scratch(t);
	const first = kontor('config', '--public-url', 'https://kontor.example', '--drain-seconds', '20', '--data', '/srv/k');
	const again = kontor('config', '--config', file('kontor.conf', first.stdout));
	assert.equal(again.status, 0, again.stderr);
	assert.deepEqual(settings(again.stdout), settings(first.stdout));
	assert.deepEqual(settings(kontor('config').stdout), {}, 'by itself nothing is set');
});

test('the server and the commands take the same file', async (t) => {
	const folder = new Server();
	t.after(() => folder.close());
	const path = scratch(t)('kontor.conf', `data = ${folder.dir}\nlog_level = warn\n`);
	const add = spawnSync(
		program,
		['user', 'add', '--config', path, '--email', owner.email, '--password-stdin', '--workspace', 'Loja'],
		{ encoding: 'utf8', input: owner.password },
	);
	assert.equal(add.status, 0, add.stderr);
	const list = kontor('workspace', 'list', '--config', path);
	assert.equal(JSON.parse(list.stdout).items[0].name, 'Loja');
});

test('a quiet log stays quiet', async (t) => {
	const { server } = await startWithOwner({ args: ['--log-level', 'error'] });
	t.after(() => server.close());
	await server.stop();
	assert.equal(server.stderr, '');
});

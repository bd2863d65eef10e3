// As a service: sockets that are handed over, what the service manager is told, and what the process gives up.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { Server } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const probe = join(process.env.KONTOR_PROBES ?? join(root, 'build/asan/tests'), 'notify_probe');
const program = new Server({ dir: '/nowhere' }).program;

function scratch(t) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-service-'));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

/** A listening socket that can be handed over. */
async function listening(t) {
	const server = net.createServer();
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => server.close());
	return { port: server.address().port, fd: server._handle.fd };
}

/** The program with sockets from descriptor 3 on, as a service manager starts it. */
function activated(t, dir, fds, { args = [], env = {} } = {}) {
	const script = `LISTEN_PID=$$ LISTEN_FDS=${fds.length} exec "$@"`;
	const child = spawn('sh', ['-c', script, 'sh', program, 'serve', '--data', join(dir, 'data'), ...args], {
		stdio: ['ignore', 'pipe', 'pipe', ...fds],
		env: { ...process.env, ...env },
	});
	const run = { child, stdout: '', stderr: '', code: null };
	child.stdout.on('data', (text) => (run.stdout += text));
	child.stderr.on('data', (text) => (run.stderr += text));
	child.on('close', (code, signal) => (run.code = code ?? signal));
	t.after(() => run.code === null && child.kill('SIGKILL'));
	return run;
}

const ask = (port, path) =>
	new Promise((resolve, reject) => {
		http.get({ host: '127.0.0.1', port, path, agent: false }, (reply) => {
			reply.resume();
			resolve(reply.statusCode);
		}).on('error', reject);
	});

test('sockets that are handed over are the ones it listens on', async (t) => {
	const dir = scratch(t);
	const [one, two] = [await listening(t), await listening(t)];
	const run = activated(t, dir, [one.fd, two.fd], { args: ['--listen', '127.0.0.1:1'] });
	await until(() => run.stdout.includes('listens on') || run.code !== null);
	assert.match(run.stdout, new RegExp(`listens on http://127\\.0\\.0\\.1:${one.port}\n.*127\\.0\\.0\\.1:${two.port}\n`, 's'));
	assert.ok(!run.stdout.includes(':1\n'), 'what `listen` says is not opened');
	for (const { port } of [one, two]) assert.equal(await ask(port, '/readyz'), 200);
	run.child.kill('SIGTERM');
	await until(() => run.code !== null, 60_000);
	assert.equal(run.code, 0, run.stderr);
});

test('what does not listen is refused', async (t) => {
	const run = activated(t, scratch(t), ['pipe']);
	await until(() => run.code !== null, 60_000);
	assert.equal(run.code, 1);
	assert.equal(run.stderr, 'kontor: the socket 3 that was handed over does not listen.\n');
});

test('sockets meant for another process are not touched', async (t) => {
	const server = await Server.start({ env: { LISTEN_PID: '1', LISTEN_FDS: '1' } });
	t.after(() => server.close());
	assert.equal(await ask(server.port, '/healthz'), 200);
});

test('the service manager hears when it is ready, lives and stops', async (t) => {
	const dir = scratch(t), path = join(dir, 'notify');
	const ear = spawn(probe, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
	t.after(() => ear.kill('SIGKILL'));
	let heard = '';
	ear.stdout.on('data', (text) => (heard += text));
	await until(() => heard.includes('ready'));
	const server = new Server({ env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: '400000' } });
	await server.start();
	t.after(() => server.close());
	await until(() => heard.split('WATCHDOG=1\n').length > 3);
	await server.stop();
	await until(() => heard.includes('STOPPING=1\n'));
	const words = heard.trim().split('\n').slice(1);
	assert.equal(words[0], 'READY=1');
	assert.equal(words.at(-1), 'STOPPING=1');
	assert.ok(words.slice(1, -1).every((word) => word === 'WATCHDOG=1'));
});

test('once it has started no thread can run programs, and nothing is dumped', async (t) => {
	const server = await Server.start();
	t.after(() => server.close());
	const tasks = readdirSync(`/proc/${server.pid}/task`);
	assert.ok(tasks.length > 10);
	for (const task of tasks) {
		const status = readFileSync(`/proc/${server.pid}/task/${task}/status`, 'utf8');
		assert.match(status, /^NoNewPrivs:\t1$/m);
		assert.match(status, /^Seccomp:\t2$/m, `thread ${task}`);
	}
	assert.match(readFileSync(`/proc/${server.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
	assert.ok(!server.stderr.includes('no-seccomp'));
});

test('with a folder for backups it writes there and nowhere else', async (t) => {
	const dir = scratch(t), allowed = join(dir, 'backups'), other = join(dir, 'elsewhere');
	const server = await Server.start({ args: ['--backup-folder', allowed] });
	t.after(() => server.close());
	await server.addUser();
	const done = await server.run(['backup', '--out', allowed]);
	assert.equal(done.code, 0, done.stderr);
	if (server.stderr.includes('serve.no-landlock')) return t.diagnostic('this kernel has no Landlock');
	assert.equal((await server.run(['backup', '--out', other])).code, 1);
	assert.throws(() => readdirSync(other), { code: 'ENOENT' });
});

test('the unit leaves the service next to nothing', (t) => {
	const done = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', join(root, 'packaging/kontor.service')], {
		encoding: 'utf8',
	});
	assert.equal(done.error, undefined, 'systemd-analyze is there');
	const [, level] = /Overall exposure level for kontor\.service: ([\d.]+)/.exec(done.stdout) ?? assert.fail(done.stdout + done.stderr);
	t.diagnostic(`exposure ${level}`);
	assert.ok(Number(level) <= 1.5, `exposure ${level}`);
});

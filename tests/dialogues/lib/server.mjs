// server.mjs: starts the real program on a data folder and ends it. The only launcher of the project:
// dialogues, kill tests, benchmarks and Playwright use it. What it may not know: HTTP (client.mjs).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from './client.mjs';
import { until } from './until.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

// The sanitized program finds more; the release one is the one that is shipped: kill, canary and
// timing tests take that.
const programs = {
	asan: process.env.KONTOR ?? join(root, 'build/asan/src/kontor'),
	release: process.env.KONTOR_RELEASE ?? join(root, 'build/release/src/kontor'),
};

const START_MS = 60_000; // a busy machine under AddressSanitizer
const STOP_MS = 60_000;
const alarms = /(Address|Leak|Thread|Memory|UndefinedBehavior)Sanitizer|runtime error:|\bBUG\b/;

export const owner = { email: 'rosa.prado@example.test', password: 'correct horse battery', name: 'Rosa Prado' };

export class Server {
	#child = null;
	#ended = null;
	#made = false; // the folder is ours to remove

	/**
	 * build: "asan" or "release". dir: a data folder that stays; none: a new one that goes with close().
	 * args, env: more of both for `serve`; how much one may ask for is not limited unless args say so. wrap: what runs the program, before its name (taskset …).
	 */
	constructor({ build = 'asan', dir, args = [], env = {}, wrap = [] } = {}) {
		this.build = build;
		this.program = programs[build];
		this.#made = dir === undefined;
		this.dir = dir ?? mkdtempSync(join(tmpdir(), 'kontor-'));
		this.args = args;
		this.env = env;
		this.wrap = wrap;
		this.stdout = '';
		this.stderr = ''; // of every start, in order
		this.port = 0;
	}

	static async start(options) {
		const server = new Server(options);
		await server.start();
		return server;
	}

	get pid() {
		return this.#child?.pid;
	}

	get running() {
		return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** Starts on the folder; again after stop() or kill(). Returns when it listens. */
	async start() {
		const command = [
			...this.wrap,
			this.program,
			'serve',
			'--data',
			this.dir,
			'--listen',
			'127.0.0.1:0',
			...(this.args.includes('--api-cost-per-minute') ? [] : ['--api-cost-per-minute', '0']),
			...this.args,
		];
		this.stdout = '';
		this.#child = spawn(command[0], command.slice(1), {
			stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, ...this.env },
		});
		this.#ended = once(this.#child, 'close');
		this.#child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout += text));
		this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
		const address = /listens on (https?):\/\/[^\s]*:(\d+)/;
		await until(() => address.test(this.stdout) || !this.running, START_MS);
		const [, scheme, port] = address.exec(this.stdout) ?? [];
		if (port === undefined) throw new Error(`the server did not start:\n${this.stdout}${this.stderr}`);
		this.scheme = scheme;
		this.port = Number(port);
	}

	/** SIGTERM, and what it said on the way: the exit code must be 0 and no sanitizer may have spoken. */
	async stop() {
		if (this.#child === null) return;
		if (this.running) this.signal('SIGTERM');
		await this.ended(); // also when it has ended by itself, which is judged the same
	}

	/** Waits until it has ended by itself or by a signal sent before, and judges it. */
	async ended() {
		const deadline = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
		const [code, signal] = await this.#ended;
		clearTimeout(deadline);
		this.#child = null;
		if (code !== 0) throw new Error(`the server ended with ${code ?? signal}:\n${this.stderr}`);
		this.judge();
	}

	/** Fails when a sanitizer or an assertion spoke on stderr. */
	judge() {
		if (alarms.test(this.stderr)) throw new Error(`the server complained:\n${this.stderr}`);
	}

	/** SIGKILL: as a power cut, but for what the kernel holds. */
	async kill() {
		if (!this.running) return this.stop();
		this.signal('SIGKILL');
		await this.#ended;
		this.#child = null;
		this.judge();
	}

	signal(name) {
		process.kill(this.#child.pid, name);
	}

	async restart() {
		await this.stop();
		await this.start();
	}

	/** Fails unless every workspace's store is whole, its derived columns are right and its audit chain holds. */
	async assertSound() {
		const { items } = (await this.admin.get('/admin/v1/workspaces')).is(200);
		for (const { id } of items) {
			const { integrity, recount, files, audit_broken_at } = (
				await this.admin.get(`/admin/v1/workspaces/${id}:check`)
			).is(200);
			assert.deepEqual(
				{ integrity, recount, files, audit_broken_at },
				{ integrity: 'ok', recount: '', files: '', audit_broken_at: 0 },
			);
		}
	}

	/** Whatever a test did, it leaves a sound store; then stops and removes the folder. */
	async close() {
		try {
			if (this.running) await this.assertSound();
		} finally {
			await this.stop().finally(() => this.#clean());
		}
	}

	#clean() {
		if (this.#made) rmSync(this.dir, { recursive: true, force: true });
	}

	/** Runs `kontor WORD… --data DIR` to its end. input: its stdin. */
	async run(words, { input = '', data = true, env = {} } = {}) {
		const args = data ? [...words, '--data', this.dir] : words;
		const child = spawn(this.program, args, { env: { ...process.env, ...this.env, ...env } });
		const result = { stdout: '', stderr: '' };
		for (const name of ['stdout', 'stderr'])
			child[name].setEncoding('utf8').on('data', (text) => (result[name] += text));
		child.stdin.on('error', () => {}); // it may end without reading
		child.stdin.end(input);
		const [code, signal] = await once(child, 'close');
		if (alarms.test(result.stderr)) throw new Error(`kontor ${words.join(' ')} complained:\n${result.stderr}`);
		return { code: code ?? signal, ...result };
	}

	/** A client without credentials. */
	client(options = {}) {
		return new Client({ server: this, ...options });
	}

	/** The socket in the data folder: what the commands use. */
	get admin() {
		return new Client({ server: this, socketPath: join(this.dir, 'kontor.sock') });
	}

	/** Adds an account (once) and a workspace that it owns: {user_id, workspace_id}. */
	async addUser({ workspace = 'Loja Central', ...account } = {}) {
		const reply = await this.admin.post('/admin/v1/users', { ...owner, workspace, role: 'owner', ...account });
		return reply.is(201);
	}

	/** Adds an account (once) and its place in a workspace that is there; gives a client with its token. */
	async addMember({ workspace_id, role, email = `${role}@example.test`, name = `The ${role}` }) {
		const { password } = owner;
		(await this.admin.post('/admin/v1/users', { email, name, password, workspace_id, role })).is(201);
		return this.token({ workspace_id, email });
	}

	/** A client that sends a token for the workspace. */
	async token({ workspace_id, email = owner.email, scope = 'full' }) {
		const reply = await this.admin.post('/admin/v1/tokens', { email, workspace_id, scope });
		return this.client({ token: reply.is(201).token, workspace: workspace_id });
	}
}

/** A running server with an owner and their workspace; api holds a full token for it. */
export async function startWithOwner(options = {}) {
	const server = await Server.start(options);
	try {
		const ids = await server.addUser(options.account);
		const api = await server.token({ workspace_id: ids.workspace_id, email: options.account?.email });
		return { server, api, ...ids };
	} catch (error) {
		await server.close();
		throw error;
	}
}

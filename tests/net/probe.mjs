// probe.mjs: starts net_probe and talks to it byte by byte. The only launcher and the only client of
// the tests in this folder.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(process.env.KONTOR_PROBES ?? join(root, 'build/asan/tests'), 'net_probe');

/** A running server: its port, what it said on stderr, its counters. Stopped with the test. */
export async function startProbe(t, options = {}, spawnOptions = {}) {
	const args = Object.entries({ listen: '127.0.0.1:0', ...options })
		.filter(([, value]) => value !== null)
		.map(([name, value]) => `${name}=${value}`);
	const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...spawnOptions });
	const probe = { child, stdout: '', stderr: '', ended: once(child, 'exit') };
	child.stderr.setEncoding('utf8').on('data', (text) => (probe.stderr += text));
	child.stdout.setEncoding('utf8').on('data', (text) => (probe.stdout += text));
	probe.talks = [];
	t.after(async () => {
		for (const talk of probe.talks) talk.destroy();
		child.kill('SIGTERM');
		const deadline = setTimeout(() => child.kill('SIGKILL'), 20_000);
		const [code, signal] = await probe.ended;
		clearTimeout(deadline);
		if (code !== 0) throw new Error(`the probe ended with ${code ?? signal}:\n${probe.stderr}`);
	});
	await until(() => probe.stdout.includes('\n') || child.exitCode !== null);
	const [, port] = /^ready (\d+)/.exec(probe.stdout) ?? [];
	if (port === undefined) throw new Error(`the probe did not start: ${probe.stdout}${probe.stderr}`);
	probe.port = Number(port);
	probe.counts = async () => JSON.parse((await get(probe, '/counts')).body);
	return probe;
}

/** What a server says that cannot start: "IO", "INVALID", "KEY". */
export function refusesToStart(options) {
	const args = Object.entries({ listen: '127.0.0.1:0', ...options }).map(([name, value]) => `${name}=${value}`);
	const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
	return status === 1 ? /^failed (\w+)/.exec(stdout)?.[1] : `ended with ${status}`;
}

/** Waits for a condition; there is no other waiting in these tests. */
export async function until(condition, ms = 15_000) {
	const deadline = Date.now() + ms;
	for (;;) {
		const value = await condition();
		if (value) return value;
		if (Date.now() > deadline) throw new Error(`waited ${ms} ms for ${condition}`);
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

/** A raw connection: what has come is one latin1 string, taken from the front. */
export class Talk {
	constructor(stream) {
		this.stream = stream;
		this.text = '';
		this.closed = false;
		this.reset = false;
		stream.on('data', (data) => (this.text += data.toString('latin1')));
		stream.on('end', () => (this.closed = true));
		stream.on('close', () => (this.closed = true));
		stream.on('error', () => (this.reset = true));
	}

	static async to(probe, options = {}) {
		const stream = net.connect({ host: '127.0.0.1', port: probe.port, allowHalfOpen: true, ...options });
		await once(stream, 'connect');
		stream.setNoDelay(true);
		return Talk.over(probe, stream);
	}

	/** Over a stream of another kind; it ends with the test, as all do. */
	static over(probe, stream) {
		const talk = new Talk(stream);
		probe.talks.push(talk);
		return talk;
	}

	send(text) {
		this.stream.write(Buffer.from(text, 'latin1'));
		return this;
	}

	/** Sends in pieces that arrive one by one. */
	async sendCut(text, cut) {
		for (let at = 0; at < text.length && !this.closed; at += cut) {
			this.send(text.slice(at, at + cut));
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	async take(length) {
		await until(() => this.text.length >= length || this.closed);
		if (this.text.length < length) throw new Error(`closed after ${JSON.stringify(this.text)}`);
		const taken = this.text.slice(0, length);
		this.text = this.text.slice(length);
		return taken;
	}

	async takeThrough(mark) {
		await until(() => this.text.includes(mark) || this.closed);
		const at = this.text.indexOf(mark);
		if (at < 0) throw new Error(`closed before ${JSON.stringify(mark)}: ${JSON.stringify(this.text)}`);
		return this.take(at + mark.length);
	}

	async ends() {
		await until(() => this.closed);
		return this.text;
	}

	/** One reply. headers: lower-case names. bodiless: of a HEAD request. */
	async reply({ bodiless = false } = {}) {
		const head = await this.takeThrough('\r\n\r\n');
		const [line, ...rest] = head.slice(0, -4).split('\r\n');
		const headers = Object.fromEntries(rest.map((header) => {
			const at = header.indexOf(': ');
			return [header.slice(0, at).toLowerCase(), header.slice(at + 2)];
		}));
		const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)[1]);
		let body = '';
		if (!bodiless && headers['content-length'] !== undefined)
			body = await this.take(Number(headers['content-length']));
		else if (!bodiless && headers['transfer-encoding'] === 'chunked') body = await this.chunks();
		return { status, headers, body, head };
	}

	async chunks() {
		let body = '';
		for (;;) {
			const size = parseInt(await this.takeThrough('\r\n'), 16);
			body += await this.take(size);
			await this.takeThrough('\r\n');
			if (size === 0) return body;
		}
	}

	destroy() {
		this.stream.destroy();
	}
}

export const request = (method, path, { headers = [], body = '' } = {}) =>
	[`${method} ${path} HTTP/1.1`, 'Host: probe', ...headers, ...(body ? [`Content-Length: ${body.length}`] : []), '', body]
		.join('\r\n');

export async function get(probe, path, headers = []) {
	const talk = await Talk.to(probe);
	const reply = await talk.send(request('GET', path, { headers: [...headers, 'Connection: close'] })).reply();
	talk.destroy();
	return reply;
}

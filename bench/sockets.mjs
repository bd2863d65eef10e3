// sockets.mjs: the bars of connections: one write to a thousand sockets, what an idle socket keeps in
// memory, and what five hundred slow clients cost the others. Its readers only count frames, so that
// the box measures the server and not them.
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { startWithOwner } from '../tests/dialogues/lib/server.mjs';
import { until } from '../tests/dialogues/lib/until.mjs';

const TOKENS = 40; // one may hold some 64 sockets on each loop
const manyTokens = ['--tokens-max', '100'];
const WRITES = 1000;
const AT_ONCE = 16;
const SLOW = 500;

/** Connects, shakes hands, then counts text frames; the last text stays to be looked at. */
class Reader {
	#bytes = Buffer.alloc(0);
	#upgraded = false;
	frames = 0;

	constructor(socket, ticket) {
		this.socket = socket;
		socket.on('data', (data) => this.#receive(data)).on('error', () => {});
		socket.write(
			'GET /api/v1/feed HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
				`Sec-WebSocket-Protocol: kontor.feed.v1, ${ticket}\r\n\r\n`,
		);
	}

	#receive(data) {
		let bytes = this.#bytes.length === 0 ? data : Buffer.concat([this.#bytes, data]);
		let at = 0;
		if (!this.#upgraded) {
			const end = bytes.indexOf('\r\n\r\n');
			if (end >= 0) {
				if (!bytes.toString('latin1', 0, 12).endsWith('101')) throw new Error(bytes.toString());
				this.#upgraded = true;
				at = end + 4;
			}
		}
		while (this.#upgraded && bytes.length >= at + 2) {
			const short = bytes[at + 1];
			const from = at + (short < 126 ? 2 : 4);
			if (bytes.length < from) break;
			const length = short < 126 ? short : bytes.readUInt16BE(at + 2);
			if (bytes.length < from + length) break;
			if ((bytes[at] & 15) === 1) this.frames++;
			at = from + length;
		}
		this.#bytes = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
	}
}

/** Opens n sockets; each has had its hello when this returns. */
async function openReaders({ server, workspace_id }, n) {
	const clients = [];
	for (let i = 0; i < TOKENS; i++) clients.push(await server.token({ workspace_id }));
	const readers = [];
	const connect = server.scheme === 'https' ? tls.connect : net.connect;
	for (let i = 0; i < n; i++) {
		const { ticket } = (await clients[i % TOKENS].post('feed_tickets')).is(200);
		const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false });
		await once(socket, server.scheme === 'https' ? 'secureConnect' : 'connect');
		readers.push(new Reader(socket, ticket));
	}
	await until(() => readers.every(({ frames }) => frames === 1), 60_000);
	return readers;
}

function drop(readers) {
	for (const { socket } of readers) socket.destroy();
}

const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

/** Deliveries a second of n sockets, and µs of the server's CPU for each. */
export async function measureDeliveries(n, cpuOf) {
	const world = await startWithOwner({ build: 'release', args: manyTokens });
	const { server, api } = world;
	try {
		const readers = await openReaders(world, n);
		const cpu = cpuOf(server.pid);
		const begun = performance.now();
		let left = WRITES;
		const write = async () => {
			while (left-- > 0) (await api.post('contacts', { name: `Contact ${left}` })).is(201);
		};
		await Promise.all(Array.from({ length: AT_ONCE }, write));
		await until(() => readers.every(({ frames }) => frames === 1 + WRITES), 60_000);
		const seconds = (performance.now() - begun) / 1000;
		const us = cpuOf(server.pid) - cpu;
		drop(readers);
		return { rate: (WRITES * n) / seconds, us: us / (WRITES * n) };
	} finally {
		await server.close();
	}
}

function certificate() {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-bench-'));
	const [cert, key] = ['cert.pem', 'key.pem'].map((name) => join(dir, name));
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
		.concat(['-subj', '/CN=localhost', '-keyout', key, '-out', cert]), { stdio: 'ignore' });
	return { args: ['--tls-cert', cert, '--tls-key', key], remove: () => rmSync(dir, { recursive: true }) };
}

/** Bytes of the server's memory for each of n sockets that nobody says anything on. */
export async function measureIdle(n, secure) {
	const pair = secure ? certificate() : { args: [], remove() {} };
	const world = await startWithOwner({ build: 'release', args: [...manyTokens, ...pair.args] });
	try {
		drop(await openReaders(world, 100)); // what the first ones cost is not theirs: pools, caches
		await until(async () => (await gauge(world.server, 'websockets')) === 0, 20_000);
		const before = rssOf(world.server.pid);
		const readers = await openReaders(world, n);
		const bytes = (rssOf(world.server.pid) - before) / n;
		drop(readers);
		return bytes;
	} finally {
		await world.server.close();
		pair.remove();
	}
}

const gauge = async (server, name) =>
	Number(new RegExp(`^kontor_${name} (\\d+)$`, 'm').exec((await server.admin.get('/metrics')).text)[1]);
const connections = (server) => gauge(server, 'connections');

/** Three seconds of 16 quick clients. */
async function quick(server, token) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-bench-'));
	try {
		const file = join(dir, 'quick.lua');
		writeFileSync(file, `wrk.headers["Authorization"] = "Bearer ${token}"`);
		const address = `http://127.0.0.1:${server.port}/api/v1/contacts?limit=50`;
		const { stdout } = await promisify(execFile)('wrk', ['-t1', '-c16', '-d3s', '-s', file, address]);
		const read = (pattern) => Number(pattern.exec(stdout)[1]);
		return { rate: read(/Requests\/sec:\s+([\d.]+)/), requests: read(/(\d+) requests in/) };
	} finally {
		rmSync(dir, { recursive: true });
	}
}

/** A client that keeps its connection busy without getting on: head, body or answer by the byte. */
class Slow {
	constructor(server, token, kind) {
		Object.assign(this, { server, token, kind, sent: 0 });
		this.#connect();
	}

	#connect() {
		const head = `Host: localhost\r\nAuthorization: Bearer ${this.token}\r\n`;
		const starts = {
			head: 'GET /api/v1/contacts HTTP/1.1\r\nX-Slow: ',
			body: `POST /api/v1/contacts HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n`,
			answer: `GET /api/v1/openapi.json HTTP/1.1\r\n${head}\r\n`.repeat(20),
		};
		this.socket = net.connect({ host: '127.0.0.1', port: this.server.port, highWaterMark: 1 });
		this.socket.on('error', () => {}).on('close', () => this.stopped || this.#connect());
		this.socket.write(starts[this.kind]);
		if (this.kind === 'answer') this.socket.pause();
	}

	/** One byte more, or one less to read. */
	drip() {
		if (this.kind === 'answer') this.socket.read(1);
		else if (this.socket.writable) this.socket.write(' ');
	}

	stop() {
		this.stopped = true;
		this.socket.destroy();
	}
}

/** Waits until they have all begun and only drip: what it costs to greet them is not what is asked. */
async function settled(server, cpuOf) {
	for (let quiet = 0, before = cpuOf(server.pid); quiet < 3;) {
		await setTimeout(400);
		const now = cpuOf(server.pid);
		quiet = now - before <= 20_000 ? quiet + 1 : 0;
		before = now;
	}
}

/** What the others get while slow clients are there, and without them: {rate, us}, µs of CPU each. */
export async function measureSlow(cpuOf) {
	const { server, api } = await startWithOwner({ build: 'release' });
	const kinds = ['head', 'body', 'answer'];
	const rounds = { without: [], beside: [] };
	const measure = async () => {
		const cpu = cpuOf(server.pid);
		const { rate, requests } = await quick(server, api.token);
		return { rate, us: (cpuOf(server.pid) - cpu) / requests };
	};
	try {
		for (let i = 0; i < 60; i++) (await api.post('contacts', { name: `Contact ${i}` })).is(201);
		await quick(server, api.token);
		for (let round = 0; round < 3; round++) {
			rounds.without.push(await measure());
			const slow = Array.from({ length: SLOW }, (_, i) => new Slow(server, api.token, kinds[i % 3]));
			const timer = setInterval(() => slow.forEach((one) => one.drip()), 1000);
			await until(async () => (await connections(server)) >= SLOW, 20_000);
			await settled(server, cpuOf);
			rounds.beside.push(await measure());
			clearInterval(timer);
			for (const one of slow) one.stop();
			await until(async () => (await connections(server)) < 50, 60_000);
		}
	} finally {
		await server.close();
	}
	const least = (list) => list.toSorted((a, b) => a.us - b.us)[0];
	return { without: least(rounds.without), beside: least(rounds.beside) };
}

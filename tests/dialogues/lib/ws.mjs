// ws.mjs: a small WebSocket client (RFC 6455), so that tests see every frame and can read slowly; and
// the feed on top of it: a ticket, hello, and each message as it came.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { noteHit, query } from './client.mjs';
import { until } from './until.mjs';

export const FEED_PROTOCOL = 'kontor.feed.v1';

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

export class WebSocket {
	#bytes = Buffer.alloc(0);
	messages = []; // texts, in order
	code = null; // of the close, once it is closed; 1006: without one
	reason = '';

	constructor(socket, protocol) {
		this.socket = socket;
		this.protocol = protocol;
		socket.on('data', (data) => this.#receive(data));
		socket.on('error', () => {});
		socket.on('close', () => (this.code ??= 1006));
	}

	/** {ws} or, when the server refuses, {status, text}. protocols: a list. */
	static open(client, path, protocols, headers = {}) {
		const key = randomBytes(16).toString('base64');
		const sent = http.request({
			host: '127.0.0.1',
			port: client.server.port,
			path,
			agent: false,
			headers: {
				Connection: 'Upgrade',
				Upgrade: 'websocket',
				'Sec-WebSocket-Version': '13',
				'Sec-WebSocket-Key': key,
				...(protocols.length > 0 ? { 'Sec-WebSocket-Protocol': protocols.join(', ') } : {}),
				...headers,
			},
		});
		return new Promise((resolve, reject) => {
			sent.on('error', reject);
			sent.on('response', (message) => {
				let text = '';
				message.setEncoding('utf8').on('data', (piece) => (text += piece));
				message.on('end', () => resolve({ status: message.statusCode, text }));
			});
			sent.on('upgrade', (message, socket, head) => {
				const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
				assert.equal(message.headers['sec-websocket-accept'], accept);
				noteHit('GET', path, message.statusCode);
				const ws = new WebSocket(socket, message.headers['sec-websocket-protocol']);
				if (head.length > 0) ws.#receive(head);
				resolve({ status: message.statusCode, ws });
			});
			sent.end();
		});
	}

	#receive(data) {
		this.#bytes = Buffer.concat([this.#bytes, data]);
		for (let frame; (frame = this.#take()) !== null;) this.#handle(frame);
	}

	/** One whole frame from the front, or null. Servers never mask, and ours never splits a message. */
	#take() {
		const bytes = this.#bytes;
		if (bytes.length < 2) return null;
		const [first, second] = bytes;
		assert.equal(first & 0xf0, 0x80, 'a frame is final and has no extension bits');
		assert.equal(second & 0x80, 0, 'a server does not mask');
		const short = second & 0x7f;
		const from = short < 126 ? 2 : short === 126 ? 4 : 10;
		if (bytes.length < from) return null;
		const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
		if (bytes.length < from + length) return null;
		this.#bytes = bytes.subarray(from + length);
		return { opcode: first & 0x0f, payload: bytes.subarray(from, from + length) };
	}

	#handle({ opcode, payload }) {
		if (opcode === opcodes.text) {
			this.messages.push(payload.toString('utf8'));
		} else if (opcode === opcodes.ping) {
			this.#send(opcodes.pong, payload);
		} else if (opcode === opcodes.close) {
			this.code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
			this.reason = payload.subarray(2).toString('utf8');
			this.#send(opcodes.close, payload.subarray(0, 2));
			this.socket.end();
		}
	}

	#send(opcode, payload) {
		const mask = randomBytes(4);
		const head = [0x80 | opcode];
		if (payload.length < 126) head.push(0x80 | payload.length);
		else head.push(0x80 | 126, payload.length >> 8, payload.length & 255);
		this.socket.write(Buffer.concat([Buffer.from(head), mask, payload.map((byte, i) => byte ^ mask[i & 3])]));
	}

	send(text) {
		this.#send(opcodes.text, Buffer.from(text));
	}

	/** Says good-bye and waits until the server has, too. */
	async close() {
		if (this.code === null) this.#send(opcodes.close, Buffer.from([3, 232]));
		await until(() => this.socket.destroyed || this.code !== null);
		this.socket.destroy();
	}

	/** As a laptop that falls asleep: no good-bye. */
	drop() {
		this.socket.destroy();
	}

	/** Stops and goes on reading: the server's queue fills up meanwhile. */
	pause() {
		this.socket.pause();
	}

	resume() {
		this.socket.resume();
	}

	/** Waits for the close and gives its code. */
	async closed(ms) {
		await until(() => this.code !== null, ms);
		return this.code;
	}
}

/** The feed as a browser sees it. Everything received is in .frames; rows as they now are, in .rows. */
export class Feed {
	#read = 0;
	rows = new Map(); // "contacts/ID" → row
	frames = [];
	seq = 0;
	epoch = null;

	constructor(ws) {
		this.ws = ws;
	}

	/** since, epoch: resumes there. Waits for hello. */
	static async follow(client, { since, epoch, headers } = {}) {
		const { ticket } = (await client.post('feed_tickets')).is(200);
		const opened = await Feed.open(client, ticket, { since, epoch, headers });
		assert.equal(opened.status, 101, opened.text);
		const feed = new Feed(opened.ws);
		await until(() => feed.take() && feed.epoch !== null);
		return feed;
	}

	/** The bare handshake with a ticket, as WebSocket.open gives it. */
	static open(client, ticket, { since, epoch, headers, protocols = [FEED_PROTOCOL, ticket] } = {}) {
		return WebSocket.open(client, `/api/v1/feed${query({ since, epoch })}`, protocols, headers);
	}

	/** Takes in what has come; true, so that it can stand in a condition. */
	take() {
		while (this.#read < this.ws.messages.length) this.#apply(JSON.parse(this.ws.messages[this.#read++]));
		return true;
	}

	#apply(frame) {
		this.frames.push(frame);
		if (frame.hello) ({ epoch: this.epoch, seq: this.seq } = frame.hello);
		for (const { record, id, op, row, seq } of frame.changes ?? []) {
			const key = `${record}/${id}`;
			if (op === 'put') this.rows.set(key, row);
			else this.rows.delete(key);
			this.seq = Math.max(this.seq, seq);
		}
		if (frame.reload !== undefined) this.seq = Math.max(this.seq, frame.seq);
	}

	/** Every change so far, in the order it came. */
	get changes() {
		this.take();
		return this.frames.flatMap((frame) => frame.changes ?? []);
	}

	/** Waits until a change matches; gives the last that does. */
	async change(match, ms) {
		let found;
		await until(() => (found = this.changes.findLast(match)), ms);
		return found;
	}

	/** Waits for a frame that matches. */
	async frame(match, ms) {
		let found;
		await until(() => this.take() && (found = this.frames.find(match)), ms);
		return found;
	}

	/** Waits until everything up to the position has come: the caller made a change there. */
	async reaches(seq, ms) {
		await until(() => this.take() && this.seq >= seq, ms);
	}

	close() {
		return this.ws.close();
	}
}

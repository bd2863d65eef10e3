// client.mjs: the only HTTP client of the tests: any header, any body, nothing hidden, over TCP or the
// admin socket. Paths without a leading slash lie under /api/v1/.
//
// With KONTOR_HITS each reply leaves a line "METHOD /path STATUS" there: tools/check-routes reads it.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { gunzipSync } from 'node:zlib';

const hitsFile = process.env.KONTOR_HITS;

export function noteHit(method, path, status) {
	if (hitsFile) appendFileSync(hitsFile, `${method} ${path.replace(/\?.*/s, '')} ${status}\n`);
}

/** "?a=1&b=2"; a list gives its name several times; absent values are left out. */
export function query(params) {
	const all = new URLSearchParams();
	for (const [name, value] of Object.entries(params))
		for (const one of [value].flat()) if (one !== undefined) all.append(name, one);
	return all.size === 0 ? '' : `?${all}`;
}

export class Reply {
	constructor(what, { status, headers, bytes }) {
		this.what = what; // "POST /api/v1/contacts", for messages
		this.status = status;
		this.headers = headers;
		this.bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
	}

	get text() {
		return this.bytes.toString('utf8');
	}

	get json() {
		return this.bytes.length === 0 ? null : JSON.parse(this.text);
	}

	/** Asserts the status and gives the body. */
	is(status) {
		assert.equal(this.status, status, `${this.what}: ${this.status} ${this.text.slice(0, 2000)}`);
		return this.json;
	}

	/** Asserts that it is a problem of this status and slug, in its declared shape; gives it. */
	refuses(status, slug) {
		const problem = this.is(status);
		assert.match(this.headers['content-type'], /^application\/problem\+json/);
		assert.equal(this.headers['cache-control'], 'no-store');
		assert.match(problem.type, new RegExp(`(^|[/:])${slug}$`), `${this.what}: ${this.text}`);
		assert.equal(problem.status, status);
		assert.equal(typeof problem.title, 'string');
		assert.equal(problem.request_id, this.headers['x-request-id']);
		return problem;
	}

	/** The flaws of a refused body, sorted: ["/name required", …]. */
	flaws(status = 422, slug = 'invalid') {
		const { errors } = this.refuses(status, slug);
		for (const { detail } of errors) assert.ok(detail.length > 0, `${this.what}: a flaw without words`);
		return errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();
	}
}

export class Client {
	#agents;

	/** server: whose port is used, also after a restart. token, or cookie and csrf; workspace: its id. */
	constructor({ server, socketPath, token, cookie, csrf, workspace, headers = {}, agents }) {
		this.server = server;
		this.socketPath = socketPath;
		this.token = token;
		this.cookie = cookie;
		this.csrf = csrf;
		this.workspace = workspace;
		this.headers = headers;
		const keep = { keepAlive: true, maxSockets: 64 };
		this.#agents = agents ?? {
			http: new http.Agent(keep),
			https: new https.Agent({ ...keep, rejectUnauthorized: false, maxCachedSessions: 0 }),
		};
	}

	/** The same with other credentials or headers; shares the connections. */
	with(changes) {
		const { server, socketPath, token, cookie, csrf, workspace, headers } = this;
		return new Client({
			server,
			socketPath,
			token,
			cookie,
			csrf,
			workspace,
			agents: this.#agents,
			...changes,
			headers: { ...headers, ...changes.headers },
		});
	}

	get host() {
		return `127.0.0.1:${this.server.port}`;
	}

	#head(body, extra) {
		const head = {};
		if (this.token) head.Authorization = `Bearer ${this.token}`;
		if (this.cookie) head.Cookie = this.cookie;
		if (this.csrf) head['Kontor-CSRF'] = this.csrf;
		if (this.cookie && this.workspace) head['Kontor-Workspace'] = this.workspace;
		if (body !== undefined) head['Content-Type'] = 'application/json';
		for (const [name, value] of Object.entries({ ...this.headers, ...extra }))
			if (value === null) delete head[name];
			else head[name] = value;
		return head;
	}

	/** body: text or bytes as they are, anything else as JSON. headers: null takes one out. */
	request(method, path, body, headers = {}) {
		const target = path.startsWith('/') ? path : `/api/v1/${path}`;
		const raw = typeof body === 'string' || body instanceof Uint8Array;
		const data = body === undefined || raw ? body : JSON.stringify(body);
		const head = this.#head(body, headers);
		if (data !== undefined && !head['Transfer-Encoding']) head['Content-Length'] = Buffer.byteLength(data);
		const scheme = this.socketPath ? 'http' : this.server.scheme;
		const where = this.socketPath ? { socketPath: this.socketPath } : { host: '127.0.0.1', port: this.server.port };
		const agent = this.#agents[scheme];
		return new Promise((resolve, reject) => {
			const { request } = scheme === 'https' ? https : http;
			const sent = request({ ...where, method, path: target, headers: head, agent }, (message) => {
				const pieces = [];
				message.on('data', (piece) => pieces.push(piece));
				message.on('error', reject);
				message.on('end', () => {
					noteHit(method, target, message.statusCode);
					resolve(
						new Reply(`${method} ${target}`, {
							status: message.statusCode,
							headers: message.headers,
							bytes: Buffer.concat(pieces),
						}),
					);
				});
			});
			sent.on('error', reject);
			sent.end(data);
		});
	}

	get(path, headers) {
		return this.request('GET', path, undefined, headers);
	}

	post(path, body, headers) {
		return this.request('POST', path, body, headers);
	}

	patch(path, body, headers) {
		return this.request('PATCH', path, body, headers);
	}

	delete(path, headers) {
		return this.request('DELETE', path, undefined, headers);
	}

	/** Creates a row and gives it. */
	async make(records, body) {
		return (await this.post(records, body)).is(201);
	}

	/** Every row of a list, page by page. */
	async all(records, params = {}) {
		const items = [];
		for (let after; ;) {
			const page = (await this.get(`${records}${query({ limit: 200, ...params, after })}`)).is(200);
			items.push(...page.items);
			after = page.next ?? undefined;
			if (after === undefined) return items;
		}
	}

	/** Signs in; gives a client with the cookie and the CSRF token, and the reply. */
	async signIn({ email, password }, workspace) {
		const reply = await this.post('session', { email, password });
		const { csrf, workspaces } = reply.is(200);
		const client = this.with({
			token: undefined,
			cookie: cookieOf(reply),
			csrf,
			workspace: workspace ?? workspaces[0]?.id,
		});
		return { client, reply };
	}

	/** Bytes on a fresh connection, and all that comes back until the server closes it. */
	raw(text) {
		return new Promise((resolve, reject) => {
			const pieces = [];
			const socket = net.connect({ host: '127.0.0.1', port: this.server.port }, () => socket.write(text));
			socket.on('data', (piece) => pieces.push(piece));
			socket.on('error', reject);
			socket.on('close', () => resolve(Buffer.concat(pieces).toString('utf8')));
		});
	}
}

/** "name=value" of the cookie that a reply sets. */
export function cookieOf(reply) {
	const [first] = reply.headers['set-cookie'] ?? [];
	assert.ok(first, `${reply.what} sets no cookie`);
	return first.split(';')[0];
}

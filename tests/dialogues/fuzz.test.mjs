// The description of the interface, held against the interface: what it allows is not refused for its
// form, what it does not allow is never accepted, every answer is as described, and nothing is a 5xx.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { valid } from '../differential/decode/schema.mjs';
import { query } from './lib/client.mjs';
import { Generator } from './lib/generate.mjs';
import { startWithOwner } from './lib/server.mjs';
import { makeWorld } from './lib/world.mjs';

const runs = process.env.KONTOR_SOAK ? 400 : 12; // of each kind, for each operation
const seed = Number(process.env.FUZZ_SEED ?? 20261125);
// What would sign us out, load the sample or wait for files is tried elsewhere.
const left = new Set([
	'DELETE /api/v1/session',
	'POST /api/v1/sample',
	'DELETE /api/v1/sample',
	'POST /api/v1/import_runs',
	'GET /api/v1/feed',
	'POST /api/v1/session',
]);

let server, api, document, all, generator;
const ids = {};

before(async () => {
	({ server, api } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR' })).is(200);
	document = (await api.get('openapi.json')).is(200);
	all = document.components.schemas;
	for (let i = 0; i < 3; i++) {
		const { rows } = await makeWorld(api, 1_000_000 * (i + 1)).catch((error) => ({ rows: {}, error }));
		for (const [record, { id }] of Object.entries(rows)) (ids[record] ??= []).push(id);
	}
	generator = new Generator({ seed, all, ids });
});
after(() => server.close());

function* operations() {
	for (const [path, item] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(item))
			if (!left.has(`${method.toUpperCase()} ${path}`)) yield { method: method.toUpperCase(), path, operation };
}

const bodyOf = ({ requestBody }) => requestBody?.content['application/json']?.schema;
const recordOf = (path) => path.split(/[/:]/)[3];

function request({ method, path, operation }, { noise = false, breaks = false } = {}) {
	const params = {};
	let target = path;
	for (const param of operation.parameters) {
		if (param.in === 'path')
			target = target.replace(
				`{${param.name}}`,
				noise && generator.chance(0.3) ? encodeURIComponent(generator.noise()) : generator.id(recordOf(path)),
			);
		else if (param.in === 'query' && (param.required || generator.chance(0.25)))
			params[param.name] = noise && generator.chance(0.3) ? generator.noise() : generator.param(param);
	}
	const schema = bodyOf(operation);
	let body = schema && generator.value(schema);
	if (breaks) body = generator.broken(body);
	return { method, target: target + query(params), params, body, allowed: !schema || valid(body, schema, all) };
}

/** Whether the answer is one that the description has; says what is wrong. */
function misfit({ operation, path }, { params }, reply) {
	if (reply.status >= 500) return 'a 5xx';
	const answer = operation.responses[reply.status] ?? operation.responses.default;
	if (reply.status < 400 && !operation.responses[reply.status])
		return `a status that is not described: ${reply.status}`;
	const media = Object.entries(answer.content ?? {});
	if (media.length === 0) return reply.text === '' ? null : 'a body where none is described';
	const [[type, { schema }]] = media;
	if (!reply.headers['content-type']?.startsWith(type)) return `the content type ${reply.headers['content-type']}`;
	if (!valid(reply.json, params.fields === undefined || !schema.properties?.items ? schema : partial(schema), all))
		return 'a body that is not as described';
	return reply.status === 400 &&
		!path.includes('?') &&
		Object.keys(params).length === 0 &&
		reply.json.type === '/problems/bad-query'
		? 'a complaint about a query that was not sent'
		: null;
}

/** A list by ?fields=: its rows lack what was not asked for. */
function partial(schema) {
	const { items, ...page } = schema.properties;
	const row = generator.resolve(items.items);
	return {
		...schema,
		properties: { ...page, items: { type: 'array', items: { type: 'object', properties: row.properties } } },
	};
}

async function run(one, options) {
	const made = request(one, options);
	const reply = await api.request(
		one.method,
		made.target,
		made.body === undefined ? undefined : JSON.stringify(made.body),
	);
	const problem =
		misfit(one, made, reply) ??
		(!made.allowed && reply.status < 400 ? 'what the schema does not allow was accepted' : null) ??
		(made.allowed && !options && reply.status === 400 && reply.json.type === '/problems/bad-json'
			? 'what the schema allows was refused as no JSON'
			: null);
	assert.equal(
		problem,
		null,
		`${problem}: ${one.method} ${made.target} ${JSON.stringify(made.body)?.slice(0, 500)} → ${reply.status} ${reply.text.slice(0, 500)} (FUZZ_SEED=${seed})`,
	);
	return reply.status;
}

test('what the description allows is answered as it says', async () => {
	const seen = new Map(); // those that a token may take at all: the rest is for people in a browser
	for (const one of operations())
		for (let i = 0; i < runs; i++) {
			const status = await run(one);
			if (status === 401 || status === 403) continue;
			seen.set(`${one.method} ${one.path}`, (seen.get(`${one.method} ${one.path}`) ?? 0) + (status < 400));
		}
	const never = [...seen].filter(([, successes]) => successes === 0).map(([name]) => name);
	assert.ok(never.length < seen.size / 4, `hardly anything succeeded: ${never}`);
});

test('what the description does not allow is refused, whatever it is', async () => {
	for (const one of operations())
		if (bodyOf(one.operation)) for (let i = 0; i < runs * 2; i++) await run(one, { breaks: true });
});

test('noise in addresses and queries is refused, not believed', async () => {
	for (const one of operations())
		if (one.operation.parameters.some((param) => param.in !== 'header'))
			for (let i = 0; i < runs; i++) await run(one, { noise: true });
});

test('bytes that are no request body at all are refused', async () => {
	const bodies = [
		'',
		'\u0000',
		'{',
		'[]',
		'"x"',
		'null',
		'{"a":1}'.repeat(3),
		'['.repeat(5000),
		`{"name":"${'\\u0041'.repeat(5000)}"}`,
		'{"name":1e999999}',
		'{"\\ud800":1}',
		Buffer.from([0xff, 0xfe, 0x7b]),
	];
	for (const one of operations()) {
		if (!bodyOf(one.operation)) continue;
		for (const body of bodies) {
			if (body === '' && !one.operation.requestBody.required) continue;
			const target = one.path.replace('{id}', ids[recordOf(one.path)]?.[0] ?? '');
			const reply = await api.request(one.method, target, body);
			assert.ok(
				reply.status >= 400 && reply.status < 500,
				`${one.method} ${target} ${String(body).slice(0, 40)}: ${reply.status}`,
			);
		}
	}
});

test('afterwards the server is well', async () => {
	assert.deepEqual((await api.get('/healthz')).is(200), { status: 'ok' });
	await server.restart();
	(await api.get('contacts?limit=1')).is(200);
});

// What is no route, no method, no JSON: every refusal has its status, its slug and its words.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

const id = '01900000-0000-7000-8000-000000000000';

test('addresses that are nothing are 404, whoever asks', async () => {
	const paths = [
		'nothing',
		'contacts/',
		'contacts//',
		'contacts/x',
		`contacts/${id.slice(1)}`,
		`contacts/${id}/`,
		`contacts/${id}/x`,
		`contacts/${id}:`,
		`contacts/${id}:nothing`,
		'contacts:',
		'contacts:nothing',
		'contact',
		'Contacts',
		'contacts%2f',
		'changes/',
		'users',
		'cell_entries',
		'custom_values',
		'jobs',
		'/api/v1',
		'/api/v1/',
		'/api',
		'/api/v2/contacts',
		'/admin/v1/workspaces',
		'/admin/v1/users',
		'contacts/../tags',
		'contacts/..%2ftags',
	];
	for (const path of paths) {
		const target = path.startsWith('/') ? path : `/api/v1/${path}`;
		(await api.get(target)).refuses(404, 'not-found');
		(await server.client().get(target)).refuses(404, 'not-found');
	}
});

test('a method that an address does not take is 405 and says which it takes', async () => {
	for (const [method, path, allow] of [
		['PUT', 'contacts', 'GET, POST'],
		['DELETE', 'contacts', 'GET, POST'],
		['POST', `contacts/${id}`, 'GET, PATCH, DELETE'],
		['PUT', `contacts/${id}`, 'GET, HEAD, PATCH, DELETE, OPTIONS'],
		['GET', `contacts/${id}:restore`, 'POST'],
		['POST', 'contacts:count', 'GET'],
		['GET', 'contacts:batch', 'POST'],
		['POST', 'members', 'GET'],
		['DELETE', `members/${id}`, 'GET'],
		['POST', 'search', 'GET'],
		['DELETE', 'workspace', 'GET, PATCH'],
		['POST', '/healthz', 'GET'],
		['PATCH', 'session', 'GET, POST, DELETE'],
	]) {
		const reply = await api.request(method, path);
		reply.refuses(405, 'method-not-allowed');
		const said = new Set(reply.headers.allow.split(', '));
		for (const one of allow.split(', '))
			assert.ok(said.has(one), `${method} ${path}: Allow: ${reply.headers.allow}`);
	}
	for (const method of ['TRACE', 'LOCK', 'PURGE'])
		(await api.request(method, 'contacts')).refuses(405, 'method-not-allowed');
});

test('OPTIONS says what an address takes, and nothing about other sites', async () => {
	const reply = await server
		.client()
		.request('OPTIONS', 'contacts', undefined, {
			Origin: 'https://elsewhere.example',
			'Access-Control-Request-Method': 'POST',
		});
	reply.is(204);
	assert.deepEqual(new Set(reply.headers.allow.split(', ')), new Set(['GET', 'HEAD', 'POST', 'OPTIONS']));
	for (const name of Object.keys(reply.headers)) assert.doesNotMatch(name, /^access-control-/);
});

test('HEAD is GET without the body', async () => {
	const tag = await api.make('tags', { name: 'head' });
	const get = await api.get(`tags/${tag.id}`);
	const head = await api.request('HEAD', `tags/${tag.id}`);
	assert.equal(head.text, '');
	for (const name of ['content-length', 'content-type', 'etag']) assert.equal(head.headers[name], get.headers[name]);
});

test('bodies are JSON and say so', async () => {
	const body = JSON.stringify({ name: 'typed' });
	for (const type of [
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/json-patch+json',
		'application/jsonx',
		'',
	])
		(await api.post('tags', body, { 'Content-Type': type })).refuses(415, 'media-type');
	(await api.post('tags', body, { 'Content-Type': null })).refuses(415, 'media-type');
	(await api.post('tags', body, { 'Content-Type': 'Application/JSON; charset=utf-8' })).is(201);
});

test('JSON is taken strictly', async () => {
	const bodies = [
		'',
		' ',
		'{',
		'{"name":"x"',
		'{"name":"x"}}',
		'{"name":"x"} x',
		'{"name":"x",}',
		"{'name':'x'}",
		'{name:"x"}',
		'{"name":"x"}\u0000',
		'{"name":"\t"}',
		'{"name":"\\x"}',
		'{"name":"\\ud800"}',
		'\ufeff{"name":"x"}',
		'{"name":NaN}',
		'{"position":01}',
		'{"position":+1}',
		'{"position":.5}',
		'/* */{"name":"x"}',
		'nul',
		`${'['.repeat(100_000)}`,
		`{"name":${'[['.repeat(200)}`,
	];
	for (const body of bodies) (await api.post('tags', body)).refuses(400, 'bad-json');
	(await api.post('tags', Buffer.from('7b226e616d65223a22ff227d', 'hex'))).refuses(400, 'bad-json');
	for (const body of ['[]', '"x"', '1', 'null', 'true'])
		assert.ok([400, 422].includes((await api.post('tags', body)).status), body);
});

test('all flaws of a body are told at once, each at its place', async () => {
	const body =
		'{"name":1,"colour":12,"position":-1,"zip":2,"version":3,"contact_count":4,"fold_key":"x","colour":2,"id":"x"}';
	assert.deepEqual((await api.post('tags', body)).flaws(), [
		'/colour out_of_range',
		'/colour repeated_field',
		'/contact_count read_only',
		'/fold_key unknown_field',
		'/id malformed',
		'/name wrong_type',
		'/position out_of_range',
		'/version read_only',
		'/zip unknown_field',
	]);
	assert.deepEqual(
		(
			await api.post('contacts', {
				name: ' ',
				lead_status: 'hot',
				birthday: '2027-02-30',
				company: 'x'.repeat(201),
				owner_id: 'me',
				created_at: 1,
				language: 'english please',
				identities: [{ kind: 'phone' }, { kind: 'pigeon', value: 'x', contact_id: id }, 7],
				tags: ['x', id, id],
				custom: { x: 1 },
				source: null,
			})
		).flaws(),
		[
			'/birthday malformed',
			'/company too_long',
			'/created_at read_only',
			'/custom/x unknown_field',
			'/identities/0/value required',
			'/identities/1/contact_id read_only',
			'/identities/1/kind not_a_choice',
			'/identities/2 wrong_type',
			'/language malformed',
			'/lead_status not_a_choice',
			'/name too_short',
			'/owner_id malformed',
			'/source required',
			'/tags/0 malformed',
			'/tags/1 no_such_record',
			'/tags/2 repeated_field',
		],
	);
});

test('a body that is too large is refused before it is read', async () => {
	(await api.post('tags', { name: 'x'.repeat(1_100_000) })).refuses(413, 'too-large');
	(await api.get('contacts')).is(200);
	(await api.request('DELETE', `tags/${id}`, 'x'.repeat(2000))).refuses(413, 'too-large');
});

test('a query that is no query is refused; a parameter nobody knows, too', async () => {
	for (const q of [
		'limit=0',
		'limit=201',
		'limit=x',
		'limit=',
		'sort=nothing',
		'sort=fold_key',
		'sort=colour',
		'fields=nothing',
		'fields=fold_key',
		'with=nothing',
		'zip=1',
		'name.like=x',
	])
		assert.equal((await api.get(`tags?${q}`)).status, 400, q);
	const { errors } = (await api.get('tags?limit=0&sort=nothing&zip=1')).refuses(400, 'bad-query');
	assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['?limit', '?sort', '?zip']);
	(await api.get('tags?limit=%zz')).refuses(400, 'bad-query');
});

test('every reply names its request, allows no sniffing and no cache', async () => {
	for (const path of ['contacts', 'contacts/x', 'meta', 'nothing', '/healthz']) {
		const { headers } = await api.get(path);
		assert.match(headers['x-request-id'], /^[0-9a-f]{16}$/);
		assert.equal(headers['x-content-type-options'], 'nosniff');
		assert.equal(headers['cache-control'], 'no-store');
		assert.equal(headers.server, undefined);
	}
});

test('large replies are compressed for whoever takes that', async () => {
	const reply = await api.get('meta', { 'Accept-Encoding': 'gzip' });
	assert.equal(reply.headers['content-encoding'], 'gzip');
	assert.equal(reply.is(200).first_run, false);
	assert.equal((await api.get('meta', { 'Accept-Encoding': 'identity' })).headers['content-encoding'], undefined);
});

test('many requests on one line are answered in order', async () => {
	const one = (path) => `GET /api/v1/${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.token}\r\n`;
	const tag = await api.make('tags', { name: 'pipelined' });
	const text = await api.raw(
		`${one('tags/x')}\r\n${one(`tags/${tag.id}`)}\r\n${one('meta')}\r\n${one('members')}Connection: close\r\n\r\n`,
	);
	const found = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
	assert.deepEqual(found, [404, 200, 200, 200]);
	assert.ok(text.indexOf('"pipelined"') < text.indexOf('"first_run"'));
});

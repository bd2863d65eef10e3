// Files: brought as a stream, kept once, read whole and in ranges, attached, shown small, and forgotten.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { gif, jpeg, ogg, pdf, png, webp } from './lib/media.mjs';
import { startWithOwner } from './lib/server.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
let server, api, contact;

before(async () => {
	({ server, api } = await startWithOwner({ args: ['--file-bytes-max', '300k', '--files-bytes-max', '4M'] }));
	contact = await api.make('contacts', { name: 'Ana' });
});
after(() => server.close());

const bytesType = { 'Content-Type': 'application/octet-stream' };
const put = (bytes, params = {}, client = api) => client.request('PUT', `files${query(params)}`, bytes, bytesType);
const bring = async (bytes) => (await put(bytes)).is(201);
const fetch = (id, headers, params = {}) => api.get(`files/${id}${query(params)}`, headers);

/** Asserts the status and the very bytes; gives the headers. */
function same(reply, status, bytes) {
	assert.equal(reply.status, status, reply.text.slice(0, 500));
	assert.equal(reply.bytes.length, bytes.length);
	assert.ok(reply.bytes.equals(bytes), 'other bytes than were brought');
	return reply.headers;
}

test('bytes come back as they were brought, and the same bytes are kept once', async () => {
	const bytes = randomBytes(200_000); // more than three of the chunks that it lies in
	const file = await bring(bytes);
	assert.deepEqual([file.bytes, file.type, file.width, file.thumbnail_id], [200_000, 'application/octet-stream', null, null]);
	assert.ok(!('seal' in file) && !('hash' in file) && !('place' in file), 'keys and places are told to nobody');
	same(await fetch(file.id), 200, bytes);
	assert.equal((await put(bytes)).is(200).id, file.id);
});

test('an empty file is a file', async () => {
	const file = await bring(Buffer.alloc(0));
	same(await fetch(file.id), 200, Buffer.alloc(0));
	(await fetch(file.id, { Range: 'bytes=0-0' })).refuses(416, 'range');
});

test('ranges: 206 with what was asked for, 416 beyond the end, the whole for what means nothing', async () => {
	const bytes = randomBytes(150_001);
	const { id } = await bring(bytes);
	const ranges = [
		['bytes=0-0', 0, 1], ['bytes=0-99', 0, 100], ['bytes=65535-65536', 65_535, 65_537], ['bytes=65536-131071', 65_536, 131_072],
		['bytes=150000-', 150_000, 150_001], ['bytes=-1', 150_000, 150_001], ['bytes=-999999', 0, 150_001], ['bytes=149999-99999999999999999999', 149_999, 150_001],
		['Bytes=5-9', 5, 10],
	];
	for (const [range, from, to] of ranges) {
		const headers = same(await fetch(id, { Range: range }), 206, bytes.subarray(from, to));
		assert.equal(headers['content-range'], `bytes ${from}-${to - 1}/150001`, range);
	}
	for (const range of ['bytes=150001-', 'bytes=-0', 'bytes=99999999999999999999-']) {
		const reply = await fetch(id, { Range: range });
		reply.refuses(416, 'range');
		assert.equal(reply.headers['content-range'], 'bytes */150001', range);
	}
	for (const range of ['bytes=9-5', 'bytes=', 'bytes=a-b', 'bytes=0-1,5-6', 'items=0-5', 'bytes=-', 'bytes=1 - 2', 'bytes=--5'])
		same(await fetch(id, { Range: range }), 200, bytes);
});

test('a browser that has it already is told so; an old tag makes a range the whole', async () => {
	const bytes = png();
	const { id } = await bring(bytes);
	const { etag, ...headers } = same(await fetch(id), 200, bytes);
	assert.equal(headers['cache-control'], 'private, no-cache');
	assert.equal(headers['accept-ranges'], 'bytes');
	for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
		const reply = await fetch(id, { 'If-None-Match': tag });
		assert.deepEqual([reply.status, reply.bytes.length, reply.headers.etag], [304, 0, etag]);
	}
	same(await fetch(id, { 'If-None-Match': '"other"' }), 200, bytes);
	same(await fetch(id, { Range: 'bytes=0-3', 'If-Range': etag }), 206, bytes.subarray(0, 4));
	same(await fetch(id, { Range: 'bytes=0-3', 'If-Range': '"other"' }), 200, bytes);
});

test('HEAD tells what GET would', async () => {
	const bytes = randomBytes(70_000);
	const { id } = await bring(bytes);
	for (const headers of [{}, { Range: 'bytes=10-19' }]) {
		const head = await api.request('HEAD', `files/${id}`, undefined, headers);
		const get = await fetch(id, headers);
		for (const name of ['content-length', 'content-type', 'content-range', 'etag', 'content-disposition'])
			assert.equal(head.headers[name], get.headers[name], name);
		assert.deepEqual([head.status, head.bytes.length], [get.status, 0]);
	}
});

test('what a file is says the file, whatever it is called', async () => {
	const kinds = [[png(), 'image/png'], [jpeg(), 'image/jpeg'], [gif(), 'image/gif'], [webp(), 'image/webp'], [ogg(), 'audio/ogg'], [pdf(), 'application/pdf'], [Buffer.from('olá'), 'text/plain']];
	for (const [bytes, type] of kinds) {
		const file = (await put(bytes, { name: 'page.html', type: 'text/html' })).json;
		assert.equal(file.type, type);
		const { headers } = await fetch(file.id);
		assert.equal(headers['content-type'].split(';')[0], type);
		assert.equal(headers['x-content-type-options'], 'nosniff');
		assert.match(headers['content-security-policy'], /sandbox/);
		assert.match(headers['content-disposition'], /^attachment;/);
		const shown = (await fetch(file.id, {}, { inline: 1 })).headers['content-disposition'];
		assert.equal(shown.startsWith('inline;'), /^(image|audio)\//.test(type), `${type}: ${shown}`);
	}
});

test('too much is refused: by what is announced, by what comes, by what the workspace may keep', async () => {
	const large = randomBytes(300 * 1024 + 1);
	const problem = (await put(large)).refuses(413, 'too-large');
	assert.match(problem.detail, /307200/);
	const chunked = await api.request('PUT', 'files', large, { ...bytesType, 'Transfer-Encoding': 'chunked' });
	chunked.refuses(413, 'too-large');
	await bring(large.subarray(1));
	let full;
	for (let i = 0; i < 20 && full === undefined; i++) {
		const reply = await put(randomBytes(300 * 1024));
		if (reply.status !== 201) full = reply;
	}
	full.refuses(507, 'quota');
	(await put(large.subarray(1))).is(200); // what is there already takes no room
});

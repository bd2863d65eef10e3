// Threats 2, 13 and 19 for files that people bring: names with paths in them, bombs, files that never
// end, disks that run full; and that nothing of a file lies about in the clear or for others.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

const csv = 'name,phone\nCanaryname,+5511987650055\n';
const upload = (client, name, body) => client.request('POST', `import_runs?name=${encodeURIComponent(name)}`, body, { 'Content-Type': 'application/octet-stream' });

const files = (dir) => readdirSync(dir, { withFileTypes: true, recursive: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath ?? e.path, e.name));
const uploads = (at = server, id = workspace_id) => files(join(at.dir, 'cells')).filter((path) => path.includes(`${id}.files`));

const crcTable = Array.from({ length: 256 }, (_, n) => {
	for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n >>> 0;
});
const crc32 = (bytes) => (bytes.reduce((crc, byte) => crcTable[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** A zip of one entry; said: what its header says of it, true or not. */
function zipOf(name, content, said = {}) {
	const packed = deflateRawSync(content);
	const { size = content.length, crc = content.length > 1 << 20 ? 0 : crc32(content), flags = 0x800 } = said;
	const raw = Buffer.from(name);
	const fields = (at) => {
		const b = Buffer.alloc(at);
		return { b, end: [packed, raw] };
	};
	const local = fields(30).b, central = fields(46).b, end = Buffer.alloc(22);
	local.writeUInt32LE(0x04034b50, 0);
	central.writeUInt32LE(0x02014b50, 0);
	for (const [b, from] of [[local, 4], [central, 6]]) {
		b.writeUInt16LE(20, from);
		b.writeUInt16LE(flags, from + 2);
		b.writeUInt16LE(8, from + 4);
		b.writeUInt32LE(crc, from + 10);
		b.writeUInt32LE(packed.length, from + 14);
		b.writeUInt32LE(size, from + 18);
		b.writeUInt16LE(raw.length, from + 22);
	}
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(1, 8);
	end.writeUInt16LE(1, 10);
	end.writeUInt32LE(central.length + raw.length, 12);
	end.writeUInt32LE(local.length + raw.length + packed.length, 16);
	return Buffer.concat([local, raw, packed, central, raw, end]);
}

const chat = Buffer.from('28/11/2026 09:10 - Ana: oi\n28/11/2026 09:11 - Bia: Canarytext\n'.repeat(3));

test('a name is the last step of whatever path it came with, and names no file of ours', async () => {
	const before = files(server.dir).length;
	for (const [name, said] of [
		['../../../../tmp/kontor-evil.csv', 'kontor-evil.csv'], ['/etc/passwd.csv', 'passwd.csv'], ['C:\\Users\\x\\leute.csv', 'leute.csv'], ['..\\..\\b.csv', 'b.csv'],
		['a/b/c.csv', 'c.csv'], ['.ssh/authorized_keys.csv', 'authorized_keys.csv'],
	])
		assert.equal((await upload(api, name, `${csv}${name},\n`)).is(201).file_name, said);
	for (const name of ['', '..', '../', '/', 'x'.repeat(5000)]) {
		const { status } = await upload(api, name, csv);
		assert.ok(status === 422 || (name === '..' && status === 201), `${name.slice(0, 10)}: ${status}`);
	}
	for (const path of uploads()) assert.match(path, /\/cells\/[0-9a-f-]{36}\.files\/uploads\/[0-9a-f-]{36}$/);
	assert.ok(files(server.dir).length - before <= 7);
});

test('what was brought lies sealed, readable by nobody else', async () => {
	(await upload(api, 'canary.csv', csv)).is(201);
	for (const path of files(server.dir)) {
		assert.equal(statSync(path).mode & 0o077, 0, path);
		assert.ok(!readFileSync(path).includes('Canaryname'), path);
	}
});

test('bombs and broken archives are refused in words, and nothing of them stays', async () => {
	const kept = uploads().length;
	const zeros = Buffer.alloc(120 << 20, 'a');
	for (const [what, bytes] of [
		['swells a thousandfold', zipOf('WhatsApp Chat.txt', zeros)],
		['says it is small and is not', zipOf('WhatsApp Chat.txt', zeros, { size: 1000 })],
		['says it is 4 GB', zipOf('WhatsApp Chat.txt', chat, { size: 0xfffffffe })],
		['has another sum', zipOf('WhatsApp Chat.txt', chat, { crc: 7 })],
		['is locked', zipOf('WhatsApp Chat.txt', chat, { flags: 1 })],
		['is cut', zipOf('WhatsApp Chat.txt', chat).subarray(0, 90)],
		['holds a path alone', zipOf('../../etc/cron.d/x', Buffer.from('x'))],
		['is no archive', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(5000, 0xff)])],
		['is a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
		['is nothing', Buffer.alloc(0)],
		['is a script', Buffer.from('<script>alert(1)</script>')],
		['is zeros', Buffer.alloc(100_000)],
	]) {
		const reply = await upload(api, 'WhatsApp Chat.zip', bytes);
		assert.equal(reply.status, 422, `${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
		assert.doesNotMatch(reply.text, /\/tmp\/|\.files|errno/, what);
	}
	assert.equal(uploads().length, kept);
	(await upload(api, 'WhatsApp Chat with Bia.zip', zipOf('WhatsApp Chat with Bia.txt', chat))).is(201);
});

test('tables that are all columns, all lines or one endless cell end in an answer', async () => {
	for (const [name, body] of [
		['wide.csv', `name,phone${',x'.repeat(60_000)}\nA,+5511987650011\n`], ['quote.csv', `name,phone\n"${'a'.repeat(400_000)}`],
		['lines.csv', `name,phone\n${'\n'.repeat(300_000)}`], ['quotes.csv', `name,phone\n${'""'.repeat(100_000)}\n`], ['semi.csv', ';'.repeat(600_000)],
		['cards.vcf', 'BEGIN:VCARD\n'.repeat(60_000)], ['fold.vcf', `BEGIN:VCARD\nFN:${'a\n '.repeat(150_000)}\nEND:VCARD\n`],
		['chat.txt', `28/11/2026 09:10 - A: ${'x'.repeat(800_000)}\n`], ['chat2.txt', '28/11/2026 09:10 - A: x\n'.repeat(30_000)],
		['senders.txt', Array.from({ length: 12_000 }, (_, i) => `28/11/2026 09:10 - Mr ${i}: x\n`).join('')], ['digits.txt', '1'.repeat(800_000)],
		['digits.csv', `name,phone\nA,${'1 '.repeat(400_000)}\n`],
	]) {
		const begun = Date.now();
		const reply = await upload(api, name, body);
		assert.ok([201, 200, 422].includes(reply.status), `${name}: ${reply.status} ${reply.text.slice(0, 200)}`);
		assert.ok(Date.now() - begun < 20_000, `${name}: ${Date.now() - begun} ms`);
		if (reply.status === 422) continue;
		const preview = await api.get(`import_runs/${reply.json.id}:preview`);
		assert.ok([200, 409, 422].includes(preview.status), `${name}: ${preview.status}`);
		assert.ok(preview.bytes.length < 1 << 20, `${name}: a preview of ${preview.bytes.length} bytes`);
	}
});

test('too much is refused before it is sent, and without rights nothing is taken', async () => {
	const head = (client, more) => `POST /api/v1/import_runs?name=x.csv HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${client.token}\r\n${more}\r\n`;
	assert.match(await api.raw(head(api, 'Content-Length: 600000000\r\n')), /^HTTP\/1\.1 413 /);
	const reader = await server.token({ workspace_id, scope: 'read' });
	assert.match(await api.raw(head(reader, 'Content-Length: 500000000\r\n')), /^HTTP\/1\.1 403 /);
	const viewer = await server.addMember({ workspace_id, role: 'viewer' });
	assert.match(await api.raw(head(viewer, 'Content-Length: 500000000\r\n')), /^HTTP\/1\.1 403 /);
	assert.match(await api.raw(head({ token: 'kt_x' }, 'Content-Length: 500000000\r\n')), /^HTTP\/1\.1 401 /);
});

test('a file that breaks off leaves nothing', async () => {
	const kept = uploads().length;
	const socket = net.connect(server.port, '127.0.0.1');
	socket.on('error', () => {});
	socket.write(`POST /api/v1/import_runs?name=half.csv HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.token}\r\nContent-Length: 50000000\r\n\r\n`);
	socket.write(Buffer.alloc(1 << 20, 'x'));
	await until(() => uploads().length > kept);
	socket.destroy();
	await until(() => uploads().length === kept);
});

test('another workspace\'s import is not there', async () => {
	const { workspace_id: other } = await server.addUser({ workspace: 'Zweite' });
	const elsewhere = await server.token({ workspace_id: other });
	const run = (await upload(elsewhere, 'theirs.csv', csv)).is(201);
	for (const [method, path] of [['GET', ''], ['GET', ':preview'], ['GET', ':errors'], ['POST', ':plan'], ['POST', ':start'], ['POST', ':cancel'], ['DELETE', '']])
		(await api.request(method, `import_runs/${run.id}${path}`, method === 'POST' ? {} : undefined)).refuses(404, 'not-found');
	assert.ok(!(await api.all('import_runs')).some(({ id }) => id === run.id));
});

test('files do not fill the disk: the rest goes on, and a refused file makes room again', async (t) => {
	const place = mkdtempSync(join(tmpdir(), 'kontor-small-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', place], { stdio: 'ignore' });
	} catch {
		rmSync(place, { recursive: true });
		t.skip('a small disk can be made by root only');
		return;
	}
	const small = await startWithOwner({ dir: join(place, 'data') });
	t.after(async () => {
		try {
			await small.server.close();
		} finally {
			execFileSync('umount', [place]);
			rmSync(place, { recursive: true });
		}
	});
	const big = `name,phone\n${'Somebody with a long name,+5511987650055\n'.repeat(1_000_000)}`;
	(await upload(small.api, 'big.csv', big)).refuses(507, 'storage-full');
	assert.equal(uploads(small.server, small.workspace_id).length, 0);
	(await small.api.post('contacts', { name: 'Goes on' })).is(201);
	(await upload(small.api, 'little.csv', csv)).is(201);
});

// canary.test.mjs: nothing that people bring lies readable on the disk: not in the stores, their logs,
// uploads, temporary files or what the server writes to its log; while it works and afterwards.
import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	readdirSync,
	rmSync,
	statSync,
	watch,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { makeMany, message, phone } from '../dialogues/lib/seed.mjs';
import { Server } from '../dialogues/lib/server.mjs';
import { until } from '../dialogues/lib/until.mjs';

// Short: 100,000 rows are sorted and indexed anew; KONTOR_SOAK: a million.
const MESSAGES = process.env.KONTOR_SOAK ? 1_000_000 : 100_000;

// All begin alike, so that one search finds any of them.
const mark = 'zqcanary';
const canary = (what) => `${mark}${what}qz`;
const planted = {
	password: `${canary('password')} horse battery`,
	email: `${canary('email')}@example.test`,
	member: canary('member'),
	workspace: canary('workspace'),
	name: canary('name'),
	company: canary('company'),
	address: `${canary('address')}@example.test`,
	number: '+5511987600042',
	tag: canary('tag'),
	note: canary('note'),
	text: canary('text'),
	sender: canary('sender'),
	custom: canary('custom'),
	imported: canary('imported'),
	file: canary('file'),
	asked: canary('asked'), // a search that finds nothing
};

/** As UTF-8 and as UTF-16, which a careless library might keep. */
const needles = (texts) =>
	texts.flatMap((text) =>
		[Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')].map((bytes) => ({ text, bytes })),
	);

function filesUnder(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return filesUnder(path);
		return entry.isFile() ? [path] : [];
	});
}

/** Files that the process holds open outside of its folder, deleted ones among them: nobody else sees those. */
function openFiles(server) {
	const folder = `/proc/${server.pid}/fd`;
	let fds;
	try {
		fds = readdirSync(folder);
	} catch {
		return []; // the program hides its memory and files from everybody but root
	}
	return fds
		.map((fd) => join(folder, fd))
		.filter((path) => {
			try {
				const target = readlinkSync(path);
				return (
					statSync(path).isFile() &&
					(target.endsWith(' (deleted)') || !target.startsWith(server.dir))
				);
			} catch {
				return false; // closed meanwhile
			}
		});
}

/** Every place where a text stands: "file: text". */
function readable(paths, texts) {
	const found = [];
	for (const path of paths) {
		let bytes;
		try {
			bytes = readFileSync(path);
		} catch {
			continue; // gone meanwhile
		}
		for (const { text, bytes: needle } of needles(texts))
			if (bytes.includes(needle)) found.push(`${path}: ${text}`);
	}
	return found;
}

class Place {
	constructor(t) {
		this.temp = mkdtempSync(join(tmpdir(), 'kontor-canary-'));
		this.seen = []; // names that came up in the folder for temporary files
		mkdirSync(join(this.temp, 'tmp'));
		this.watcher = watch(join(this.temp, 'tmp'), (_, name) => this.seen.push(name));
		t.after(() => {
			this.watcher.close();
			rmSync(this.temp, { recursive: true });
		});
	}

	get env() {
		const folder = join(this.temp, 'tmp');
		return { TMPDIR: folder, SQLITE_TMPDIR: folder };
	}
}

/** The scanner sees what is there: otherwise its silence means nothing. */
test('the scanner finds what lies open', (t) => {
	const place = new Place(t);
	const path = join(place.temp, 'open');
	writeFileSync(
		path,
		Buffer.concat([
			Buffer.from('xx'),
			Buffer.from(planted.note, 'utf16le'),
			Buffer.from(planted.text),
		]),
	);
	assert.deepEqual(
		readable([path], Object.values(planted)).sort(),
		[`${path}: ${planted.note}`, `${path}: ${planted.text}`].sort(),
	);
});

async function plantAll(server) {
	const { password, email, member, workspace } = planted;
	const ids = await server.addUser({ email, password, name: member, workspace });
	const api = await server.token({ workspace_id: ids.workspace_id, email });
	await server.client().signIn({ email, password });
	assert.equal(
		(await server.client().post('session', { email, password: `${password}!` })).status,
		401,
	);
	const tag = await api.make('tags', { name: planted.tag });
	const field = await api.make('custom_fields', {
		name: 'Size',
		kind: 'text',
		data_class: 'none',
	});
	const contact = await api.make('contacts', {
		name: planted.name,
		company: planted.company,
		tags: [tag.id],
		custom: { [field.id]: planted.custom },
		identities: [
			{ kind: 'email', value: planted.address },
			{ kind: 'phone', value: planted.number },
		],
	});
	await api.make('notes', { contact_id: contact.id, text: planted.note });
	(await api.patch(`contacts/${contact.id}`, { company: null })).is(200); // history keeps the old one
	const account = await api.make('wa_accounts', { name: 'Shop' });
	const chat = await api.make('chats', {
		account_id: account.id,
		peer_kind: 'person',
		peer_key: `${phone(1).slice(1)}@s.whatsapp.net`,
		contact_id: contact.id,
	});
	await api.make(
		'messages',
		message(chat.id, Date.UTC(2026, 1, 1), planted.text, { sender_name: planted.sender }),
	);
	const run = (
		await api.post(
			`import_runs?name=${planted.file}.csv`,
			`Name,Phone\n${planted.imported},+5511987600043\n`,
			{
				'Content-Type': 'text/csv',
			},
		)
	).is(201);
	(await api.post(`import_runs/${run.id}:start`, {})).is(200);
	await until(async () => (await api.get(`import_runs/${run.id}`)).is(200).state === 'done');
	(await api.get(`search?q=${planted.asked}`)).is(200);
	return { api, chat, tag, ...ids };
}

/** Rows enough that sorting and indexing them would spill to disk, if anything did. */
async function fill(server, workspace_id) {
	await server.stop();
	const result = await server.run([
		'bench',
		'seed',
		'--workspace',
		workspace_id,
		'--contacts',
		String(MESSAGES / 10),
		'--chats',
		'500',
		'--messages',
		String(MESSAGES),
	]);
	assert.equal(result.code, 0, result.stderr);
	await server.start();
}

async function scan(server, place, texts, when) {
	assert.deepEqual(readable(filesUnder(server.dir), texts), [], when);
	assert.deepEqual(readable(openFiles(server), texts), [], `${when}, open files`);
	assert.deepEqual(place.seen, [], `${when}, temporary files`);
	assert.deepEqual(
		texts.filter((text) => server.stderr.includes(text)),
		[],
		`${when}, log`,
	);
}

/** While something big is under way, again and again. */
async function scanDuring(server, place, texts, when, work) {
	let done = false;
	const result = work().finally(() => (done = true));
	const looks = (async () => {
		while (!done) {
			assert.deepEqual(readable(openFiles(server), texts), [], when);
			await later(50);
		}
	})();
	await Promise.all([result, looks]);
	await scan(server, place, texts, when);
}

test('people and their words are on the disk in no readable form', async (t) => {
	const place = new Place(t);
	const server = await Server.start({ build: 'release', env: place.env });
	t.after(() => server.close());
	const { api, chat, tag, workspace_id } = await plantAll(server);
	const texts = [mark, planted.number, api.token];
	await scan(server, place, texts, 'after planting');
	await fill(server, workspace_id);
	// What was seeded is looked for as well: the planted rows are few.
	const sample = (await api.get('messages?limit=3'))
		.is(200)
		.items.map(({ text }) => text)
		.filter((text) => text?.length > 20);
	assert.ok(sample.length > 0);
	texts.push(...sample);
	await scan(server, place, texts, 'after seeding');
	const ids = (await api.get('contacts?limit=200')).is(200).items.map(({ id }) => id);
	await makeMany(
		api,
		'contact_tags',
		ids.map((contact_id) => ({ contact_id, tag_id: tag.id })),
	);
	await scanDuring(server, place, texts, 'while sorting', async () => {
		for (const sort of ['name', '-name', '-last_message_at', 'last_message_at'])
			(await api.get(`contacts?sort=${sort}&tags=${tag.id}&limit=200`)).is(200);
		for (const word of ['a', 'de', sample[0].split(' ')[0]])
			(await api.get(`search?q=${encodeURIComponent(word)}&limit=50`)).is(200);
		(await api.get(`messages?chat_id=${chat.id}&limit=200`)).is(200);
		(await api.get('contacts:count')).is(200);
	});
	await scanDuring(server, place, texts, 'while indexing', async () => {
		(await server.admin.post(`/admin/v1/workspaces/${workspace_id}:reindex`, {})).is(200);
	});
	await server.stop();
	assert.deepEqual(readable(filesUnder(server.dir), texts), [], 'at rest');
});

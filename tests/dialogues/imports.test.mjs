// Imports over the interface and by command: brought, looked at, rehearsed, run, cancelled, repeated.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { query } from './lib/client.mjs';
import { person, phone } from './lib/seed.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const corpus = fileURLToPath(new URL('../corpus/import', import.meta.url));
const sample = (name) => readFileSync(join(corpus, name));
const counts = ['new', 'merged', 'unchanged', 'skipped', 'failed', 'messages_new', 'messages_known'];
const over = new Set(['planned', 'done', 'cancelled', 'failed', 'choice_needed']);
let server, api, workspace_id;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	(await api.patch('workspace', { country: 'BR', time_zone: 'America/Sao_Paulo' })).is(200);
});
after(() => server.close());

const upload = async (name, bytes, client = api) =>
	(await client.post(`import_runs${query({ name })}`, bytes, { 'Content-Type': 'application/octet-stream' })).is(201);
const read = async (id) => (await api.get(`import_runs/${id}`)).is(200);
const settled = async (id) => {
	let row;
	await until(async () => over.has((row = await read(id)).state));
	return row;
};

/** Asks for the verb and waits for the end. */
async function go(id, verb, options = {}) {
	(await api.post(`import_runs/${id}:${verb}`, options)).is(200);
	return settled(id);
}
const countsOf = (row) => Object.fromEntries(counts.map((name) => [name, row[name]]));
const csv = (rows) => `Name,Phone,E-mail\n${rows.map((row) => row.join(',')).join('\n')}\n`;

test('a list of contacts: looked at, rehearsed, run; the rehearsal counted what the run does', async () => {
	const file = csv([
		['Ana Duarte', '(11) 98765-0001', 'ana@example.test'],
		['Bruno', '11987650002', ''],
		['Broken', '123', ''],
		['Bruno again', '+5511987650002', 'bruno@example.test'],
	]);
	const run = await upload('people.csv', file);
	assert.deepEqual([run.state, run.kind, run.file_name, run.bytes], ['uploaded', 'csv', 'people.csv', file.length]);
	const { csv: preview } = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.equal(preview.delimiter, ',');
	assert.deepEqual(
		preview.columns.map(({ header }) => header),
		['Name', 'Phone', 'E-mail'],
	);
	assert.ok(
		preview.columns.every(({ field, sample: cells }) => field && cells.length > 0) && preview.fields.length > 3,
	);

	const planned = await go(run.id, 'plan');
	assert.equal(planned.state, 'planned');
	assert.equal(planned.dry, true);
	assert.equal((await api.get('contacts:count')).is(200).count, 0, 'a rehearsal writes nothing');
	const done = await go(run.id, 'start');
	assert.deepEqual([done.state, done.dry], ['done', false]);
	assert.deepEqual(countsOf(done), countsOf(planned));
	assert.deepEqual([done.new, done.skipped + done.failed, done.total_rows], [2, 1, 4]);
	const contacts = await api.all('contacts', { with: 'identities', sort: 'name' });
	assert.deepEqual(
		contacts.map(({ name, display_phone, source }) => [name, display_phone, source]),
		[
			['Ana Duarte', '+5511987650001', 'import'],
			['Bruno', '+5511987650002', 'import'],
		],
	);
	assert.ok(contacts[1].identities.some(({ value }) => value === 'bruno@example.test'));
	const { items } = (await api.get(`import_runs/${run.id}:errors`)).is(200);
	assert.deepEqual(
		items.map(({ line, reason }) => [line, reason]).filter(([line]) => line === 4),
		[[4, 'bad_phone']],
	);

	const again = await upload('people.csv', file);
	assert.notEqual(again.id, run.id);
	const twice = await go(again.id, 'start');
	assert.deepEqual([twice.new, twice.merged], [0, 0], 'the same file again adds nothing');
	assert.equal((await api.get('contacts:count')).is(200).count, 2);
});

test('K10 every row of a file ends in exactly one count', async () => {
	const rows = [
		...Array.from({ length: 9 }, (_, i) => [`Good ${i}`, phone(7000 + i), '']),
		...Array.from({ length: 11 }, () => ['', '', '']).map((row, i) => [`Nobody ${i}`, row[1], row[2]]),
		...Array.from({ length: 20 }, (_, i) => [`Wrong ${i}`, '123', '']),
		...Array.from({ length: 20 }, (_, i) => [`Good ${i % 9}`, phone(7000 + (i % 9)), '']),
	];
	const before = (await api.get('contacts:count')).is(200).count;
	const run = await go((await upload('sixty.csv', csv(rows))).id, 'start');
	assert.equal(run.new + run.merged + run.unchanged + run.skipped + run.failed, 60);
	assert.equal(run.total_rows, 60);
	assert.equal(run.new, 9);
	assert.equal((await api.get('contacts:count')).is(200).count, before + 9);
});

test('a chat: messages, its place, and the same file again', async () => {
	const file = sample('chat-br-android-24h.txt');
	const run = await upload('Conversa do WhatsApp com Rui.txt', file);
	const { chat: preview } = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.deepEqual([run.kind, preview.date_order, preview.ambiguous], ['chat', 'dmy', false]);
	assert.ok(preview.senders.length > 0 && preview.messages > 0);
	const done = await go(run.id, 'start', { me: preview.senders[0].name, zone: 'America/Sao_Paulo' });
	assert.equal(done.state, 'done', done.problem);
	assert.equal(done.messages_new, (await api.get(`messages:count?chat_id=${done.chat_id}`)).is(200).count);
	const messages = await api.all('messages', { chat_id: done.chat_id, sort: 'at' });
	assert.ok(messages.every(({ origin }) => origin === 'import'));
	assert.ok(
		messages.some(({ direction }) => direction === 'out') && messages.some(({ direction }) => direction === 'in'),
	);
	const word = messages
		.find(({ text, direction }) => direction !== 'none' && text?.match(/\p{L}{5}/u))
		.text.match(/\p{L}{5,}/u)[0];
	assert.ok(
		(await api.get(`search${query({ q: word })}`)).is(200).items.some(({ chat_id }) => chat_id === done.chat_id),
	);
	const again = await go((await upload('Conversa do WhatsApp com Rui.txt', file)).id, 'start', {
		me: preview.senders[0].name,
		zone: 'America/Sao_Paulo',
	});
	assert.deepEqual([again.messages_new, again.messages_known], [0, done.messages_new]);
	assert.equal((await api.get(`messages:count?chat_id=${done.chat_id}`)).is(200).count, done.messages_new);
});

test('K14 dates that can be read two ways are asked about, never guessed', async () => {
	const run = await upload('WhatsApp Chat with Kim.txt', sample('chat-ambiguous-24h.txt'));
	const { chat: preview } = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.equal(preview.ambiguous, true);
	assert.ok(preview.readings.length >= 2 && preview.readings.every(({ samples }) => samples.length > 0));
	const asked = await go(run.id, 'start');
	assert.equal(asked.state, 'choice_needed');
	assert.ok(asked.problem.length > 0);
	const done = await go(run.id, 'start', { date_order: 'mdy' });
	assert.equal(done.state, 'done', done.problem);
	const [first] = await api.all('messages', { chat_id: done.chat_id, sort: 'at' });
	const { alternative } = JSON.parse(sample('expected.json'))['chat-ambiguous-24h.txt'];
	assert.equal(
		new Date(first.at - 3 * 3600_000).toISOString().slice(0, 16),
		alternative.at[0],
		'in the zone of the workspace',
	);
});

test('progress is told as it goes, and a run can be stopped; what it stored stays and a later run adds the rest', async () => {
	const rows = Array.from({ length: 3000 }, (_, i) => [person(i).name.replaceAll(',', ' '), phone(20_000 + i), '']);
	const run = await upload('many.csv', csv(rows));
	const feed = await Feed.follow(api);
	(await api.post(`import_runs/${run.id}:start`, {})).is(200);
	await feed.change(({ record, id, row }) => record === 'import_runs' && id === run.id && row?.state === 'running');
	(await api.delete(`import_runs/${run.id}`)).refuses(409, 'conflict');
	(await api.post(`import_runs/${run.id}:cancel`)).is(200);
	const stopped = await settled(run.id);
	assert.ok(['cancelled', 'done'].includes(stopped.state));
	const rest = await go((await upload('many.csv', csv(rows))).id, 'start');
	assert.equal(rest.state, 'done');
	assert.equal(rest.new + rest.unchanged + rest.merged, 3000);
	await feed.close();
});

test('clicks go on while an import runs', async () => {
	const rows = Array.from({ length: 2000 }, (_, i) => [`Bulk ${i}`, phone(40_000 + i), '']);
	const run = await upload('bulk.csv', csv(rows));
	(await api.post(`import_runs/${run.id}:start`, {})).is(200);
	let clicks = 0;
	while (!over.has((await read(run.id)).state)) {
		await api.make('contacts', { name: `Click ${clicks++}` });
		(await api.get('contacts?limit=20')).is(200);
	}
	assert.ok(clicks > 3, `${clicks} clicks`);
	assert.equal((await read(run.id)).new, 2000);
});

test('what is no file of ours is refused with words; a flawed wish, too', async () => {
	const refused = await api.post('import_runs?name=notes.txt', sample('not-a-chat.txt'), {
		'Content-Type': 'text/plain',
	});
	assert.ok(refused.status === 422, refused.text);
	for (const path of ['import_runs', 'import_runs?name=', `import_runs?name=${'x'.repeat(300)}.csv`])
		assert.equal((await api.post(path, 'Name\nx\n', { 'Content-Type': 'text/csv' })).status, 422, path);
	assert.equal((await api.post('import_runs?name=empty.csv', '', { 'Content-Type': 'text/csv' })).status, 422);
	const run = await upload('wish.csv', csv([['x', phone(1), '']]));
	assert.deepEqual((await api.post(`import_runs/${run.id}:plan`, { zone: 'Mars', default_country: 'ZZ' })).flaws(), [
		'/default_country malformed',
		'/zone malformed',
	]);
	const flaws = (
		await api.post(`import_runs/${run.id}:plan`, {
			mapping: [{ header: 'Name', field: 'nonsense' }],
			date_order: 'ydm',
			more: 1,
		})
	).flaws();
	assert.ok(flaws.includes('/date_order not_a_choice') && flaws.includes('/more unknown_field'));
	const { items, next } = (await api.get('import_runs?limit=1')).is(200);
	assert.ok(items[0].id && next);
	(await api.delete(`import_runs/${run.id}`)).is(204);
	(await api.post(`import_runs/${run.id}:restore`)).is(200);
	assert.ok((await api.get('import_runs:count?state=done')).is(200).count > 0);
});

test('the whole corpus comes in without a crash, and again without a change', async () => {
	const { workspace_id: other } = await server.addUser({ workspace: 'Corpus' });
	const client = await server.token({ workspace_id: other });
	(await client.patch('workspace', { country: 'BR' })).is(200);
	const names = readdirSync(corpus).filter((name) => !/README|expected|not-a-chat/.test(name));
	const all = async () => {
		for (const name of names) {
			const reply = await client.post(`import_runs${query({ name })}`, sample(name), {
				'Content-Type': 'application/octet-stream',
			});
			assert.ok(reply.status < 500, `${name}: ${reply.text}`);
			if (reply.status !== 201) continue;
			const started = await client.post(`import_runs/${reply.json.id}:start`, {
				date_order: name.includes('ambiguous') ? 'dmy' : undefined,
			});
			started.is(200);
			await until(async () => over.has((await client.get(`import_runs/${reply.json.id}`)).is(200).state));
		}
		return [
			(await client.get('contacts:count')).is(200).count,
			(await client.get('messages:count')).is(200).count,
			(await client.get('chats:count')).is(200).count,
		];
	};
	const first = await all();
	assert.ok(
		first.every((n) => n > 10),
		String(first),
	);
	assert.deepEqual(await all(), first);
});

for (const running of [true, false])
	test(`kontor import, with the server ${running ? 'running' : 'at rest'}`, async (t) => {
		const all = await startWithOwner();
		t.after(() => all.server.close());
		if (!running) await all.server.stop();
		const words = [
			'import',
			'--workspace',
			all.workspace_id,
			'--default-country',
			'BR',
			'--zone',
			'America/Sao_Paulo',
		];
		const last = ({ stdout }) => JSON.parse(stdout.trim().split('\n').at(-1));
		const file = (name) => join(corpus, name);
		const dry = await all.server.run([...words, '--dry-run', file('csv-br-ninth-digit.csv')]);
		assert.equal(dry.code, 0, dry.stderr);
		const done = await all.server.run([...words, file('csv-br-ninth-digit.csv')]);
		assert.equal(done.code, 0, done.stderr);
		assert.deepEqual(
			{ ...last(done), run_id: 0, dry_run: 0 },
			{ ...last(dry), run_id: 0, dry_run: 0 },
			'the rehearsal counts what the run does',
		);
		const chat = await all.server.run([...words, file('chat-br-android-24h.txt')]);
		assert.equal(chat.code, 0, chat.stderr);
		const totals = last(chat);
		assert.ok(last(done).new > 0 && totals.messages_new > 0 && totals.run_id);
		const again = last(
			await all.server.run([...words, file('csv-br-ninth-digit.csv'), file('chat-br-android-24h.txt')]),
		);
		assert.deepEqual([again.new, again.messages_new, again.messages_known], [0, 0, totals.messages_new]);
		const asked = await all.server.run([...words, file('chat-ambiguous-24h.txt')]);
		assert.equal(asked.code, 2, asked.stdout);
		assert.ok(asked.stderr.trim().length > 10);
		assert.equal((await all.server.run([...words, '--date-order', 'dmy', file('chat-ambiguous-24h.txt')])).code, 0);
		assert.equal((await all.server.run([...words, file('none.csv')])).code, 1);
		const refused = await all.server.run([...words, file('csv-outlook.csv'), file('not-a-chat.txt')]);
		assert.equal(refused.code, 1);
		assert.match(refused.stderr, /^kontor: \S*not-a-chat\.txt: This is neither a chat/m);
		assert.ok(last(refused).new > 0, 'what went in before is told');
		assert.equal((await all.server.run(words)).code, 64);
		assert.equal(
			(
				await all.server.run([
					'import',
					'--workspace',
					'01900000-0000-7000-8000-000000000000',
					file('csv-outlook.csv'),
				])
			).code,
			1,
		);
	});

test('the sample comes and goes without a trace', async () => {
	const { workspace_id: other } = await server.addUser({ workspace: 'Try it' });
	const client = await server.token({ workspace_id: other });
	const mine = await client.make('contacts', { name: 'My own' });
	assert.deepEqual((await client.get('sample')).is(200), { present: false, removing: false, contacts: 0, messages: 0 });
	const { run_id } = (await client.post('sample')).is(202);
	await until(async () => (await client.get(`import_runs/${run_id}`)).is(200).state === 'done');
	const there = (await client.get('sample')).is(200);
	assert.ok(there.present && there.contacts > 10 && there.messages > 50);
	assert.equal((await client.get('contacts:count')).is(200).count, there.contacts + 1);
	(await client.delete('sample')).is(202);
	await until(async () => (await client.get('contacts:count')).is(200).count === 1);
	assert.equal((await client.get('sample')).is(200).present, false);
	assert.deepEqual(
		(await client.all('contacts')).map(({ id }) => id),
		[mine.id],
	);
	for (const record of ['messages', 'chats', 'tags', 'notes', 'contact_identities'])
		assert.equal((await client.get(`${record}:count`)).is(200).count, 0, record);
	assert.ok(workspace_id);
});

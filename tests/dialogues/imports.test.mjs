// Imports: a file comes in, says what it is, is rehearsed, run, stopped; the same again adds nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { query } from './lib/client.mjs';
import { startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const corpus = (name) => readFileSync(fileURLToPath(new URL(`../corpus/import/${name}`, import.meta.url)));
const over = ['planned', 'choice_needed', 'done', 'cancelled', 'failed'];
const counts = ({ new: made, merged, unchanged, skipped, failed }) => [made, merged, unchanged, skipped, failed];

let server, api, workspace_id;

before(async () => ({ server, api, workspace_id } = await startWithOwner()));
after(() => server.close());

async function bring(name, bytes) {
	return api.request('POST', `import_runs${query({ name })}`, bytes, { 'Content-Type': 'application/octet-stream' });
}

async function act(run, verb, options = {}) {
	(await api.post(`import_runs/${run.id}:${verb}`, options)).is(200);
	return until(async () => {
		const row = (await api.get(`import_runs/${run.id}`)).is(200);
		return over.includes(row.state) ? row : null;
	});
}

/** Rehearses and runs; both must count the same. */
async function imported(name, bytes, options = {}) {
	const run = (await bring(name, bytes)).is(201);
	const planned = await act(run, 'plan', options);
	assert.equal(planned.state, 'planned', planned.problem);
	const done = await act(run, 'start', options);
	assert.equal(done.state, 'done', done.problem);
	assert.deepEqual(counts(done), counts(planned));
	assert.equal(done.messages_new, planned.messages_new);
	assert.equal(done.messages_known, planned.messages_known);
	assert.equal(done.done_rows, done.total_rows);
	return done;
}

async function leftOut(run) {
	const { items, next } = (await api.get(`import_runs/${run.id}:errors`)).is(200);
	assert.equal(next, null);
	return items;
}

test('K09 three spellings of one number in a list make one contact, and the list again adds nothing', async () => {
	const list = 'Name,Phone\nKeza,0788000417\nKeza,+250788000417\nKeza,250 788 000 417\n';
	const options = { default_country: 'RW' };
	const first = await imported('keza.csv', list, options);
	assert.deepEqual(counts(first), [1, 0, 2, 0, 0]);
	assert.deepEqual(await leftOut(first), [
		{ line: 3, reason: 'duplicate', value: 'same number as row 2' },
		{ line: 4, reason: 'duplicate', value: 'same number as row 2' },
	]);
	assert.deepEqual(counts(await imported('keza.csv', list, options)), [0, 0, 3, 0, 0]);
	const found = await api.all('contact_identities', { value: '+250788000417' });
	assert.equal(found.length, 1);
});

test('K10 every row is accounted for, and the list shows what was stored', async () => {
	const rows = ['name,phone,city'];
	for (let i = 0; i < 9; i++) rows.push(`Good ${i},+551198777430${i},Santos`);
	for (let i = 0; i < 11; i++) rows.push(',,Santos');
	for (let i = 0; i < 20; i++) rows.push(`Bad ${i},12${i},`, `Twice ${i},+551198777430${i % 9},`);
	const before = (await api.all('contacts')).length;
	const done = await imported('sixty.csv', `${rows.join('\n')}\n`);
	assert.equal(done.total_rows, 60);
	assert.deepEqual(counts(done), [9, 0, 20, 11, 20]);
	assert.equal((await api.all('contacts')).length, before + 9);
});

test('K13 what a spreadsheet destroyed is refused, what it only bent is read', async () => {
	const done = await imported('damage.csv', 'name;phone\nUma;5511987650001.0\nDuda;5.51199E+12\n', { default_country: 'BR' });
	assert.deepEqual(counts(done), [1, 0, 0, 0, 1]);
	assert.deepEqual(await leftOut(done), [{ line: 3, reason: 'lossy_phone', value: '5.51199E+12' }]);
});

test('K06 tags of a list find those that are there', async () => {
	const tag = await api.make('tags', { name: 'Crème brûlée' });
	await imported('tags.csv', 'name,phone,tags\nLia,+5511987650010,"creme brulee, 🔥 hot lead"\n');
	assert.equal((await api.get(`tags/${tag.id}`)).is(200).contact_count, 1);
	assert.equal((await api.all('tags')).filter(({ name }) => name === '🔥 hot lead').length, 1);
});

test('the columns of a list are shown with what they hold, and filled as chosen', async () => {
	const run = (await bring('liste.csv', 'Wer,Was,Egal\nNuno,+351912000417,x\n')).is(201);
	assert.deepEqual([run.state, run.kind, run.total_rows, run.bytes], ['uploaded', 'csv', 1, 34]);
	const preview = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.deepEqual([preview.kind, preview.chat, preview.csv.delimiter, preview.csv.encoding], ['csv', null, ',', 'utf-8']);
	assert.deepEqual(preview.csv.columns.map(({ header, sample }) => [header, sample]), [['Wer', ['Nuno']], ['Was', ['+351912000417']], ['Egal', ['x']]]);
	assert.ok(preview.csv.fields.some(({ name }) => name === 'phone'));
	const bad = await api.post(`import_runs/${run.id}:plan`, { mapping: [{ header: 'Wer', field: 'soul' }] });
	assert.deepEqual(bad.flaws(), ['/mapping/0/field not_a_choice']);
	const mapping = [{ header: 'Wer', field: 'name' }, { header: 'Was', field: 'phone' }, { header: 'Egal', field: 'ignore' }];
	assert.deepEqual(counts(await act(run, 'start', { mapping })), [1, 0, 0, 0, 0]);
	const [identity] = await api.all('contact_identities', { value: '+351912000417' });
	assert.equal((await api.get(`contacts/${identity.contact_id}`)).is(200).name, 'Nuno');
	(await api.get(`import_runs/${run.id}:preview`)).refuses(409, 'conflict'); // its file is gone
	(await api.post(`import_runs/${run.id}:start`, {})).refuses(409, 'conflict');
});

test('K14 dates that can be read in two ways are asked for, with both readings', async () => {
	const run = (await bring('chat-ambiguous-24h.txt', corpus('chat-ambiguous-24h.txt'))).is(201);
	const { chat } = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.ok(chat.ambiguous);
	assert.deepEqual(chat.readings.map(({ order }) => order), ['dmy', 'mdy']);
	const [dmy, mdy] = chat.readings;
	assert.equal(dmy.samples[0].raw, mdy.samples[0].raw);
	assert.notEqual(dmy.samples[0].read, mdy.samples[0].read);
	const asked = await act(run, 'start');
	assert.equal(asked.state, 'choice_needed');
	assert.match(asked.problem, /day or the month/);
	const done = await act(run, 'start', { date_order: 'dmy' });
	assert.deepEqual([done.state, done.messages_new], ['done', chat.messages]);
});

test('a chat of the corpus becomes a chat that is found, read and searched', async () => {
	const options = { me: 'Beto Lagoa', zone: 'America/Sao_Paulo', title: 'Reforma' };
	const done = await imported('chat-br-android-24h.txt', corpus('chat-br-android-24h.txt'), options);
	const chat = (await api.get(`chats/${done.chat_id}`)).is(200);
	assert.deepEqual([chat.peer_kind, chat.title, chat.message_count], ['group', 'Reforma', done.messages_new]);
	const messages = await api.all('messages', { chat_id: chat.id });
	assert.equal(messages.length, done.messages_new);
	const mine = messages.find(({ text }) => text?.startsWith('Segue a lista'));
	assert.deepEqual([mine.sender_name, mine.direction, mine.origin, mine.at], ['Beto Lagoa', 'out', 'import', Date.UTC(2026, 0, 30, 11, 7)]);
	assert.ok(messages.every((one) => !('natural_key' in one)));
	const { items } = (await api.get(`search${query({ q: 'orcamento', records: 'messages' })}`)).is(200);
	assert.ok(items.some(({ chat_id }) => chat_id === chat.id));
	const again = await imported('chat-br-android-24h.txt', corpus('chat-br-android-24h.txt'), options);
	assert.deepEqual([again.messages_new, again.messages_known], [0, done.messages_new]);
});

test('an attachment that is not in the zip is shown as missing', async () => {
	const run = (await bring('chat-us-ios-media.zip', corpus('chat-us-ios-media.zip'))).is(201);
	assert.equal(run.kind, 'chat_zip');
	const { chat } = (await api.get(`import_runs/${run.id}:preview`)).is(200);
	assert.ok(chat.attachments > chat.attachments_missing && chat.attachments_missing > 0);
	assert.equal((await act(run, 'start', { date_order: 'mdy' })).state, 'done');
});

test('a file that nothing can be made of is refused, and nothing of it stays', async () => {
	const before = (await api.all('import_runs')).length;
	for (const [name, bytes] of [
		['not-a-chat.txt', corpus('not-a-chat.txt')], ['empty.csv', ''], ['x.pdf', '%PDF-1.7\n'], ['x.zip', 'PK\x03\x04 no more'],
	]) {
		const { errors: [flaw] } = (await bring(name, bytes)).refuses(422, 'invalid');
		assert.equal(flaw.code, 'malformed', name);
	}
	assert.deepEqual((await api.request('POST', 'import_runs', 'name,phone\n', { 'Content-Type': 'text/csv' })).flaws(), ['?name required']);
	assert.equal((await api.all('import_runs')).length, before);
});

test('the same file brought twice before it is run is one run', async () => {
	const first = (await bring('twice.csv', 'name,phone\nIvo,+5511987650020\n')).is(201);
	const second = (await bring('twice.csv', 'name,phone\nIvo,+5511987650020\n')).is(200);
	assert.equal(first.id, second.id);
	assert.equal((await act(first, 'cancel')).state, 'cancelled');
});

test('a long run shows how far it is, can be stopped, and a later one adds the rest', async () => {
	const rows = ['name,phone'];
	for (let i = 0; i < 4000; i++) rows.push(`Person ${i},+5521${String(980000000 + i)}`);
	const run = (await bring('long.csv', `${rows.join('\n')}\n`)).is(201);
	const feed = await Feed.follow(api);
	(await api.post(`import_runs/${run.id}:start`, {})).is(200);
	await feed.change(({ record, id, row }) => record === 'import_runs' && id === run.id && row?.done_rows > 0);
	const stopped = await act(run, 'cancel');
	await feed.close();
	assert.equal(stopped.state, 'cancelled');
	assert.ok(stopped.done_rows < 4000, 'it was stopped on the way');
	const stored = await until(async () => (await api.get(`import_runs/${run.id}`)).is(200).new);
	const done = await act(run, 'start');
	assert.deepEqual([done.state, done.new + done.unchanged], ['done', 4000]);
	assert.ok(done.unchanged >= stored && done.unchanged > 0);
});

test('a run that a crash broke off goes on by itself at the next start, and counts as one', async () => {
	const rows = ['name,phone'];
	for (let i = 0; i < 4000; i++) rows.push(`Other ${i},+5531${String(980000000 + i)}`);
	const run = (await bring('crash.csv', `${rows.join('\n')}\n`)).is(201);
	(await api.post(`import_runs/${run.id}:start`, {})).is(200);
	await until(async () => (await api.get(`import_runs/${run.id}`)).is(200).done_rows > 0);
	await server.kill();
	await server.start();
	const done = await until(async () => {
		const row = (await api.get(`import_runs/${run.id}`)).is(200);
		return over.includes(row.state) ? row : null;
	});
	assert.deepEqual([done.state, ...counts(done)], ['done', 4000, 0, 0, 0, 0]);
});

test('the command imports alike, while the server runs and while it does not', async () => {
	const file = fileURLToPath(new URL('../corpus/import/csv-google-old.csv', import.meta.url));
	const words = ['import', '--workspace', workspace_id, '--default-country', 'BR', file];
	const first = await server.run(words);
	assert.equal(first.code, 0, first.stderr);
	assert.equal(JSON.parse(first.stdout.trim().split('\n').at(-1)).new, 2);
	await server.stop();
	const second = await server.run(words);
	await server.start();
	assert.equal(second.code, 0, second.stderr);
	const said = JSON.parse(second.stdout.trim().split('\n').at(-1));
	assert.deepEqual([said.new, said.merged, said.unchanged], [0, 0, 2]);
	const ambiguous = fileURLToPath(new URL('../corpus/import/chat-ambiguous-12h-us-shape.txt', import.meta.url));
	const asked = await server.run(['import', '--workspace', workspace_id, ambiguous]);
	assert.equal(asked.code, 2);
	assert.match(asked.stderr, /day or the month/);
});

// Threat 16, and the house rule that a log holds no personal data: whatever is sent, refused or broken,
// neither log nor refusal nor process list repeats a secret, a person or a query.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';
import { Feed } from './lib/ws.mjs';

const canary = (what) => `canary${what}${Math.random().toString(36).slice(2)}`;
const words = {
	name: canary('name'), mail: `${canary('mail')}@example.test`, note: canary('note'), text: canary('text'), query: canary('query'), password: canary('password'),
	file: canary('file'), key: canary('key'), agent: canary('agent'), cell: canary('cell'),
};
const phone = '+5511987651234';

let server, api, workspace_id, browser;
const secrets = [];

before(async () => {
	({ server, api, workspace_id } = await startWithOwner({ account: { ...owner, password: words.password, email: words.mail, name: words.name } }));
	const signedIn = await server.client({ headers: { 'User-Agent': words.agent } }).signIn({ email: words.mail, password: words.password });
	browser = signedIn.client;
	secrets.push(api.token, browser.cookie.split('=')[1], browser.csrf, ...Object.values(words), phone, phone.slice(1));
});
after(() => server.close());

test('a day of work and of mistakes leaves nothing in the log', async () => {
	const contact = await api.make('contacts', { name: words.name, identities: [{ kind: 'phone', value: phone }, { kind: 'email', value: words.mail }] });
	await api.make('notes', { contact_id: contact.id, text: words.note });
	await api.get(`search?q=${words.query}`);
	await api.get(`contacts?${words.query}=1`);
	await api.get(`contacts?company=${words.query}&limit=${words.query}`);
	await api.get(`/${words.query}?token=${api.token}`);
	await api.get(`contacts/${words.query}`);
	await api.post('contacts', `{"name":"${words.name}`);
	await api.post('contacts', { name: 1, [words.key]: words.name });
	await api.post('contacts', { name: words.name }, { 'Idempotency-Key': words.key });
	await server.client().post('session', { email: words.mail, password: `${words.password}x` });
	await server.client().post('session', { email: `${words.password}@example.test`, password: words.password });
	await browser.post('tags', { name: words.name }, { 'Kontor-CSRF': 'wrong' });
	await api.request('POST', `import_runs?name=${words.file}.csv`, `name,phone\n${words.cell},${phone}\n`);
	await api.request('POST', `import_runs?name=${words.file}.bin`, Buffer.from(`\x89PNG${words.cell}`, 'latin1'));
	await api.raw(`GET /${words.query} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.token}\r\nX: \u0001\r\n\r\n`);
	await api.raw(`${words.query}\r\n\r\n`);
	const feed = await Feed.follow(browser);
	const { ticket } = (await browser.post('feed_tickets')).is(200);
	secrets.push(ticket);
	await Feed.open(browser, `${ticket}x`);
	await feed.close();
	await server.restart();
	for (const secret of secrets) {
		assert.ok(!server.stderr.includes(secret), `the log holds ${secret}`);
		assert.ok(!server.stdout.includes(secret), `standard output holds ${secret}`);
	}
	for (const line of server.stderr.split('\n').filter(Boolean)) assert.doesNotMatch(JSON.parse(line).event, /\?/);
});

test('a refusal explains itself without our insides or the sender\'s secrets', async () => {
	const replies = [
		await api.get('contacts/x'), await api.get('contacts?limit=x'), await api.post('contacts', '{'), await api.post('contacts', { name: 1 }),
		await server.client({ token: 'kt_x' }).get('contacts'), await api.post('contacts:nothing', {}), await api.get('changes?since=99999999'),
		await api.get(`history?record=contacts&row_id=01900000-0000-7000-8000-000000000000`), await server.client().post('session', { email: words.mail, password: 'x' }),
		await api.get(`contacts?after=${'A'.repeat(60)}`), await api.request('POST', 'import_runs?name=x.bin', Buffer.from('\x89PNG', 'latin1')),
	];
	for (const { text, status, what } of replies) {
		assert.ok(status >= 400 && status < 500, `${what}: ${status}`);
		assert.doesNotMatch(text, /SELECT|sqlite|\.c:\d|0x[0-9a-f]{6}|\/tmp\/|\/src\/|errno|malloc|INDEXED|stack/i, what);
		for (const secret of [api.token, words.password, words.mail]) assert.ok(!text.includes(secret), what);
	}
});

test('the process shows no secret in its arguments or environment', () => {
	for (const file of ['cmdline', 'environ']) {
		const bytes = readFileSync(`/proc/${server.pid}/${file}`, 'latin1');
		for (const secret of secrets) assert.ok(!bytes.includes(secret), file);
		const key = readFileSync(join(server.dir, 'master.key'), 'latin1').trim();
		assert.ok(!bytes.includes(key), file);
	}
});

test('what lies in the data folder is for its owner alone', () => {
	const all = readdirSync(server.dir, { withFileTypes: true, recursive: true }).map((e) => join(e.parentPath ?? e.path, e.name));
	assert.ok(all.length >= 6);
	for (const path of [server.dir, ...all]) assert.equal(statSync(path).mode & 0o077, 0, path);
});

test('a command is told the password on its input, and prints the token alone', async () => {
	const made = await server.run(['user', 'add', '--email', 'cli@example.test', '--password-stdin', '--workspace-id', workspace_id, '--role', 'agent'], { input: 'a good long password\n' });
	assert.equal(made.code, 0, made.stderr);
	assert.ok(!made.stdout.includes('a good long password') && made.stderr === '');
	assert.equal((await server.run(['user', 'add', '--email', 'x@example.test', '--password', 'a good long password', '--workspace-id', workspace_id, '--role', 'agent'])).code, 64);
	const token = await server.run(['token', 'create', '--email', 'cli@example.test', '--workspace', workspace_id, '--scope', 'read']);
	assert.match(token.stdout, /^kt_[A-Za-z0-9_-]{43}\n$/);
	assert.equal(token.stderr, '');
});

// Who looks after the server: the first account, and whom it names. Commands for when mail, phone or
// password are lost.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';
import { codeAt, turnOn } from './lib/totp.mjs';

let server, workspace_id;
const other = { email: 'caro@example.test', name: 'Caro', password: owner.password };

before(async () => {
	({ server, workspace_id } = await startWithOwner());
	(await server.admin.post('/admin/v1/users', { ...other, workspace_id, role: 'admin' })).is(201);
});
after(() => server.close());

const run = async (...words) => server.run(['user', ...words]);
const ok = async (...words) => {
	const { code, stdout, stderr } = await run(...words);
	assert.equal(code, 0, stderr);
	return stdout;
};

test('the first account looks after the server; another only once it is named, and at once', async () => {
	const { client: first } = await server.client().signIn(owner);
	const { client: second } = await server.client().signIn(other);
	assert.equal((await first.get('session')).is(200).user.operator, true);
	(await first.get('egress_entries')).is(200);
	(await second.get('egress_entries')).refuses(403, 'forbidden');
	(await server.client().get('egress_entries')).refuses(401, 'unauthorized');
	(await (await server.token({ workspace_id })).get('egress_entries')).refuses(403, 'forbidden');
	(await first.get('egress_entries?after=x')).refuses(400, 'bad-cursor');

	JSON.parse(await ok('operator', '--email', other.email));
	(await second.get('egress_entries')).is(200);
	assert.equal((await second.get('session')).is(200).user.operator, true);
	await ok('operator', '--email', other.email, '--off');
	(await second.get('egress_entries')).refuses(403, 'forbidden');
});

test('somebody always looks after the server', async () => {
	const { code, stderr } = await run('operator', '--email', owner.email, '--off');
	assert.equal(code, 1);
	assert.match(stderr, /name another first/);
	assert.match((await run('operator', '--email', 'nobody@example.test')).stderr, /no account/);
	assert.equal((await run('operator')).code, 64);
	assert.equal((await run('nonsense')).code, 64);
	assert.deepEqual((await server.admin.post('/admin/v1/users:operator', {})).flaws(), [
		'/email required',
		'/operator required',
	]);
});

test('accounts are listed, and added as operators', async () => {
	const added = await server.run(
		['user', 'add', '--email', 'op@example.test', '--workspace-id', workspace_id, '--role', 'viewer', '--operator', '--password-stdin'],
		{ input: `${owner.password}\n` },
	);
	assert.equal(added.code, 0, added.stderr);
	const { items } = JSON.parse(await ok('list'));
	assert.deepEqual(
		items.map(({ email, operator, totp }) => [email, operator, totp]),
		[
			[owner.email, true, false],
			[other.email, false, false],
			['op@example.test', true, false],
		],
	);
});

test('a link for a new password, and the second factor away when phone and paper are lost', async () => {
	const { client } = await server.client().signIn(other);
	const { secret } = await turnOn(client);
	const link = await ok('reset', '--email', other.email, '--totp-off');
	const [, code] = /#\/reset\/([\w-]{43})\n$/.exec(link);
	(await server.client().post('session', { email: other.email, password: other.password })).is(200);
	(await server.client().post('password_resets:finish', { code, password: 'another horse battery' })).is(204);
	const reply = await server.client().post('session', { email: other.email, password: 'another horse battery', code: codeAt(secret) });
	assert.equal(reply.is(200).user.totp, false);
	assert.match((await run('reset', '--email', 'nobody@example.test')).stderr, /no account/);
	assert.equal((await run('reset')).code, 64);
});

test('an address is changed where no mail could prove it', async () => {
	(await server.admin.post('/admin/v1/users', { ...owner, email: 'old@example.test', workspace_id, role: 'viewer' })).is(201);
	JSON.parse(await ok('email', '--email', 'old@example.test', '--to', 'New@example.test'));
	(await server.client().post('session', { email: 'new@example.test', password: owner.password })).is(200);
	assert.match((await run('email', '--email', 'new@example.test', '--to', other.email)).stderr, /account with this address/);
	assert.match((await run('email', '--email', 'new@example.test', '--to', 'x')).stderr, /Not an e-mail address/);
	assert.match((await run('email', '--email', 'old@example.test', '--to', 'y@example.test')).stderr, /no account/);
	assert.equal((await run('email', '--email', 'old@example.test')).code, 64);
});

test('commands work without a server running, too', async () => {
	await server.stop();
	const link = await ok('reset', '--email', owner.email);
	assert.match(link, /#\/reset\/[\w-]{43}\n$/);
	await server.start();
	const [, code] = /#\/reset\/([\w-]{43})/.exec(link);
	(await server.client().post('password_resets:finish', { code, password: owner.password })).is(204);
});

test('the commands ask over the socket what anybody there may ask', async () => {
	const { items } = (await server.admin.get('/admin/v1/users')).is(200);
	const { id, email } = items.find((one) => one.email === 'new@example.test');
	const post = async (verb, body) => (await server.admin.post(`/admin/v1/users:${verb}`, { email, ...body })).is(200);
	assert.deepEqual(await post('operator', { operator: true }), { id, operator: true });
	assert.deepEqual(await post('operator', { operator: false }), { id, operator: false });
	const { link, expires_at } = await post('reset', {});
	assert.match(link, /#\/reset\/[\w-]{43}$/);
	assert.ok(Math.abs(expires_at - Date.now() - 30 * 60e3) < 60e3);
	assert.deepEqual(await post('email', { to: 'newer@example.test' }), { id });
});

test('what only the socket may ask is not there for anybody else', async () => {
	const { client } = await server.client().signIn(owner);
	(await client.get('/admin/v1/users')).refuses(404, 'not-found');
	(await client.post('/admin/v1/users:email', { email: owner.email, to: 'x@example.test' })).refuses(404, 'not-found');
	(await client.post('/admin/v1/users:reset', { email: owner.email })).refuses(404, 'not-found');
	(await client.post('/admin/v1/users:operator', { email: owner.email, operator: true })).refuses(404, 'not-found');
});

// One's own account: name, password, address, browsers, export, the end. Whoever must prove themselves
// again and cannot is told at the field, and stays signed in.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { codeIn, Mailbox } from './lib/mail.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';
import { Feed } from './lib/ws.mjs';

const password = 'another horse battery';
let server, box, workspace_id, people = 0;

before(async () => {
	box = await Mailbox.start();
	({ server, workspace_id } = await startWithOwner({ args: ['--trusted-proxy', '127.0.0.1', ...box.args()] }));
});
after(async () => {
	await server.close();
	await box.close();
});

const elsewhere = () => ({ headers: { 'X-Forwarded-For': `203.0.113.${++people % 250}` } });

/** Somebody new with a place in the workspace, signed in. */
async function somebody(role = 'agent') {
	const who = { email: `p${++people}@example.test`, name: `Person ${people}`, password: owner.password };
	const { user_id } = (await server.admin.post('/admin/v1/users', { ...who, workspace_id, role })).is(201);
	const { client, reply } = await server.client(elsewhere()).signIn(who);
	return { ...who, user_id, client, session: reply.json };
}
const signIn = (email, secret) => server.client(elsewhere()).post('session', { email, password: secret });

test('an account says who it is, in the session and by itself', async () => {
	const { client, session, email, name, user_id } = await somebody();
	const facts = {
		id: user_id, email, name, locale: null, operator: false, totp: false, recovery_codes_left: 0,
		email_verified: false,
	};
	assert.deepEqual(session.user, facts);
	assert.deepEqual((await client.get('account')).is(200), facts);
	(await server.client().get('account')).refuses(401, 'unauthorized');
	(await (await server.token({ workspace_id })).get('account')).refuses(403, 'forbidden');
});

test('a name goes to every workspace, a language stays with the account', async () => {
	const { client, user_id } = await somebody();
	const changed = (await client.patch('account', { name: '  Mara Lind ', locale: 'de-AT' })).is(200);
	assert.deepEqual([changed.name, changed.locale], ['Mara Lind', 'de-AT']);
	const member = (await client.all('members')).find((one) => one.user_id === user_id);
	assert.equal(member.name, 'Mara Lind');
	assert.equal((await client.patch('account', { locale: null })).is(200).locale, null);
	assert.equal((await client.get('session')).is(200).user.name, 'Mara Lind');
	assert.deepEqual((await client.patch('account', { name: ' ' })).flaws(), ['/name too_short']);
	assert.deepEqual((await client.patch('account', { locale: 'x' })).flaws(), ['/locale malformed']);
	assert.deepEqual((await client.patch('account', { email: 'x@example.test' })).flaws(), ['/email unknown_field']);
	(await client.with({ csrf: undefined }).patch('account', { name: 'x' })).refuses(403, 'csrf');
});

test('K20 another password: browser, token and socket of before are over within a second', async () => {
	const who = await somebody('admin');
	const { client: other } = await server.client(elsewhere()).signIn(who);
	const token = await server.token({ workspace_id, email: who.email });
	const feeds = [await Feed.follow(other), await Feed.follow(token)];
	const mine = await Feed.follow(who.client);
	const { ticket } = (await other.post('feed_tickets')).is(200);
	(await token.get('contacts')).is(200);

	const body = { current: owner.password, password };
	assert.deepEqual((await who.client.post('account:password', { ...body, current: 'wrong' })).flaws(), [
		'/current refused',
	]);
	assert.deepEqual((await who.client.post('account:password', { ...body, password: 'short' })).flaws(), [
		'/password too_short',
	]);
	assert.deepEqual((await who.client.post('account:password', { ...body, password: 'password123' })).flaws(), [
		'/password refused',
	]);
	assert.deepEqual((await who.client.post('account:password', { ...body, password: `xx${who.email}` })).flaws(), [
		'/password refused',
	]);
	(await other.get('session')).is(200);

	(await who.client.post('account:password', body)).is(204);
	for (const feed of feeds) assert.equal(await feed.ws.closed(1000), 1008);
	assert.equal((await Feed.open(who.client, ticket)).status, 401);
	(await other.get('session')).refuses(401, 'unauthorized');
	(await token.get('contacts')).refuses(401, 'unauthorized');
	(await who.client.get('session')).is(200);
	assert.equal(mine.ws.code, null);
	await mine.close();
	(await signIn(who.email, owner.password)).refuses(401, 'bad-login');
	(await signIn(who.email, password)).is(200);
	const notice = await box.next(who.email);
	assert.equal(notice.headers.subject, 'Your password was changed');
});

test('asking for the password again counts by itself: ten wrong ones, whoever guesses outside', async () => {
	const who = await somebody();
	for (let i = 0; i < 10; i++)
		(await who.client.post('account:password', { current: 'wrong', password })).flaws();
	const late = await who.client.post('account:password', { current: owner.password, password });
	late.refuses(429, 'too-many-requests');
	assert.ok(Number(late.headers['retry-after']) > 800);
	(await who.client.get('session')).is(200);
	(await signIn(who.email, owner.password)).is(200);
});

test('another address counts once its mail was read; the old one is told', async () => {
	const who = await somebody();
	const email = `new${people}@example.test`;
	assert.deepEqual((await who.client.post('account:email', { email, password: 'wrong' })).flaws(), [
		'/password refused',
	]);
	assert.deepEqual((await who.client.post('account:email', { email: 'x', password: owner.password })).flaws(), [
		'/email malformed',
	]);
	(await who.client.post('account:email', { email, password: owner.password })).is(202);
	const code = codeIn(await box.next(email), 'verify');
	assert.equal((await who.client.get('account')).is(200).email, who.email);
	(await server.client(elsewhere()).post('account:verify', { code: 'x' })).refuses(410, 'code-over');
	(await server.client({ headers: { Origin: 'https://evil.example' } }).post('account:verify', { code })).refuses(
		403,
		'csrf',
	);
	(await server.client(elsewhere()).post('account:verify', { code })).is(204);
	(await server.client(elsewhere()).post('account:verify', { code })).refuses(410, 'code-over');
	const now = (await who.client.get('account')).is(200);
	assert.deepEqual([now.email, now.email_verified], [email, true]);
	assert.match((await box.next(who.email)).text, new RegExp(`last mail to ${who.email}`));
	(await signIn(who.email, owner.password)).refuses(401, 'bad-login');
	(await signIn(email, owner.password)).is(200);
});

test('mails to new addresses are few: nobody is written to without end', async () => {
	const who = await somebody();
	for (let i = 0; i < 5; i++)
		(await who.client.post('account:email', { email: `target${i}@example.test`, password: owner.password })).is(202);
	(await who.client.post('account:email', { email: 'target@example.test', password: owner.password })).refuses(
		429,
		'too-many-requests',
	);
});

test("an address that is another's gets no mail, and nobody is told", async () => {
	const who = await somebody();
	const taken = await somebody();
	(await who.client.post('account:email', { email: taken.email, password: owner.password })).is(202);
	(await who.client.post('account:email', { email: who.email, password: owner.password })).is(202);
	codeIn(await box.next(who.email), 'verify'); // sent after the other would have been
	assert.deepEqual(box.mails.filter(({ to }) => to.includes(taken.email)), []);
});

test('browsers are listed, and ended one by one or all but this one', async () => {
	const who = await somebody();
	const others = [];
	for (const agent of ['Firefox/130', 'Chrome/140'])
		others.push((await server.client({ headers: { ...elsewhere().headers, 'User-Agent': agent } }).signIn(who)).client);
	const { items } = (await who.client.get('account/sessions')).is(200);
	assert.deepEqual(
		items.map(({ agent, current }) => [agent, current]),
		[
			['Chrome/140', false],
			['Firefox/130', false],
			[items[2].agent, true],
		],
	);
	const stranger = await somebody();
	(await stranger.client.delete(`account/sessions/${items[0].id}`)).refuses(404, 'not-found');
	(await who.client.delete(`account/sessions/${items[0].id}`)).is(204);
	(await who.client.delete(`account/sessions/${items[0].id}`)).refuses(404, 'not-found');
	(await others[1].get('session')).refuses(401, 'unauthorized');
	(await others[0].get('session')).is(200);
	const feed = await Feed.follow(others[0]);
	(await who.client.post('account/sessions:end_others')).is(204);
	assert.equal(await feed.ws.closed(1000), 1008);
	(await others[0].get('session')).refuses(401, 'unauthorized');
	assert.equal((await who.client.get('account/sessions')).is(200).items.length, 1);
});

test('the export has all that is kept of the account, and no secret', async () => {
	const who = await somebody();
	const reply = await who.client.get('account:export');
	const all = reply.is(200);
	assert.match(reply.headers['content-disposition'], /^attachment;/);
	assert.equal(all.users[0].email, who.email);
	assert.equal(all.memberships[0].workspace_id, workspace_id);
	assert.equal(all.sessions.length, 1);
	assert.equal(all.devices.length, 1);
	for (const secret of ['argon2id', 'hash', 'totp_sealed', who.client.cookie.split('=')[1]])
		assert.ok(!reply.text.includes(secret), `${secret} is in the export`);
});

test('an account that is the only owner of a workspace stays; any other is closed, and kept by signing in', async () => {
	const lonely = { email: 'lonely@example.test', name: 'Lonely', password: owner.password };
	(await server.admin.post('/admin/v1/users', { ...lonely, workspace: 'Just Mine', role: 'owner' })).is(201);
	const { client: alone } = await server.client(elsewhere()).signIn(lonely);
	const refused = (await alone.post('account:close', { password: owner.password })).refuses(409, 'last-owner');
	assert.match(refused.detail, /Just Mine/);

	const who = await somebody();
	const token = await server.token({ workspace_id, email: who.email });
	assert.deepEqual((await who.client.post('account:close', { password: 'wrong' })).flaws(), ['/password refused']);
	const reply = await who.client.post('account:close', { password: owner.password });
	const { closes_at } = reply.is(200);
	assert.ok(Math.abs(closes_at - Date.now() - 30 * 86400e3) < 3600e3);
	(await who.client.get('session')).refuses(401, 'unauthorized');
	(await token.get('contacts')).refuses(401, 'unauthorized');
	assert.match((await box.next(who.email)).headers.subject, /being closed/);
	const listed = (await server.admin.get('/admin/v1/users')).is(200).items;
	assert.equal(listed.find(({ email }) => email === who.email).closes_at, closes_at);
	(await signIn(who.email, owner.password)).is(200);
	const again = (await server.admin.get('/admin/v1/users')).is(200).items;
	assert.equal(again.find(({ email }) => email === who.email).closes_at, null);
});

test('whoever alone looks after the server stays, while there are others', async () => {
	(await server.admin.post('/admin/v1/users', { ...owner, email: 'second@example.test', workspace_id, role: 'owner' })).is(201);
	const { client } = await server.client(elsewhere()).signIn(owner);
	const refused = (await client.post('account:close', { password: owner.password })).refuses(409, 'conflict');
	assert.match(refused.detail, /look after this server/);
	(await client.get('session')).is(200);
});

test('without a grace the account goes at the next look: a former member stays in the workspace', async (t) => {
	const { server: brief, workspace_id: shop } = await startWithOwner({ args: ['--account-grace-days', '0'] });
	t.after(() => brief.close());
	const who = { email: 'gone@example.test', name: 'Gone Soon', password: owner.password };
	(await brief.admin.post('/admin/v1/users', { ...who, workspace_id: shop, role: 'agent' })).is(201);
	const { client } = await brief.client().signIn(who);
	const reader = await brief.token({ workspace_id: shop });
	(await client.post('account:close', { password: who.password })).is(200);
	await brief.restart(); // it looks at each start
	await until(async () => !(await brief.admin.get('/admin/v1/users')).text.includes(who.email));
	const member = (await reader.all('members')).find(({ name }) => name === 'Former member');
	assert.equal(member?.active, false);
	assert.ok(!(await reader.get('members')).text.includes('Gone Soon'));
	(await brief.client().post('session', who)).flaws();
	(await brief.client().post('session', { email: who.email, password: who.password })).refuses(401, 'bad-login');
});

test('the cookie of a known browser is for later: it opens nothing', async () => {
	const who = await somebody();
	const reply = await signIn(who.email, owner.password);
	const [, device] = reply.headers['set-cookie'];
	assert.match(device, /^kontor_device=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=31536000$/);
	const cookie = device.split(';')[0];
	(await server.client({ cookie }).get('session')).refuses(401, 'unauthorized');
	const secret = cookie.split('=')[1];
	(await server.client({ cookie: `kontor_session=${secret}` }).get('session')).refuses(401, 'unauthorized');
	assert.notEqual(cookieOf(reply).split('=')[1], secret);
});

test('guessing from elsewhere does not keep a known browser out', async () => {
	const who = await somebody();
	const reply = await signIn(who.email, owner.password);
	const device = reply.headers['set-cookie'][1].split(';')[0];
	for (let i = 0; i < 10; i++) (await signIn(who.email, 'wrong password')).refuses(401, 'bad-login');
	(await signIn(who.email, owner.password)).refuses(429, 'too-many-requests');
	const known = server.client({ ...elsewhere(), cookie: device });
	(await known.post('session', { email: who.email, password: 'wrong password' })).refuses(401, 'bad-login');
	(await known.post('session', { email: who.email, password: owner.password })).is(200);
});

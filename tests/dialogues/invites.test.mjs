// Invitations: a link for one person and for a while. K19: one account whatever the case of the address;
// whoever else is signed in is told for whom it is; a member of one workspace joins a second in the same way.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { cookieOf } from './lib/client.mjs';
import { codeIn, Mailbox } from './lib/mail.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { until } from './lib/until.mjs';

const password = 'a horse of her own';
let server, api, workspace_id, rosa;

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	({ client: rosa } = await server.client().signIn(owner, workspace_id));
});
after(() => server.close());

const invite = async (body, client = rosa) => (await client.post('invites', body)).is(201);
const codeOf = ({ link }) => /#\/invite\/([\w-]{43})$/.exec(link)[1];
const look = (code, client = server.client()) => client.post('invites:look', { code });
const accept = (code, more = {}, client = server.client()) => client.post('invites:accept', { code, ...more });
const anew = (email, name = 'Somebody') => ({ email, name, password, confirm_age: true });

/** A browser of the account that has just been made. */
function browserOf(reply, workspace) {
	const { csrf, workspaces } = reply.is(201);
	return server.client({ cookie: cookieOf(reply), csrf, workspace: workspace ?? workspaces[0].id });
}

test('an invitation by link: looked at, taken with a new account, who is a member then', async () => {
	const made = await invite({ role: 'agent' });
	assert.equal(made.mailed, false, 'there is no mail server');
	assert.match(made.link, new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#/invite/`));
	const code = codeOf(made);
	const seen = (await look(code)).is(200);
	assert.deepEqual(seen, {
		workspace: 'Loja Central',
		role: 'agent',
		email_hint: null,
		expires_at: made.expires_at,
		signed_in_as: null,
		fits: null,
	});
	assert.ok(Math.abs(made.expires_at - Date.now() - 7 * 86_400_000) < 60_000, 'seven days');
	const reply = await accept(code, anew('ivo@example.test', 'Ivo'));
	const session = reply.is(201);
	assert.equal(session.user.email, 'ivo@example.test');
	assert.deepEqual(
		session.workspaces.map(({ id, role, state }) => [id, role, state]),
		[[workspace_id, 'agent', 'ready']],
	);
	const ivo = browserOf(reply);
	assert.equal((await ivo.get('contacts')).is(200).items.length, 0);
	const member = (await api.all('members')).find(({ name }) => name === 'Ivo');
	assert.deepEqual([member.role, member.active], ['agent', true]);
	const [listed] = (await rosa.get('invites')).is(200).items;
	assert.deepEqual(
		[listed.id, listed.role, listed.made_by, typeof listed.taken_at],
		[made.id, 'agent', owner.name, 'number'],
	);
	(await look(code)).refuses(410, 'invite-over');
	(await accept(code, anew('other@example.test'))).refuses(410, 'invite-over');
});

test('K19 the address in another case is the same account, with the invited role', async () => {
	const made = await invite({ email: 'Mara.Lind@Example.test', role: 'admin' });
	const code = codeOf(made);
	assert.equal((await look(code)).is(200).email_hint, 'm…@example.test');
	await server.addUser({ email: 'mara.lind@example.test', name: 'Mara', password, workspace: 'Elsewhere' });
	const { client: mara } = await server.client().signIn({ email: 'mara.lind@example.test', password });
	const seen = (await look(code, mara)).is(200);
	assert.deepEqual([seen.signed_in_as, seen.fits], [{ name: 'Mara', email: 'mara.lind@example.test' }, true]);
	const { workspaces, joined } = (await accept(code, {}, mara)).is(200);
	assert.equal(joined, workspace_id, 'two workspaces may have one name: the answer says which it was');
	assert.deepEqual(workspaces.map(({ name, role }) => [name, role]).sort(), [
		['Elsewhere', 'owner'],
		['Loja Central', 'admin'],
	]);
	(await mara.get('contacts', { 'Kontor-Workspace': workspace_id })).is(200);
	const again = (await accept(code, {}, mara)).is(200);
	assert.deepEqual([again.workspaces, again.joined], [workspaces, joined], 'taken twice is taken once');
	(await look(code, mara)).is(200);
	assert.equal((await api.all('members')).filter(({ name }) => name === 'Mara').length, 1);
});

test('K19 somebody else is signed in: told for whom it is and who they are, and refused', async () => {
	const code = codeOf(await invite({ email: 'nuno.reis@example.test', role: 'viewer' }));
	const seen = (await look(code, rosa)).is(200);
	assert.deepEqual(
		[seen.email_hint, seen.signed_in_as, seen.fits],
		['n…@example.test', { name: owner.name, email: owner.email }, false],
	);
	assert.equal((await look(code, rosa.with({ csrf: undefined }))).is(200).signed_in_as.email, owner.email);
	(await look(code, rosa.with({ headers: { Origin: 'https://elsewhere.example' } }))).refuses(403, 'csrf');
	const problem = (await accept(code, {}, rosa)).refuses(403, 'invite-for-another');
	assert.equal(problem.detail, `This invitation is for n…@example.test; you are signed in as ${owner.email}.`);
	(await accept(code, anew('nuno@example.test'))).refuses(403, 'invite-for-another');
	const { workspaces, joined } = (await accept(code, anew(' Nuno.Reis@EXAMPLE.test ', 'Nuno'))).is(201);
	assert.deepEqual([workspaces[0].role, joined], ['viewer', workspace_id]);
});

test('an address that has an account signs in by it: nobody learns from the answers whether it has', async () => {
	const code = codeOf(await invite({ role: 'viewer' }));
	const wrong = await accept(code, { ...anew('mara.lind@example.test'), password: 'not her password' });
	const { request_id: one, ...problem } = wrong.refuses(401, 'bad-login');
	const { request_id: two, ...signing } = (
		await server.client().post('session', { email: 'mara.lind@example.test', password: 'not her password' })
	).refuses(401, 'bad-login');
	assert.deepEqual(problem, signing);
	assert.notEqual(one, two);
	for (const email of ['mara.lind@example.test', 'nobody@example.test'])
		assert.deepEqual(
			Object.keys((await look(code)).is(200)).sort(),
			['email_hint', 'expires_at', 'fits', 'role', 'signed_in_as', 'workspace'],
			email,
		);
	assert.equal((await accept(code, anew('mara.lind@example.test'))).is(201).workspaces.length, 2);
});

test('what is wrong with a new account is said at once, and the invitation stays good', async () => {
	const code = codeOf(await invite({ role: 'viewer' }));
	assert.deepEqual((await accept(code, { email: 'not an address' })).flaws(), ['/password required']);
	const flaws = (await accept(code, { email: 'x', name: '', password: 'short', confirm_age: false })).flaws();
	for (const flaw of ['/email malformed', '/confirm_age required']) assert.ok(flaws.includes(flaw), `${flaws}`);
	(await accept(code)).refuses(401, 'unauthorized');
	(await accept(code, {}, rosa.with({ csrf: undefined }))).refuses(403, 'csrf');
	(await accept(code, anew('vera@example.test', 'Vera'))).is(201);
});

test('revoked, unknown, run out, of another workspace: none of them leads anywhere', async () => {
	const made = await invite({ role: 'viewer' });
	(await rosa.delete(`invites/${made.id}`)).is(204);
	(await rosa.delete(`invites/${made.id}`)).refuses(404, 'not-found');
	for (const code of [codeOf(made), 'A'.repeat(43), 'short'])
		for (const reply of [
			await look(code),
			await accept(code, anew('late@example.test')),
			await accept(code, {}, rosa),
		])
			reply.refuses(410, 'invite-over');
	assert.deepEqual((await rosa.post('invites', { role: 'viewer', expires_at: Date.now() - 1 })).flaws(), [
		'/expires_at out_of_range',
	]);
	assert.deepEqual(
		(await rosa.post('invites', { role: 'viewer', expires_at: Date.now() + 8 * 86_400_000 })).flaws(),
		['/expires_at out_of_range'],
	);
	assert.deepEqual((await rosa.post('invites', { role: 'viewer', email: 'nonsense' })).flaws(), ['/email malformed']);
	assert.deepEqual((await rosa.post('invites', { role: 'viewer', email: owner.email })).flaws(409, 'conflict'), [
		'/email not_unique',
	]);
	const short = await invite({ role: 'viewer', expires_at: Date.now() + 400 });
	(await look(codeOf(short))).is(200);
	await until(async () => (await look(codeOf(short))).status === 410);
	const listed = (await rosa.get('invites')).is(200).items.find(({ id }) => id === short.id);
	assert.ok(listed.expires_at <= Date.now() && listed.taken_at === null, 'shown as one that ended');
});

test('who may invite: admins everybody but owners, owners everybody, others nobody', async () => {
	const admin = await server.addMember({ workspace_id, role: 'admin' });
	for (const role of ['viewer', 'agent', 'admin']) await invite({ role }, admin);
	(await admin.post('invites', { role: 'owner' })).refuses(403, 'forbidden');
	const high = await invite({ role: 'owner' });
	(await admin.delete(`invites/${high.id}`)).refuses(403, 'forbidden');
	for (const role of ['agent', 'viewer']) {
		const client = await server.addMember({ workspace_id, role });
		(await client.post('invites', { role: 'viewer' })).refuses(403, 'forbidden');
		(await client.get('invites')).refuses(403, 'forbidden');
		(await client.delete(`invites/${high.id}`)).refuses(403, 'forbidden');
	}
	(await rosa.delete(`invites/${high.id}`)).is(204);
});

test('what somebody could not give any more goes with their rights', async () => {
	const dora = { email: 'dora@example.test', name: 'Dora', workspace_id };
	const admin = await server.addMember({ ...dora, role: 'admin' });
	const made = await invite({ role: 'admin' }, admin);
	await server.addMember({ ...dora, role: 'agent' });
	(await look(codeOf(made))).refuses(410, 'invite-over');
});

test('with a mail server the link is mailed, in the words of the one who asks', async () => {
	const box = await Mailbox.start();
	const { server: posting, workspace_id: shop } = await startWithOwner({ args: box.args() });
	try {
		const { client } = await posting.client().signIn(owner, shop);
		const made = (await client.post('invites', { email: 'ana.luz@example.test', role: 'agent' })).is(201);
		assert.equal(made.mailed, true);
		const mail = await box.next('ana.luz@example.test');
		assert.equal(codeIn(mail, 'invite'), codeOf(made));
		assert.match(mail.text, /Rosa Prado/);
		assert.match(mail.text, /Loja Central/);
	} finally {
		await posting.close();
		await box.close();
	}
});

test('as many as the server allows, and no more', async () => {
	const { server: small, workspace_id: shop } = await startWithOwner({
		args: ['--invites-max', '2', '--members-max', '2'],
	});
	try {
		const { client } = await small.client().signIn(owner, shop);
		const [one, two] = [
			await client.post('invites', { role: 'viewer' }),
			await client.post('invites', { role: 'viewer' }),
		].map((reply) => codeOf(reply.is(201)));
		(await client.post('invites', { role: 'viewer' })).refuses(409, 'limit-reached');
		const take = (code, email) => small.client().post('invites:accept', { code, ...anew(email) });
		(await take(one, 'first@example.test')).is(201);
		(await take(two, 'second@example.test')).refuses(409, 'limit-reached');
	} finally {
		await small.close();
	}
});

test('invitations outlive a restart, and lie nowhere in clear', async () => {
	const code = codeOf(await invite({ role: 'viewer' }));
	await server.restart();
	(await look(code)).is(200);
	assert.ok(!server.stderr.includes(code));
	assert.ok(!JSON.stringify((await rosa.get('invites')).is(200)).includes(code));
});

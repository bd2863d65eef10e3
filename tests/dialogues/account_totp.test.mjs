// The second factor: six digits of an app, each taken once, half a minute early or late; and ten codes on
// paper for when the phone is gone.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { codeAt, turnOn, untilRoom, wrongCode } from './lib/totp.mjs';
import { owner, startWithOwner } from './lib/server.mjs';

let server, workspace_id, people = 0;

before(async () => {
	({ server, workspace_id } = await startWithOwner({ args: ['--trusted-proxy', '127.0.0.1'] }));
});
after(() => server.close());

const elsewhere = () => ({ headers: { 'X-Forwarded-For': `203.0.113.${++people % 250}` } });

async function somebody() {
	const who = { email: `t${++people}@example.test`, name: `Person ${people}`, password: owner.password };
	(await server.admin.post('/admin/v1/users', { ...who, workspace_id, role: 'agent' })).is(201);
	const { client } = await server.client(elsewhere()).signIn(who);
	const signIn = (code, password = who.password) =>
		server.client(elsewhere()).post('session', { email: who.email, password, ...(code === undefined ? {} : { code }) });
	return { ...who, client, signIn };
}

test('K21 a code is taken once: the second time it says to wait for the next', async () => {
	const who = await somebody();
	const { secret, recovery_codes } = await turnOn(who.client);
	assert.equal(new Set(recovery_codes).size, 10);
	for (const code of recovery_codes) assert.match(code, /^[2-9a-km-np-z]{5}-[2-9a-km-np-z]{5}$/);
	(await who.signIn()).refuses(401, 'code-needed');
	(await who.signIn(codeAt(secret, -1))).refuses(401, 'code-used'); // it turned the factor on
	(await who.signIn(wrongCode(secret))).refuses(401, 'bad-code');
	const { user } = (await who.signIn(codeAt(secret))).is(200);
	assert.deepEqual([user.totp, user.recovery_codes_left], [true, 10]);
	const again = (await who.signIn(codeAt(secret))).refuses(401, 'code-used');
	assert.match(again.title, /already used; wait for the next code/);
});

test('the same half-minutes count when it is turned on: one early, one late, no more', async () => {
	const who = await somebody();
	await untilRoom();
	const { secret, uri } = (await who.client.post('account/totp')).is(200);
	assert.match(secret, /^[A-Z2-7]{32}$/);
	assert.equal(uri, `otpauth://totp/Kontor:${encodeURIComponent(who.email)}?secret=${secret}&issuer=Kontor`);
	(await who.signIn()).is(200); // not on yet
	for (const steps of [-2, 2])
		assert.deepEqual((await who.client.post('account/totp:confirm', { code: codeAt(secret, steps) })).flaws(), [
			'/code refused',
		]);
	(await who.client.post('account/totp:confirm', { code: codeAt(secret, 1) })).is(200);
	(await who.client.post('account/totp:confirm', { code: codeAt(secret, 1) })).refuses(409, 'conflict');
	(await who.client.post('account/totp')).refuses(409, 'conflict');
});

test('beginning anew voids what was begun', async () => {
	const who = await somebody();
	(await who.client.post('account/totp:confirm', { code: '123456' })).refuses(409, 'conflict');
	await untilRoom();
	const first = (await who.client.post('account/totp')).is(200);
	const second = (await who.client.post('account/totp')).is(200);
	assert.notEqual(first.secret, second.secret);
	(await who.client.post('account/totp:confirm', { code: codeAt(first.secret) })).flaws();
	(await who.client.post('account/totp:confirm', { code: codeAt(second.secret) })).is(200);
});

test('of the same code at once in many browsers, one gets in', async () => {
	const who = await somebody();
	const { secret } = await turnOn(who.client);
	const replies = await Promise.all(Array.from({ length: 5 }, () => who.signIn(codeAt(secret))));
	assert.equal(replies.filter(({ status }) => status === 200).length, 1);
	for (const reply of replies) if (reply.status !== 200) reply.refuses(401, 'code-used');
});

test('a code on paper gets in once, however it is typed', async () => {
	const who = await somebody();
	const { recovery_codes: codes } = await turnOn(who.client);
	const { user } = (await who.signIn(` ${codes[0].toUpperCase().replace('-', ' ')} `)).is(200);
	assert.equal(user.recovery_codes_left, 9);
	(await who.signIn(codes[0])).refuses(401, 'bad-code');
	assert.deepEqual((await who.client.post('account/recovery_codes', { password: 'wrong' })).flaws(), [
		'/password refused',
	]);
	const fresh = (await who.client.post('account/recovery_codes', { password: owner.password })).is(200);
	assert.equal(fresh.recovery_codes.length, 10);
	(await who.signIn(codes[1])).refuses(401, 'bad-code');
	(await who.signIn(fresh.recovery_codes[1])).is(200);
});

test('turning it off takes password and code', async () => {
	const who = await somebody();
	const { secret, recovery_codes } = await turnOn(who.client);
	const off = (password, code) => who.client.post('account/totp:off', { password, code });
	assert.deepEqual((await off('wrong', codeAt(secret))).flaws(), ['/password refused']);
	assert.deepEqual((await off(owner.password, wrongCode(secret))).flaws(), ['/code refused']);
	(await who.signIn()).refuses(401, 'code-needed');
	(await off(owner.password, recovery_codes[4])).is(204);
	(await who.signIn()).is(200);
	(await off(owner.password, recovery_codes[5])).refuses(409, 'conflict');
	(await who.client.post('account/recovery_codes', { password: owner.password })).refuses(409, 'conflict');
});

test('without the right password a code says nothing, and is not used up', async () => {
	const who = await somebody();
	const plain = await somebody();
	const { secret, recovery_codes } = await turnOn(who.client);
	const wrong = 'not the password';
	const texts = new Set();
	for (const [signIn, code] of [
		[who.signIn, undefined], [who.signIn, codeAt(secret)], [who.signIn, recovery_codes[0]],
		[plain.signIn, undefined], [plain.signIn, '123456'],
	]) {
		const problem = (await signIn(code, wrong)).refuses(401, 'bad-login');
		texts.add(JSON.stringify({ ...problem, request_id: '' }));
	}
	assert.equal(texts.size, 1);
	(await who.signIn(recovery_codes[0])).is(200);
	(await who.signIn(codeAt(secret))).is(200);
});

test('a wrong password takes as long with a second factor as without', async () => {
	const who = await somebody();
	const plain = await somebody();
	await turnOn(who.client);
	const times = new Map([[who, []], [plain, []]]);
	for (let i = 0; i < 7; i++)
		for (const [one, list] of times) {
			const began = performance.now();
			(await one.signIn('123456', 'not the password')).refuses(401, 'bad-login');
			list.push(performance.now() - began);
		}
	const [a, b] = [...times.values()].map((list) => list.toSorted((x, y) => x - y)[3]);
	assert.ok(Math.max(a, b) < 2 * Math.min(a, b), `${a} ms against ${b} ms`);
});

test('guessing codes is slow: ten wrong ones in a quarter, across a restart; inside as well', async () => {
	const who = await somebody();
	const { secret, recovery_codes } = await turnOn(who.client);
	for (let i = 0; i < 10; i++) (await who.signIn(wrongCode(secret))).refuses(401, 'bad-code');
	(await who.signIn(recovery_codes[0])).refuses(429, 'too-many-requests');
	await server.restart();
	const late = await who.signIn(recovery_codes[0]);
	late.refuses(429, 'too-many-requests');
	assert.ok(Number(late.headers['retry-after']) > 600);
	for (let i = 0; i < 10; i++)
		(await who.client.post('account/totp:off', { password: owner.password, code: wrongCode(secret) })).flaws();
	(await who.client.post('account/totp:off', { password: owner.password, code: recovery_codes[0] })).refuses(
		429,
		'too-many-requests',
	);
});

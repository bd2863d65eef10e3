// Guessing passwords is slow: 5 a minute from one address, 10 in 15 minutes for one account. The count
// is in the store, so a restart does not help the one who guesses.
import assert from 'node:assert/strict';
import test from 'node:test';
import { owner, startWithOwner } from './lib/server.mjs';

const wrong = { email: owner.email, password: 'not the password' };
const right = { email: owner.email, password: owner.password };
const from = (address) => ({ 'X-Forwarded-For': address });

async function behindProxy(t) {
	const { server } = await startWithOwner({ args: ['--trusted-proxy', '127.0.0.1'] });
	t.after(() => server.close());
	return { server, client: server.client() };
}

function mustWait(reply, atMost) {
	reply.refuses(429, 'too-many-requests');
	const seconds = Number(reply.headers['retry-after']);
	assert.ok(seconds >= 1 && seconds <= atMost, `Retry-After: ${reply.headers['retry-after']}`);
}

test('the sixth wrong password within a minute from one address waits, across a restart too', async (t) => {
	const { server, client } = await behindProxy(t);
	for (let i = 0; i < 5; i++)
		(await client.post('session', { ...wrong, email: `somebody${i}@example.test` }, from('198.51.100.7'))).refuses(
			401,
			'bad-login',
		);
	mustWait(await client.post('session', wrong, from('198.51.100.7')), 60);
	mustWait(await client.post('session', right, from('198.51.100.7')), 60);
	await server.restart();
	mustWait(await client.post('session', right, from('198.51.100.7')), 60);
	(await client.post('session', right, from('198.51.100.8'))).is(200);
});

test('twenty guesses at once from one address count as twenty', async (t) => {
	const { client } = await behindProxy(t);
	const replies = await Promise.all(
		Array.from({ length: 20 }, () => client.post('session', wrong, from('198.51.100.7'))),
	);
	assert.equal(replies.filter(({ status }) => status === 401).length, 5);
	assert.equal(replies.filter(({ status }) => status === 429).length, 15);
});

test('an account is tried ten times in fifteen minutes, wherever from', async (t) => {
	const { client } = await behindProxy(t);
	for (let i = 0; i < 10; i++)
		(await client.post('session', wrong, from(`203.0.113.${i}`))).refuses(401, 'bad-login');
	mustWait(await client.post('session', right, from('203.0.113.200')), 15 * 60);
	(await client.post('session', { ...wrong, email: 'another@example.test' }, from('203.0.113.200'))).refuses(
		401,
		'bad-login',
	);
});

test('the right password takes its own tries back', async (t) => {
	const { client } = await behindProxy(t);
	for (let i = 0; i < 12; i++) (await client.post('session', right, from('198.51.100.7'))).is(200);
});

test('one house counts as one address in IPv6', async (t) => {
	const { client } = await behindProxy(t);
	for (let i = 0; i < 5; i++)
		(
			await client.post('session', { ...wrong, email: `somebody${i}@example.test` }, from(`2001:db8:1:2::${i}`))
		).refuses(401, 'bad-login');
	mustWait(await client.post('session', right, from('2001:db8:1:2:ffff::1')), 60);
	(await client.post('session', right, from('2001:db8:1:3::1'))).is(200);
});

test('who is no trusted proxy cannot say where others come from', async (t) => {
	const { server } = await startWithOwner();
	t.after(() => server.close());
	const client = server.client();
	for (let i = 0; i < 5; i++)
		(
			await client.post('session', { ...wrong, email: `somebody${i}@example.test` }, from(`203.0.113.${i}`))
		).refuses(401, 'bad-login');
	mustWait(await client.post('session', right, from('203.0.113.99')), 60);
});

// Requests that could mean two things are refused, and nothing behind them is ever read.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Talk, startProbe } from './probe.mjs';
import { refused, taken } from './smuggling_vectors.mjs';

// What an attacker would like to have run: it must never be answered.
const hidden = 'GET /facts?hidden HTTP/1.1\r\nHost: a\r\n\r\n';
// Long ones take too long byte by byte, and their parsing has no more states for it.
const cuts = (bytes) => (bytes.length > 1000 ? [bytes.length, 1009] : [bytes.length, 1, 7]);

test('requests that could mean two things', async (t) => {
	const probe = await startProbe(t);
	for (const [name, bytes, status] of refused)
		await t.test(name, async () => {
			for (const cut of cuts(bytes)) {
				const talk = await Talk.to(probe);
				await talk.sendCut(bytes + hidden, cut);
				const reply = await talk.reply();
				assert.equal(reply.status, status, `cut to ${cut}`);
				assert.equal(reply.headers.connection, 'close');
				assert.equal(await talk.ends(), '', 'nothing comes after it');
				talk.destroy();
				assert.equal(reply.headers['content-type'], 'application/problem+json');
				assert.equal(JSON.parse(reply.body).request_id, reply.headers['x-request-id']);
			}
		});
	assert.ok(refused.length >= 80);
});

test('odd requests that mean one thing', async (t) => {
	const probe = await startProbe(t);
	for (const [name, bytes] of taken)
		await t.test(name, async () => {
			for (const cut of cuts(bytes)) {
				const talk = await Talk.to(probe);
				await talk.sendCut(bytes, cut);
				const reply = await talk.reply();
				assert.equal(reply.status, 200);
				assert.equal(reply.body, bytes.startsWith('POST') ? 'hello' : 'hello\n');
				if (!bytes.includes('HTTP/1.0')) assert.equal((await talk.send(hidden).reply()).status, 200, 'the connection lives');
				talk.destroy();
			}
		});
});

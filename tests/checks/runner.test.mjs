// The test runner itself: silence, crashes and empty runs are failures, and every runner is read right.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import * as counts from '../../tools/lib/counts.mjs';
import { runPhase } from '../../tools/lib/runner.mjs';
import { runAll } from '../../tools/lib/schedule.mjs';
import { plant } from './plant.mjs';

const numbers = ({ passed, failed, skipped }) => [passed, failed, skipped];

function phaseOf(t, script, more = {}) {
	const root = plant(t, { script: `#!/bin/sh\n${script}\n` });
	const phase = { name: 'planted', run: ['./script'], counts: counts.plainLine, ...more };
	return runPhase(phase, { root, logs: root, held: new Map([['fine', true], ['broken', false]]) });
}

test('a phase that says its numbers', async (t) => {
	assert.deepEqual(numbers(await phaseOf(t, 'echo 3 passed, 0 failed, 1 skipped')), [3, 0, 1]);
});

for (const [what, script, failed, why, more] of [
	['says nothing', 'true', 1, /no numbers/],
	['ran nothing', 'echo 0 passed, 0 failed', 1, /ran nothing/],
	['says all is well and ends badly', 'echo 3 passed, 0 failed; exit 1', 1, /ended badly/],
	['crashes', 'kill -SEGV $$', 1, /no numbers/],
	['does not exist', '', 1, /no numbers/, { run: ['./nowhere'] }],
	['hangs', 'echo 3 passed, 0 failed; sleep 60', 1, /ended badly/, { minutes: 0.005 }],
	['counts failures', 'echo 3 passed, 2 failed; exit 1', 2, /^$/],
	['has no log to count in', 'true', 1, /ENOENT/, { counts: counts.cmocka, log: '/nowhere/at/all' }],
	['needs what failed', 'echo 3 passed, 0 failed', 1, /not run, broken failed/, { needs: ['fine', 'broken'] }],
])
	test(`a phase that ${what}`, async (t) => {
		const result = await phaseOf(t, script, more);
		assert.equal(result.failed, failed);
		assert.match(result.why ?? '', why);
	});

test('what a phase leaves running is stopped with it', { timeout: 10_000 }, async (t) => {
	const root = plant(t, { script: '#!/bin/sh\n(sleep 3; touch late) &\necho 1 passed, 0 failed\n' });
	const phase = { name: 'planted', run: ['./script'], counts: counts.plainLine };
	const started = Date.now();
	assert.equal((await runPhase(phase, { root, logs: root, held: new Map() })).passed, 1);
	assert.ok(Date.now() - started < 2500);
	assert.equal(existsSync(join(root, 'late')), false);
});

test('a build counts nothing, but must work', () => {
	assert.deepEqual(counts.none({ ok: true }).mayBeEmpty, true);
	assert.equal(counts.none({ ok: false }).failed, 1);
});

test('node --test', () => {
	const spec = '✔ a (1ms)\nℹ tests 5\nℹ suites 0\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';
	assert.deepEqual(numbers(counts.nodeTest({ output: spec })), [2, 2, 1]);
	assert.deepEqual(numbers(counts.nodeTest({ output: spec.replaceAll('ℹ', '#') })), [2, 2, 1]);
	assert.equal(counts.nodeTest({ output: 'SyntaxError: pass 3' }), null);
});

test('vitest', () => {
	const output = ' Test Files  1 failed | 2 passed (3)\n      Tests  4 failed | 11 passed | 2 skipped (17)\n';
	assert.deepEqual(numbers(counts.vitest({ output })), [11, 4, 2]);
	const unloadable = ' Test Files  1 failed | 2 passed (3)\n      Tests  11 passed (11)\n';
	assert.deepEqual(numbers(counts.vitest({ output: unloadable })), [11, 1, 0]);
	assert.equal(counts.vitest({ output: 'No test files found' }), null);
});

test('playwright', () => {
	const output = '  1 failed\n    [chromium] › tour.spec.ts\n  1 flaky\n  2 skipped\n  3 did not run\n  12 passed (5.3s)\n';
	assert.deepEqual(numbers(counts.playwright({ output })), [12, 5, 2]);
	assert.equal(counts.playwright({ output: 'Error: No tests found' }), null);
});

function cmockaLog(t, ...programs) {
	const root = plant(t, { log: programs.map((one) => JSON.stringify(one)).join('\n') + '\n' });
	return numbers(counts.cmocka({ log: join(root, 'log') }));
}

test('cmocka behind meson', (t) => {
	const good = { result: 'OK', stdout: '[==========] Running 8 test(s).\n', stderr: '[  PASSED  ] 7 test(s).\n[  SKIPPED ] 1 test(s), listed below:\n' };
	const bad = { result: 'FAIL', stderr: '[  PASSED  ] 2 test(s).\n[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] it\n' };
	assert.deepEqual(cmockaLog(t, good), [7, 0, 1]);
	assert.deepEqual(cmockaLog(t, good, bad), [9, 1, 1]);
});

test('a cmocka program that crashed, or that ran nothing, is a failure', (t) => {
	assert.deepEqual(cmockaLog(t, { result: 'FAIL', stdout: '[ RUN      ] it\n' }), [0, 1, 0]);
	assert.deepEqual(cmockaLog(t, { result: 'FAIL', stderr: '[  PASSED  ] 2 test(s).\n' }), [2, 1, 0]);
	assert.deepEqual(cmockaLog(t, { result: 'OK', stdout: '' }), [0, 1, 0]);
});

/** Runs phases of so many ticks each, and tells which ran side by side. */
async function scheduled(phases) {
	const running = new Set(), pairs = [], order = [];
	await runAll(phases, async (phase) => {
		for (const other of running) pairs.push([other, phase.name].sort().join('+'));
		running.add(phase.name);
		assert.ok(running.size <= 2, [...running].join());
		for (let tick = 0; tick < phase.ticks; tick++) await new Promise(setImmediate);
		running.delete(phase.name);
		return { passed: 1, failed: 0 };
	}, (phase) => order.push(phase.name));
	return { pairs: new Set(pairs), order };
}

test('two phases run at a time, in the order of the table, after those they need', async () => {
	const { order, pairs } = await scheduled([
		{ name: 'a', ticks: 9 },
		{ name: 'b', ticks: 2 },
		{ name: 'c', ticks: 2, needs: ['a'] },
		{ name: 'd', ticks: 2 },
	]);
	assert.deepEqual(order, ['b', 'd', 'a', 'c']);
	assert.ok(pairs.has('a+b') && pairs.has('a+d') && !pairs.has('a+c'));
});

test('two that keep all cores busy never run at once', async () => {
	const { pairs } = await scheduled([
		{ name: 'a', ticks: 3, wide: true },
		{ name: 'b', ticks: 3, wide: true },
		{ name: 'c', ticks: 9 },
	]);
	assert.ok(pairs.has('a+c') && !pairs.has('a+b'));
});

test('two that use the same never run at once', async () => {
	const { pairs } = await scheduled([
		{ name: 'a', ticks: 3, uses: 'web' },
		{ name: 'b', ticks: 3, uses: 'web' },
		{ name: 'c', ticks: 9 },
	]);
	assert.ok(pairs.has('b+c') && !pairs.has('a+b'));
});

test('a need that was not asked for is not waited for', async () => {
	assert.deepEqual((await scheduled([{ name: 'a', ticks: 1, needs: ['elsewhere'] }])).order, ['a']);
});

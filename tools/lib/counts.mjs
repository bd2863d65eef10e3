// counts.mjs: how many tests a phase ran, read from what its runner said.
//
// Each reader takes {output, ok, log} and answers {passed, failed, skipped}. A reader that finds no
// numbers answers null, which run-tests counts as a failure: silence is not success.
import { readFileSync } from 'node:fs';

const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? 0);

/** The command is one test: its exit code is the verdict. */
export function exitCode({ ok }) {
	return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** The command is no test, but must work. */
export function none({ ok }) {
	return { passed: 0, failed: ok ? 0 : 1, skipped: 0, mayBeEmpty: true };
}

/** The last plain line "N passed, N failed" (", N skipped" may follow). */
export function plainLine({ output }) {
	const last = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
	if (!last) return null;
	return { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3] ?? 0) };
}

/** node --test, in either of its reporters. */
export function nodeTest({ output }) {
	if (!/^(?:ℹ|#) tests \d+/m.test(output)) return null;
	return {
		passed: number(output, /^(?:ℹ|#) pass (\d+)/m),
		failed: number(output, /^(?:ℹ|#) fail (\d+)/m) + number(output, /^(?:ℹ|#) cancelled (\d+)/m),
		skipped: number(output, /^(?:ℹ|#) skipped (\d+)/m) + number(output, /^(?:ℹ|#) todo (\d+)/m),
	};
}

/** "      Tests  1 failed | 11 passed | 2 skipped (14)"; test files that fail to load count too. */
export function vitest({ output }) {
	const line = /^\s*Tests\s+(.*)$/m.exec(output)?.[1];
	const files = /^\s*Test Files\s+(.*)$/m.exec(output)?.[1] ?? '';
	if (line === undefined) return null;
	return {
		passed: number(line, /(\d+) passed/),
		failed: number(line, /(\d+) failed/) || number(files, /(\d+) failed/),
		skipped: number(line, /(\d+) skipped/) + number(line, /(\d+) todo/),
	};
}

/** Playwright's closing lines, "  3 passed (5.3s)"; a flaky test is a failed one. */
export function playwright({ output }) {
	const of = (word) => number(output, new RegExp(`^\\s+(\\d+) ${word}\\b`, 'm'));
	if (of('passed') + of('failed') + of('flaky') === 0) return null;
	return {
		passed: of('passed'),
		failed: of('failed') + of('flaky') + of('interrupted') + of('did not run'),
		skipped: of('skipped'),
	};
}

/** The cmocka programs that meson ran: one line of JSON for each in its log. */
export function cmocka({ log }) {
	const sum = { passed: 0, failed: 0, skipped: 0 };
	for (const line of readFileSync(log, 'utf8').split('\n')) {
		if (line.trim() === '') continue;
		const { result, stdout = '', stderr = '' } = JSON.parse(line);
		const one = cmockaProgram(stdout + stderr);
		// Crashed, timed out, or ran nothing: no line tells.
		if (one.failed === 0 && (result !== 'OK' || one.passed + one.skipped === 0)) one.failed = 1;
		for (const key of Object.keys(sum)) sum[key] += one[key];
	}
	return sum;
}

function cmockaProgram(output) {
	const total = (word) => [...output.matchAll(new RegExp(`^\\[\\s*${word}\\s*\\] (\\d+) test\\(s\\)`, 'gm'))]
		.reduce((sum, match) => sum + Number(match[1]), 0);
	return { passed: total('PASSED'), failed: total('FAILED'), skipped: total('SKIPPED') };
}

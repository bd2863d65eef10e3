// runner.mjs: runs one phase of tests and judges it. What the phases are is lib/phases.mjs.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Runs the command in a process group of its own, so that a server left behind goes with it. */
function execute(phase, root, logPath) {
	return new Promise((done) => {
		const log = createWriteStream(logPath);
		const [command, ...args] = phase.run;
		const child = spawn(command, args, {
			cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
			env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...phase.env },
		});
		const stop = () => {
			try {
				if (child.pid) process.kill(-child.pid, 'SIGKILL');
			} catch (error) {
				if (error.code !== 'ESRCH') throw error;
			}
		};
		const minutes = phase.minutes ?? 10;
		let hung = false;
		const timer = setTimeout(() => {
			hung = true;
			stop();
		}, minutes * 60_000);
		child.stdout.pipe(log, { end: false });
		child.stderr.pipe(log, { end: false });
		child.on('exit', stop); // whatever it left running holds the pipes open
		child.on('error', (error) => log.write(`run-tests: ${error.message}\n`));
		child.on('close', (code) => {
			clearTimeout(timer);
			if (hung) log.write(`\nrun-tests: still running after ${minutes} minutes, stopped\n`);
			log.end(() => done(code === 0));
		});
	});
}

function judge(phase, ok, output) {
	const numbers = phase.counts({ ok, output, log: phase.log });
	if (!numbers) return { passed: 0, failed: 1, skipped: 0, why: 'said no numbers' };
	if (!ok && numbers.failed === 0) return { ...numbers, failed: 1, why: 'ended badly' };
	if (numbers.passed + numbers.failed === 0 && !numbers.mayBeEmpty)
		return { ...numbers, failed: 1, why: 'ran nothing' };
	return numbers;
}

/**
 * {passed, failed, skipped, seconds?, output?, why?}; held says for phases that ran whether they held.
 * The output is also in logs/NAME.log.
 */
export async function runPhase(phase, { root, logs, held }) {
	const missing = (phase.needs ?? []).filter((need) => held.get(need) === false);
	if (missing.length > 0)
		return { passed: 0, failed: 1, skipped: 0, why: `not run, ${missing.join(' and ')} failed` };
	const logPath = join(logs, `${phase.name}.log`);
	if (phase.log) rmSync(phase.log, { force: true }); // an old one must not be counted again
	const started = Date.now();
	const ok = await execute(phase, root, logPath);
	const seconds = (Date.now() - started) / 1000;
	const output = readFileSync(logPath, 'utf8');
	try {
		return { ...judge(phase, ok, output), seconds, output };
	} catch (error) {
		return { passed: 0, failed: 1, skipped: 0, seconds, output, why: error.message };
	}
}

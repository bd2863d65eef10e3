// run.test.mjs: the exercise "add a record": in a copy of the source, three files are written by hand
// (declaration, migration, dialogue), and nothing else is touched; `gen-lists` and the build find them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const copy = join(root, 'build/exercise');
const here = join(root, 'tests/exercise/company');
const run = (command, args, options = {}) =>
	execFileSync(command, args, { cwd: copy, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

/** What the copy needs of the source, without what was built; vendored code and its archive are shared. */
function copySource() {
	for (const part of ['src', 'tools', 'tests', 'meson.build', 'meson_options.txt']) {
		rmSync(join(copy, part), { recursive: true, force: true });
		cpSync(join(root, part), join(copy, part), { recursive: true, filter: (from) => !from.includes('node_modules') });
	}
	mkdirSync(join(copy, 'build'), { recursive: true });
	for (const shared of ['vendor', 'cache'])
		if (!existsSync(join(copy, 'build', shared))) symlinkSync(join(root, 'build', shared), join(copy, 'build', shared));
}

test('adding the record company takes a declaration, a migration and a dialogue by hand', () => {
	copySource();
	cpSync(join(here, 'company.def'), join(copy, 'src/schema/cell/company.def'));
	cpSync(join(here, '002_company.sql'), join(copy, 'src/schema/migrations/cell/002_company.sql'));
	mkdirSync(join(copy, 'tests/exercised'), { recursive: true });
	cpSync(join(here, 'company.test.mjs'), join(copy, 'tests/exercised/company.test.mjs'));
	run('tools/build-c', ['release']);
	const program = join(copy, 'build/release/src/kontor');
	const lock = run(program, ['fields-lock']);
	const before = readFileSync(join(root, 'src/schema/fields.lock'), 'utf8').trim().split('\n');
	const kept = new Set(lock.trim().split('\n'));
	assert.deepEqual(before.filter((line) => !kept.has(line)), [], 'no stored number moves');
	assert.match(lock, /^record cell \d+ company$/m);
	// a test run inside a test would report to the outer one
	const { NODE_TEST_CONTEXT: _, ...env } = process.env;
	const output = run(process.execPath, ['--test', '--test-reporter=spec', join(copy, 'tests/exercised/company.test.mjs')], {
		env: { ...env, KONTOR_RELEASE: program, KONTOR: program, KONTOR_HITS: '' },
	});
	assert.match(output, /pass 2/);
});

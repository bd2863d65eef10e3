// check-globals sees what the compiler put into writable sections.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { plant, run } from './plant.mjs';

function check(t, source, allowed = '') {
	const root = plant(t, { 'a.c': source, 'tools/globals': allowed });
	execFileSync('cc', ['-O2', '-fPIC', '-c', 'a.c', '-o', 'a.o'], { cwd: root });
	execFileSync('ar', ['-rcD', 'liba.a', 'a.o'], { cwd: root });
	return run('check-globals', root, join(root, 'liba.a'));
}

const used = 'int use(int i) { return i; }\n';

test('constants are fine, also when they hold addresses', (t) => {
	const { failed, said } = check(t, `${used}static const char *const words[] = { "a", "b" };
		const char *word(int i) { return words[i]; }\nconst int numbers[3] = { 1, 2, 3 };\n`);
	assert.equal(failed, false, said);
	assert.match(said, /1 objects, 0 flaws/);
});

for (const [what, source, name] of [
	['initialised', 'int counter = 5;', 'counter'],
	['zeroed', 'int counter;', 'counter'],
	['static', 'static int hits; int hit(void) { return ++hits; }', 'hits'],
	['inside a function', 'int next(void) { static int last; return ++last; }', 'last'],
	['of each thread', '__thread int depth;', 'depth'],
	['a pointer to constants', 'const char *name = "x";', 'name'],
])
	test(`planted: ${what}`, (t) => {
		const { failed, said } = check(t, `${used}${source}\n`);
		assert.ok(failed, said);
		assert.ok(said.includes(`${name} in .`), said);
	});

test('an allowed one needs a reason, and must still be there', (t) => {
	assert.equal(check(t, 'int counter;\n', 'counter  faults are counted across the process\n').failed, false);
	assert.match(check(t, 'int counter;\n', 'counter\n').said, /counter stands there without a reason/);
	assert.match(check(t, used, 'counter  was needed once\n').said, /counter is allowed, and no longer there/);
});

test('no objects at all is a failure', (t) => {
	const root = plant(t, { 'tools/globals': '' });
	assert.match(run('check-globals', root).said, /no objects to look at/);
});

// What the compiler is asked to refuse, it refuses: the warnings of meson.build are errors that bite.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { projectRoot } from './plant.mjs';

const meson = readFileSync(join(projectRoot, 'meson.build'), 'utf8');
const warnings = [...meson.matchAll(/'(-W(?!l,)[^']+)'/g)].map((match) => match[1]);

function compile(source) {
	const flags = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', ...warnings, '-fsyntax-only', '-x', 'c', '-'];
	const { status, stderr } = spawnSync('cc', flags, { input: source, encoding: 'utf8' });
	return { refused: status !== 0, said: stderr };
}

const colours = 'enum colour { RED, GREEN, BLUE };\nint f(enum colour c);\n';

test('an enum that is thought about is fine', () => {
	const { refused, said } = compile(`${colours}int f(enum colour c)
		{ switch (c) { case RED: return 1; case GREEN: case BLUE: break; } return 2; }\n`);
	assert.equal(refused, false, said);
});

for (const [what, source, flag] of [
	['a default over our own enum', `${colours}int f(enum colour c)
		{ switch (c) { case RED: return 1; default: return 2; } }\n`, 'switch-enum'],
	['a function that no header declares', 'int f(void) { return 1; }\n', 'missing-prototypes'],
	['a declaration without parameters', 'int f();\n', 'strict-prototypes'],
	['an array as long as a variable', 'int f(int n); int f(int n) { char a[n]; return sizeof a > 3; }\n', 'vla'],
	['a name that hides another', 'int f(int n); int f(int n) { { int n = 1; return n; } }\n', 'shadow'],
	['a number cut short', 'char f(int n); char f(int n) { return n; }\n', 'conversion'],
	['a constant written to', 'char *f(void); char *f(void) { return "x"; }\n', 'discarded-qualifiers'],
])
	test(`planted: ${what}`, () => {
		const { refused, said } = compile(source);
		assert.ok(refused);
		assert.ok(said.includes(`-Werror=${flag}`), said);
	});

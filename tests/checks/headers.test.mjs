// check-headers catches headers that lean on others, and guards that would clash.
import assert from 'node:assert/strict';
import test from 'node:test';
import { plant, run } from './plant.mjs';

const check = (t, files) => run('check-headers', plant(t, files));
const header = (guard, text) => `#ifndef ${guard}\n#define ${guard}\n${text}\n#endif\n`;

test('a header that brings what it needs is fine', (t) => {
	const { failed, said } = check(t, {
		'src/base/str.h': header('BASE_STR_H', '#include <stddef.h>\nstruct str { const char *ptr; size_t len; };'),
		'src/base/buf.h': header('BASE_BUF_H', '#include "base/str.h"\nvoid put(struct str s);'),
	});
	assert.equal(failed, false, said);
	assert.match(said, /2 headers, 0 flaws/);
});

test('a missing include', (t) => {
	const files = { 'src/base/a.h': header('BASE_A_H', 'size_t count(void);') };
	const { failed, said } = check(t, files);
	assert.ok(failed);
	assert.match(said, /src\/base\/a\.h:1: does not compile alone/);
	assert.match(said, /unknown type name .size_t/);
});

test('a struct declared in a parameter list', (t) => {
	const { said } = check(t, { 'src/base/a.h': header('BASE_A_H', 'void f(struct later *x);') });
	assert.match(said, /src\/base\/a\.h:1: does not compile alone/);
});

test('a guard that is not the path', (t) => {
	const { said } = check(t, { 'src/base/a.h': header('A_H', 'int f(void);') });
	assert.match(said, /src\/base\/a\.h:1: is not guarded by BASE_A_H/);
});

test('a failure is found again, a repair is seen', (t) => {
	const root = plant(t, { 'src/base/a.h': header('BASE_A_H', 'size_t count(void);') });
	assert.ok(run('check-headers', root).failed);
	assert.ok(run('check-headers', root).failed);
	const repaired = plant(t, { 'src/base/a.h': header('BASE_A_H', 'int count(void);') });
	assert.equal(run('check-headers', repaired).failed, false);
	assert.equal(run('check-headers', repaired).failed, false);
});

// check-rooms catches arrows that are not there, and lets the others through.
import assert from 'node:assert/strict';
import test from 'node:test';
import { plant, run } from './plant.mjs';

const rooms = [
	'base:', 'core: base', 'db: base', 'net: base', 'cmd: *', '<sqlite3.h> <zip/>: db', 'core only: <string.h>', '',
].join('\n');

function check(t, files) {
	return run('check-rooms', plant(t, { 'tools/rooms': rooms, ...files }));
}

test('arrows that exist are fine', (t) => {
	const { failed, said } = check(t, {
		'src/base/str.h': '#include <stdio.h>\n',
		'src/core/phone.c': '#include "core/phone.h"\n#include "base/str.h"\n#include <string.h>\n',
		'src/db/db.c': '#include <sqlite3.h>\n#include <zip/zip.h>\n',
		'src/cmd/main.c': '#include "core/phone.h"\n#include "net/http.h"\n',
	});
	assert.equal(failed, false, said);
	assert.match(said, /4 files, 0 flaws/);
});

test('an upward include is named with its line', (t) => {
	const { failed, said } = check(t, { 'src/base/str.c': '#include "base/str.h"\n#include "net/http.h"\n' });
	assert.ok(failed);
	assert.match(said, /^src\/base\/str\.c:2: base must not include from net/m);
});

test('a sideways include is caught, in headers, tables and tests too', (t) => {
	const { said } = check(t, {
		'src/core/a.h': '  #  include "db/db.h"\n',
		'src/core/b.def': '#include "net/x.def"\n',
		'src/core/a_test.c': '#include "db/db.h"\n',
	});
	assert.match(said, /a\.h:1: core must not include from db/);
	assert.match(said, /b\.def:1: core must not include from net/);
	assert.match(said, /a_test\.c:1: core must not include from db/);
});

test('a header of another room\'s library is caught, but not in a test', (t) => {
	const { said } = check(t, {
		'src/net/a.c': '#include <sqlite3.h>\n',
		'src/net/b.c': '#include <zip/x.h>\n',
		'src/net/a_test.c': '#include <sqlite3.h>\n',
	});
	assert.match(said, /net\/a\.c:1: <sqlite3\.h> belongs to db/);
	assert.match(said, /net\/b\.c:1: <zip\/x\.h> belongs to db/);
	assert.doesNotMatch(said, /a_test/);
});

test('a pure room may not name the system', (t) => {
	const { said } = check(t, { 'src/core/a.c': '#include <stdio.h>\n', 'src/core/a_test.c': '#include <stdio.h>\n' });
	assert.match(said, /core\/a\.c:1: core does without <stdio\.h>/);
	assert.doesNotMatch(said, /a_test/);
});

test('rooms that are not in the list, and paths without a room', (t) => {
	const { said } = check(t, {
		'src/attic/a.c': '',
		'src/core/a.c': '#include "a.h"\n#include "attic/a.h"\n',
	});
	assert.match(said, /attic\/a\.c:1: there is no room "attic"/);
	assert.match(said, /core\/a\.c:1: "a\.h" is not written as/);
	assert.match(said, /core\/a\.c:2: there is no room "attic"/);
});

test('an include in a comment is no include', (t) => {
	const { failed, said } = check(t, { 'src/base/a.c': '/*\n#include "net/http.h"\n*/\n// #include "net/http.h"\n' });
	assert.equal(failed, false, said);
});

test('an arrow to a room below does not load', (t) => {
	const root = plant(t, { 'tools/rooms': 'base: core\ncore:\n', 'src/base/a.c': '' });
	const { failed, said } = run('check-rooms', root);
	assert.ok(failed);
	assert.match(said, /base uses core, which does not stand above it/);
});

test('no source at all is a failure', (t) => {
	const { failed, said } = check(t, {});
	assert.ok(failed);
	assert.match(said, /no files to look at/);
});

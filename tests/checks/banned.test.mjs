// check-banned catches every row of its table, and only where the row applies.
import assert from 'node:assert/strict';
import test from 'node:test';
import { plant, run } from './plant.mjs';

const check = (t, files) => run('check-banned', plant(t, files));
const body = (line) => `int f(void)\n{\n\t${line}\n}\n`;

const planted = {
	'strcpy(a, b);': 'strcpy()',
	'strncat(a, b, 3);': 'strncat()',
	'sprintf(a, "%d", 1);': 'sprintf()',
	'strtok (a, ",");': 'strtok()',
	'return atoi(a);': 'atoi()',
	'return strtol(a, 0, 10) != 0;': 'strtol()',
	'gmtime_r(&at, &tm);': 'gmtime_r()',
	'localtime(&at);': 'localtime()',
	'char *p = alloca(8);': 'alloca()',
	'char *p = malloc(8);': 'malloc()',
	'free(p);': 'free()',
	'return rand();': 'rand()',
	'return time(NULL) > 0;': 'time()',
	'system("ls");': 'system()',
	'usleep(5);': 'usleep()',
	'setlocale(LC_ALL, "");': 'setlocale()',
	'printf("x");': 'printf()',
	'exit(1);': 'exit()',
	'assert(x);': 'assert()',
	'typedef struct foo foo;': 'typedef struct',
	'double price = 0;': 'double price',
	'run(db, "ANALYZE");': 'ANALYZE',
	'run(db, "PRAGMA  optimize");': 'PRAGMA  optimize',
	'run(db, "SELECT 1 LIMIT 1 OFFSET ?1");': 'OFFSET ?',
	['/* TO' + 'DO: later */']: 'TO' + 'DO',
};

for (const [line, named] of Object.entries(planted))
	test(`planted: ${named}`, (t) => {
		const { failed, said } = check(t, { 'src/cell/a.c': body(line) });
		assert.ok(failed);
		assert.ok(said.includes(`src/cell/a.c:3: ${named} `), said);
	});

test('what only looks like it is fine', (t) => {
	const { failed, said } = check(t, {
		'src/cell/a.c': body('/* never strcpy() */ x = "malloc(8)"; row->free(row); b.time(1); mem_free(p); my_exit();'),
		'src/cell/c.h': 'typedef enum err (*hook)(int a);\nstatic_assert(1, "");\n',
		'src/cell/b.c': body('run(db, "SELECT offset_ms FROM t"); c = \'"\'; d = \'\\\'\'; puts_row(1);'),
	});
	assert.equal(failed, false, said);
});

test('a word in a string is not code, and code after a string with quotes is', (t) => {
	const { said } = check(t, { 'src/cell/a.c': body('x = "\\"/*"; free(p); y = "*/";') });
	assert.match(said, /a\.c:3: free\(\)/);
});

test('base allocates, plat reads the clock, cmd speaks and ends', (t) => {
	const { failed, said } = check(t, {
		'src/base/a.c': body('free(p); abort();'),
		'src/plat/a.c': body('clock_gettime(CLOCK_MONOTONIC, &at);'),
		'src/cmd/a.c': body('printf("x"); exit(0);'),
	});
	assert.equal(failed, false, said);
});

test('tests may print and read the clock, but not leave intentions', (t) => {
	const { said } = check(t, { 'src/cell/a_test.c': body('printf("x"); time(0); /* FIX' + 'ME */ strcpy(a, b);') });
	assert.doesNotMatch(said, /printf|time\(\)/);
	assert.match(said, /FIXME is an intention/);
	assert.match(said, /strcpy/);
});

test('#if inside a function', (t) => {
	const { said } = check(t, {
		'src/cell/a.c': '#ifdef X\nint g(void);\n#endif\nint f(void)\n{\n#ifdef X\n\treturn 1;\n#endif\n\treturn 0;\n}\n',
	});
	assert.match(said, /a\.c:6: #if inside f\(\)/);
	assert.doesNotMatch(said, /a\.c:1:/);
});

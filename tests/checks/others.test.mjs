// The checks on hosts, looks, dependencies, drift and routes each catch a planted mistake.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { plant, run } from './plant.mjs';

test('check-hosts: a tree that speaks only of itself', (t) => {
	const { failed, said } = run('check-hosts', plant(t, {
		'README.md': 'See https://example.org/frame' + 'work/ and src/base/, ~/work/, ../shared.ts\n',
		'package-lock.json': '{"a": {"resolved": "packages/ui", "link": true}}\n',
	}));
	assert.equal(failed, false, said);
});

for (const [what, text] of [
	['a registry\'s host', 'fetch from https://registry.' + 'npmjs.org/x\n'],
	['a path of one box', 'cd /wo' + 'rk/main\n'],
	['a path of one box', 'see "/home' + '/ada/notes"\n'],
	['outside the project', 'as in ../sha' + 'red/design/style.md\n'],
])
	test(`check-hosts: ${what}: ${text.trim()}`, (t) => {
		const { failed, said } = run('check-hosts', plant(t, { 'a.md': `first\n${text}` }));
		assert.ok(failed);
		assert.ok(said.includes('a.md:2: '), said);
		assert.ok(said.includes(what), said);
	});

test('check-hosts: a lockfile with addresses', (t) => {
	const { said } = run('check-hosts', plant(t, { 'web/package-lock.json': '{\n"resolved": "https://x.example/y.tgz"}\n' }));
	assert.match(said, /web\/package-lock\.json:2: .*where one box got it from/);
});

test('check-format: what clang-format would leave alone, and what not', (t) => {
	const style = 'BasedOnStyle: LLVM\nUseTab: Always\nIndentWidth: 8\nTabWidth: 8\n';
	const good = plant(t, { '.clang-format': style, 'src/a/a.c': 'int f(void) { return 1; }\n' });
	assert.equal(run('check-format', good).failed, false);
	const bad = plant(t, { '.clang-format': style, 'src/a/a.c': 'int a;\nint  f( void ) { return 1; }\n' });
	const { failed, said } = run('check-format', bad);
	assert.ok(failed);
	assert.match(said, /src\/a\/a\.c:2: clang-format/);
	assert.equal(run('check-format', '--fix', bad).failed, false);
	assert.match(run('check-format', bad).said, /1 files, 0 flaws/);
	assert.ok(run('check-format', plant(t, { 'src/a/a.h': '' })).failed, 'nothing to look at must fail');
});

const dependencies = (...rows) => ['| package | version | licence | what for |', '|---|---|---|---|', ...rows, ''].join('\n');

function checkDependencies(t, ...rows) {
	return run('check-dependencies', plant(t, {
		'docs/dependencies.md': dependencies(...rows),
		'tools/deps': 'table() {\n\trun   gcc        the compiler\n}\nSQLITE3MC=\'store 1.2.3 abc\'\n',
		'web/package.json': '{"dependencies": {"svelte": "5.0.0", "@kontor/ui": "*"}}',
	}));
}

test('check-dependencies: a row for each, and no others', (t) => {
	const rows = ['| gcc | 12 | GPL | C |', '| store | 1.2.3 | MIT | store |', '| svelte | 5.0.0 | MIT | web |'];
	assert.equal(checkDependencies(t, ...rows).failed, false);
	assert.match(checkDependencies(t, ...rows.slice(1)).said, /tools\/deps:1: gcc has no row/);
	assert.match(checkDependencies(t, ...rows.slice(0, 2)).said, /web\/package\.json:1: svelte has no row/);
	assert.match(checkDependencies(t, ...rows, '| left-pad | 1 | MIT | pads |').said, /md:6: left-pad is used nowhere/);
	assert.match(checkDependencies(t, rows[0], '| store | 1.2.2 | MIT | store |', rows[2]).said,
		/md:4: store is 1\.2\.3 in tools\/deps/);
});

const generator = '#!/bin/sh\nmkdir -p "$1/docs" && echo fresh >"$1/docs/a.json"\n';

test('check-drift: the same bytes are fine', (t) => {
	const root = plant(t, { 'tools/generate': generator, 'docs/a.json': 'fresh\n' });
	assert.equal(run('check-drift', root).failed, false);
});

test('check-drift: a stale file, a missing file, a generator that fails or writes nothing', (t) => {
	assert.match(run('check-drift', plant(t, { 'tools/generate': generator, 'docs/a.json': 'stale\n' })).said,
		/docs\/a\.json:1: is not what is generated now/);
	assert.match(run('check-drift', plant(t, { 'tools/generate': generator })).said, /docs\/a\.json:1: is generated, but not there/);
	assert.ok(run('check-drift', plant(t, { 'tools/generate': '#!/bin/sh\nexit 3\n' })).failed);
	assert.ok(run('check-drift', plant(t, { 'tools/generate': '#!/bin/sh\n' })).failed);
});

const routes = [
	'GET /api/v1/contacts', 'GET /api/v1/contacts/{id}', 'GET /api/v1/contacts/count', 'POST /api/v1/contacts/{id}:restore', '',
].join('\n');

function checkRoutes(t, hits) {
	const root = plant(t, { routes, hits: hits.join('\n') });
	return run('check-routes', join(root, 'routes'), join(root, 'hits'));
}

test('check-routes: every route was used', (t) => {
	const { failed, said } = checkRoutes(t, [
		'GET /api/v1/contacts?limit=2 200', 'GET /api/v1/contacts/01234567 304', 'GET /api/v1/contacts/count 200',
		'POST /api/v1/contacts/01234567:restore 204',
	]);
	assert.equal(failed, false, said);
});

test('check-routes: a route is missed, only refused, or hidden behind a broader one', (t) => {
	const { failed, said } = checkRoutes(t, [
		'GET /api/v1/contacts 200', 'GET /api/v1/contacts/count 200', 'POST /api/v1/contacts/1:restore 403', 'PUT /api/v1/contacts/1 200',
	]);
	assert.ok(failed);
	assert.match(said, /GET \/api\/v1\/contacts\/\{id\} is in no dialogue/);
	assert.match(said, /POST \/api\/v1\/contacts\/\{id\}:restore is in no dialogue/);
	assert.doesNotMatch(said, /contacts\/count is|contacts is/);
});

test('with-postgres: a real server, empty, gone afterwards', (t) => {
	const { failed, said } = run('with-postgres', 'sh', '-c', 'psql -Atc "show server_version_num" && echo "at $PGHOST"');
	assert.equal(failed, false, said);
	assert.match(said, /^15\d{4}$/m);
	assert.equal(existsSync(/^at (.+)$/m.exec(said)[1]), false);
	assert.ok(run('with-postgres', 'false').failed, 'the command decides');
});

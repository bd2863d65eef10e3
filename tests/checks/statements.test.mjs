// check-statements catches what SQLite takes and PostgreSQL does not.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { plant, projectRoot } from './plant.mjs';

const fine = [
	'SELECT id FROM tags INDEXED BY tags_by_name WHERE name > ?1',
	'SELECT a.id FROM tags a CROSS JOIN tags b ON b.id = a.id WHERE a.name = ?1',
	'SELECT rowid FROM tags_index WHERE tags_index MATCH ?1',
	'PRAGMA user_version',
	'SELECT x FROM table_of_a_test',
];

function check(t, least, ...statements) {
	const root = plant(t, { seen: `${statements.join('\n')}\n`, schema: 'CREATE TABLE tags (id bigint, name text);\n' });
	const { status, stdout, stderr } = spawnSync(
		join(projectRoot, 'tools/with-postgres'),
		[join(projectRoot, 'tools/check-statements'), join(root, 'seen'), join(root, 'schema'), String(least)],
		{ encoding: 'utf8' },
	);
	return { failed: status !== 0, said: stdout + stderr };
}

test('check-statements: hints, the index and tables of tests are no flaws', (t) => {
	const { failed, said } = check(t, 2, ...fine, ...fine);
	assert.ok(!failed, said);
	assert.match(said, /check-statements: 2 statements, 0 flaws/);
});

test('check-statements: what PostgreSQL does not take is named, with the reason', (t) => {
	const bad = ['SELECT ifnull(name, ?1) FROM tags', "SELECT id FROM tags WHERE name = ?1 AND id = 'x'"];
	const { failed, said } = check(t, 1, ...fine, ...bad);
	assert.ok(failed);
	assert.match(said, /ifnull\(name, \?1\) FROM tags\n.*function ifnull/);
	assert.match(said, /id = 'x'\n.*invalid input syntax/);
	assert.match(said, /2 flaws/);
});

test('check-statements: a run that told of nothing fails', (t) => {
	const { failed, said } = check(t, 3, ...fine);
	assert.ok(failed);
	assert.match(said, /too few/);
});

// A mistake in a declaration does not compile, and gcc names the mistake and its line.
//
// Each fragment in declarations/ is a record that is added to the cell's. Its first line says what the
// compiler must say ("nothing": it compiles), /* here */ marks the line it must point to. What takes
// more than one row to see is src/record/schema_sound_test.c's.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { plant, projectRoot } from './plant.mjs';

const folder = join(projectRoot, 'tests/checks/declarations');
const source = join(projectRoot, 'src');
const cell = readFileSync(join(source, 'schema/cell.def'), 'utf8');

/** Compiles the declarations with the fragment among them: what the compiler says, and whether it failed. */
function compile(t, fragment) {
	const root = plant(t, {
		'schema/cell.def': cell.replace('#undef HOME', '#include "schema/planted.def"\n#undef HOME'),
		'schema/planted.def': fragment,
	});
	const flags = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-I', root, '-I', source];
	return new Promise((done) => {
		execFile('gcc', [...flags, join(source, 'record/record.c')], {
			env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 26,
		}, (error, stdout, stderr) => done({ failed: error !== null, said: stderr }));
	});
}

const names = readdirSync(folder).filter((name) => name.endsWith('.def'));
assert.ok(names.length > 20);
for (const name of names)
	test(`declarations: ${name.replace('.def', '').replaceAll('_', ' ')}`, async (t) => {
		const fragment = readFileSync(join(folder, name), 'utf8');
		const says = /^\/\* says: (.*) \*\/\n/.exec(fragment)[1];
		const { failed, said } = await compile(t, fragment);
		if (says === 'nothing') return assert.equal(failed, false, said);
		const line = fragment.split('\n').findIndex((text) => text.includes('/* here */')) + 1;
		assert.ok(failed);
		assert.ok(said.includes(says), said.slice(0, 2000));
		assert.ok(said.includes(`planted.def:${line}:`), said.slice(0, 2000));
	});

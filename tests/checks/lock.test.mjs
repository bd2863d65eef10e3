// gen-lock writes what is new, and refuses what would change the meaning of stored numbers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { plant, run } from './plant.mjs';

const locked = 'record cell 1 a\nfield a 0 id\nfield a 1 x\nchoice c 1 w\n';

function lock(t, now) {
	return run('gen-lock', plant(t, {
		'src/schema/fields.lock': locked,
		'build/kontor': `#!/bin/sh\n[ "$1" = fields_lock ] && printf '%s' '${now}'\n`,
	}));
}

test('gen-lock: nothing new', (t) => {
	assert.deepEqual(lock(t, locked), { failed: false, said: locked });
});

test('gen-lock: a new field and a new word at the end', (t) => {
	const now = locked.replace('choice c 1 w\n', 'field a 2 y\nchoice c 1 w\nchoice c 2 v\n');
	assert.deepEqual(lock(t, now), { failed: false, said: now });
});

for (const [what, now, lost] of [
	['a field that moves', locked.replace('field a 1 x', 'field a 1 y\nfield a 2 x'), 'field a 1 x'],
	['a field that goes', locked.replace('field a 1 x\n', ''), 'field a 1 x'],
	['a word that is renamed', locked.replace('c 1 w', 'c 1 ww'), 'choice c 1 w'],
])
	test(`gen-lock: ${what}`, (t) => {
		const { failed, said } = lock(t, now);
		assert.ok(failed);
		assert.equal(said, `src/schema/fields.lock:1: ${lost} is stored in rows; new ones go last\n`);
	});

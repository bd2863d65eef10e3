// plant.mjs: plants a small tree with a mistake in it and runs a check on it.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Writes {path: text} into a fresh folder that goes when the test t ends; scripts become executable. */
export function plant(t, files) {
	const root = mkdtempSync(join(tmpdir(), 'kontor-planted-'));
	t.after(() => rmSync(root, { recursive: true, force: true }));
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(join(root, dirname(path)), { recursive: true });
		writeFileSync(join(root, path), text);
		if (text.startsWith('#!')) chmodSync(join(root, path), 0o755);
	}
	return root;
}

/** Runs tools/NAME with the arguments: {failed, said}. */
export function run(name, ...args) {
	const { status, stdout, stderr } = spawnSync(join(projectRoot, 'tools', name), args, { encoding: 'utf8' });
	return { failed: status !== 0, said: stdout + stderr };
}

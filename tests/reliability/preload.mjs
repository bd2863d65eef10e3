// preload.mjs: libraries that stand between the program and the system; built where they are used.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds NAME.c of this folder for LD_PRELOAD; gives its path. It goes when the test ends. */
export function preload(t, name) {
	const folder = mkdtempSync(join(tmpdir(), 'kontor-preload-'));
	const library = join(folder, `${name}.so`);
	const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
	execFileSync('cc', [
		'-std=gnu17',
		'-Wall',
		'-Wextra',
		'-Werror',
		'-shared',
		'-fPIC',
		'-O1',
		source,
		'-o',
		library,
		'-ldl',
	]);
	t.after(() => rmSync(folder, { recursive: true }));
	return library;
}

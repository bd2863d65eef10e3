/*
 * After the build: every text asset gets a .gz beside it, written the same way each time, and the script that the first
 * page needs is weighed against its limit.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 110;
const dist = new URL('../dist/', import.meta.url).pathname;

function* files(folder) {
	for (const name of readdirSync(folder).sort()) {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) yield* files(path);
		else yield path;
	}
}

const weights = new Map();
for (const path of files(dist)) {
	if (path.endsWith('.gz')) rmSync(path);
	else if (/\.(js|css|html|svg|txt)$/.test(path)) {
		const packed = gzipSync(readFileSync(path), { level: 9 });
		/* byte 9 names the system that packed it: the same everywhere */
		packed[9] = 255;
		writeFileSync(`${path}.gz`, packed);
		weights.set(path.slice(dist.length), packed.length);
	}
}

const html = readFileSync(join(dist, 'index.html'), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1]);
const kb = first.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0) / 1000;
console.log(
	`first load: ${kb.toFixed(1)} kB of script, packed, in ${first.length} files (limit ${LIMIT_KB})`,
);
if (kb > LIMIT_KB) process.exit(1);

/* The compiler is content with a plugin it cannot find and then compiles nothing: a build without texts must fail. */
import { readFileSync } from 'node:fs';

const source = JSON.parse(readFileSync(new URL('../messages/en.json', import.meta.url), 'utf8'));
const compiled = readFileSync(
	new URL('../src/paraglide/messages/_index.js', import.meta.url),
	'utf8',
);
const wanted = Object.keys(source).filter((key) => key !== '$schema');
const missing = wanted.filter((key) => !compiled.includes(`'./${key.toLowerCase()}`));
if (wanted.length === 0 || missing.length > 0) {
	console.error(
		`i18n: ${missing.length} of ${wanted.length} messages were not compiled`,
		missing.slice(0, 5),
	);
	process.exit(1);
}

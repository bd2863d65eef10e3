// phases.mjs: everything that `make test` runs, in order, as a table.
//
//   name     as --only takes it        group    several phases under one name
//   run      the command               counts   who reads the numbers from its output (counts.mjs)
//   needs    phases that must have held before; --only pulls them in
//   env      added to the environment  minutes  longer is a failure (default 10)
//   soak     true: belongs to `make soak` as well
//   uses     what two phases cannot use at once
//   wide     true: keeps all cores busy by itself; two such never run at once
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as counts from './counts.mjs';
import { filesUnder, projectRoot } from './source.mjs';

const at = (path) => join(projectRoot, path);
const testFiles = (folder) => filesUnder(projectRoot, folder, /\.test\.mjs$/)
	.filter((path) => !path.includes('/company/')); // run by the exercise, in a copy
const nodeTest = (folder, ...options) =>
	['node', '--test', '--test-reporter=spec', ...options, ...testFiles(folder)];

// Rooms that start threads or are handed between them; ThreadSanitizer runs their unit tests.
const threadedRooms = ['plat', 'db', 'store', 'control', 'cell', 'net', 'jobs', 'egress', 'api'];

// What tests start. The sanitized server finds more, the release one is the one that is shipped:
// kill, canary and timing tests take that.
const programs = {
	KONTOR: at('build/asan/src/kontor'),
	KONTOR_RELEASE: at('build/release/src/kontor'),
	KONTOR_PROBES: at('build/asan/tests'),
	KONTOR_HITS: at('build/logs/routes-hit.txt'),
	KONTOR_STATEMENTS: at('build/logs/statements-seen.txt'),
	ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1',
	UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};

const check = (name, ...run) => ({ name, group: 'checks', run: [`tools/check-${name}`, ...run], counts: counts.exitCode });
const build = (name, target, extra = {}) => ({
	name, run: ['make', '--no-print-directory', target], counts: counts.none, minutes: 30, wide: true, ...extra,
});
const web = (name, script, counter, extra = {}) => ({
	name, run: ['npm', '--prefix', 'web', 'run', script], counts: counter, needs: ['web-install'], uses: 'web', ...extra,
});
const mesonTest = (folder, ...options) => ['meson', 'test', '-C', folder, '--no-rebuild', '--print-errorlogs', ...options];

// A folder of tests under tests/ that is run when it is there: rooms come with what needs them.
const scripts = (name, needs, extra = {}) =>
	testFiles(`tests/${name}`).length === 0 ? [] : [{
		name, run: nodeTest(`tests/${name}`), counts: counts.nodeTest, env: programs, needs, ...extra,
	}];

const program = existsSync(at('src/cmd/meson.build'));

export const phases = [
	check('rooms'),
	check('banned'),
	check('length'),
	check('headers'),
	check('hosts'),
	check('format'),
	check('dependencies'),
	{ name: 'planted', group: 'checks', run: nodeTest('tests/checks'), counts: counts.nodeTest },

	build('release', 'c-release', { soak: true }),
	...['globals', 'doors'].map((name) => ({
		name, group: 'checks', needs: ['release'], counts: counts.exitCode,
		run: [`tools/check-${name}`, ...(name === 'globals' ? ['.'] : []), ...filesUnder(projectRoot, 'src', /^meson\.build$/)
			.map((path) => path.split('/')[1])
			.filter((room) => existsSync(at(`src/${room}/meson.build`)) && room !== 'cmd')
			.map((room) => `build/release/src/libkontor-${room}.a`)],
	})),
	build('asan', 'c-asan', { soak: true }),
	{
		// Tests of statements find a PostgreSQL in PGHOST.
		name: 'unit', run: ['tools/with-postgres', ...mesonTest('build/asan')], needs: ['asan'], counts: counts.cmocka, wide: true,
		log: at('build/asan/meson-logs/testlog.json'),
	},
	build('tsan', 'c-tsan'),
	{
		// gcc's ThreadSanitizer cannot map its shadow where the kernel spreads addresses widely.
		name: 'unit-tsan', needs: ['tsan'], counts: counts.cmocka, wide: true,
		run: ['setarch', '-R', ...mesonTest('build/tsan', ...threadedRooms
			.filter((room) => existsSync(at(`src/${room}/meson.build`)))
			.flatMap((room) => ['--suite', room]))],
		log: at('build/tsan/meson-logs/testlog.json'),
	},
	build('tools-install', 'tools/node_modules/.package-lock.json', { soak: true }),
	...scripts('differential', ['asan', 'tools-install']),
	...scripts('net', ['asan']),
	build('fuzzers', 'c-fuzz', { soak: true }),
	{
		name: 'fuzz', run: ['tools/run-fuzz', '--runs', '20000'], needs: ['fuzzers'],
		counts: counts.plainLine, soak: true, wide: true,
	},

	build('web-install', 'web/node_modules/.package-lock.json'),
	web('web-check', 'check', counts.exitCode),
	web('web-lint', 'lint', counts.exitCode),
	web('web-unit', 'test', counts.vitest),

	...(program ? [
		build('build', 'build', { needs: ['release', 'web-install'], uses: 'web', soak: true }),
		...scripts('exercise', ['release'], { minutes: 15 }),
		...scripts('reliability', ['release', 'asan'], { minutes: 15, soak: true }),
		...scripts('dialogues', ['build', 'asan', 'tools-install'], { minutes: 20, soak: true }),
		{
			name: 'routes', group: 'checks', needs: ['dialogues'], counts: counts.exitCode,
			run: ['sh', '-c', 'build/kontor routes >build/logs/routes.txt && tools/check-routes build/logs/routes.txt "$0"', programs.KONTOR_HITS],
		},
		{
			name: 'statements', group: 'checks', needs: ['dialogues'], counts: counts.exitCode,
			run: ['sh', '-c', '{ build/kontor schema cell postgres && build/kontor schema control postgres; } >build/logs/postgres.sql' +
				' && tools/with-postgres tools/check-statements "$0" build/logs/postgres.sql', programs.KONTOR_STATEMENTS],
		},
		{ ...check('drift'), needs: ['build', 'tools-install'] },
		web('e2e', 'e2e', counts.playwright, { needs: ['build'], env: programs, minutes: 20 }),
	] : []),
];

/** What `make soak` runs in place of the short form. */
export function soaking(phase) {
	if (phase.name === 'fuzz') return { ...phase, run: ['tools/run-fuzz', '900'], minutes: 24 * 60 };
	return { ...phase, env: { ...phase.env, KONTOR_SOAK: '1' }, minutes: 24 * 60 };
}

// check-doors sees what the compiled rooms call, however the source spells it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { plant, run } from './plant.mjs';

function check(t, source, room = 'app') {
	const root = plant(t, { 'a.c': source });
	execFileSync('cc', ['-O2', '-fPIC', '-c', 'a.c', '-o', 'a.o'], { cwd: root });
	execFileSync('ar', ['-rcD', `libkontor-${room}.a`, 'a.o'], { cwd: root });
	return run('check-doors', join(root, `libkontor-${room}.a`));
}

const calling = (name) => `int ${name}(void *, long, long); int f(void) { return ${name}(0, 0, 0); }\n`;

test('listening, and what has another name, is fine', (t) => {
	for (const name of ['accept', 'listen', 'uv_tcp_bind', 'reconnect', 'my_curl_like']) {
		const { failed, said } = check(t, calling(name));
		assert.equal(failed, false, said);
	}
});

for (const name of ['connect', 'getaddrinfo', 'sendto', 'curl_easy_perform', 'uv_tcp_connect', 'SSL_connect'])
	test(`planted: ${name}`, (t) => {
		const { failed, said } = check(t, calling(name));
		assert.ok(failed && said.includes(`calls ${name}: only egress opens connections`), said);
		assert.equal(check(t, calling(name), 'egress').failed, false);
	});

test('a pointer to it is a call, too; no objects at all is a failure', (t) => {
	assert.ok(check(t, 'extern int connect(int, void *, int); int (*const door)(int, void *, int) = connect;\n').failed);
	assert.match(run('check-doors').said, /no objects to look at/);
});

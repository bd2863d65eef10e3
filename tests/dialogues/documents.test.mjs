// What the server says about itself: its interface, its data map, its health.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';
import { routesOf } from './lib/world.mjs';

let server, api;

before(async () => ({ server, api } = await startWithOwner()));
after(() => server.close());

test('meta names every record with its fields, before anybody has signed in', async () => {
	const meta = (await server.client().get('meta')).is(200);
	assert.match(meta.version, /^\d+\.\d+\.\d+$/);
	assert.equal(meta.first_run, false);
	for (const record of [
		'contacts',
		'contact_identities',
		'tags',
		'contact_tags',
		'notes',
		'chats',
		'messages',
		'wa_accounts',
		'members',
		'custom_fields',
		'import_runs',
	])
		assert.ok(meta.records[record].fields.id, record);
	assert.deepEqual(
		[meta.records.contacts.read, meta.records.contacts.write, meta.records.wa_accounts.write],
		['viewer', 'agent', 'admin'],
	);
	const row = await api.make('contacts', { name: 'x' });
	const told = new Set([...Object.keys(meta.records.contacts.fields), 'identities', 'tags', 'custom']);
	for (const name of Object.keys(row)) assert.ok(told.has(name), name);
});

test('the interface is described whole: every route, once, with schemas that are there', async () => {
	const document = (await api.get('openapi.json')).is(200);
	assert.equal(document.openapi, '3.1.0');
	const described = new Set();
	const operationIds = new Set();
	for (const [path, item] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(item)) {
			described.add(`${method.toUpperCase()} ${path}`);
			assert.ok(!operationIds.has(operation.operationId), operation.operationId);
			operationIds.add(operation.operationId);
			assert.ok(
				operation.summary.length > 0 && Object.keys(operation.responses).length > 1,
				operation.operationId,
			);
			const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
			assert.deepEqual(
				operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name),
				inPath,
				operation.operationId,
			);
			const names = operation.parameters.map((one) => `${one.in} ${one.name}`);
			assert.equal(new Set(names).size, names.length, operation.operationId);
		}
	assert.deepEqual(
		[...described].sort(),
		(await routesOf(server))
			.filter(({ who }) => !['operator', 'watcher'].includes(who))
			.map(({ method, path }) => `${method} ${path}`)
			.sort(),
	);
	const text = JSON.stringify(document);
	for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
		assert.ok(document.components.schemas[name], `${name} is referred to and not there`);
	const used = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
	const unused = Object.keys(document.components.schemas).filter((name) => !used.has(name));
	assert.deepEqual(unused, []);
	const { stdout, code } = await server.run(['openapi'], { data: false });
	assert.deepEqual([code, JSON.parse(stdout)], [0, document]);
});

test('the data map names every field of both stores with its purpose, and is the same in every form', async () => {
	const policy = (await server.client().get('policy')).is(200);
	const names = policy.records.map(({ name }) => name);
	for (const name of ['contact', 'message', 'user', 'session', 'token', 'membership', 'audit_entry', 'job', 'answer'])
		assert.ok(names.includes(name), name);
	for (const record of policy.records)
		for (const field of record.fields)
			for (const key of [
				'doc',
				'class',
				'purpose',
				'shared',
				'kept',
				'at_rest',
				'on_export',
				'on_erase',
				'on_restrict',
			])
				assert.ok(field[key]?.length > 0, `${record.name}.${field.name} says no ${key}`);
	const forms = {};
	for (const format of ['json', 'text', 'html']) {
		const { stdout, code } = await server.run(['policy', '--format', format], { data: false });
		assert.equal(code, 0);
		forms[format] = stdout;
	}
	assert.deepEqual(JSON.parse(forms.json), policy);
	for (const record of policy.records)
		for (const format of ['text', 'html'])
			assert.ok(forms[format].includes(record.plural), `${record.plural} in ${format}`);
	assert.doesNotMatch(forms.html, /<script|src=|href="http/);
});

/** name{labels} → value; every line that is no comment must be such a sample. */
function parseMetrics(text) {
	const samples = {};
	for (const line of text.trim().split('\n')) {
		if (/^# (HELP|TYPE) kontor_\w+ .+$/.test(line)) continue;
		const [, sample, value] = /^(kontor_\w+(?:\{\w+="[^"]+"\})?) (\d+(?:\.\d+)?)$/.exec(line) ?? assert.fail(line);
		assert.ok(!(sample in samples), `${sample} stands twice`);
		samples[sample] = Number(value);
	}
	return samples;
}

test('health is for everybody, counters for the operator', async () => {
	assert.deepEqual((await server.client().get('/healthz')).is(200), { status: 'ok' });
	const reply = await server.admin.get('/metrics');
	assert.equal(reply.status, 200);
	assert.match(reply.headers['content-type'], /^text\/plain; version=0\.0\.4/);
	const samples = parseMetrics(reply.text);
	assert.ok(samples.kontor_resident_bytes > 1e6);
	assert.ok(samples.kontor_disk_free_bytes > 1e6);
	assert.ok(Math.abs(samples.kontor_start_time_seconds * 1000 - Date.now()) < 600_000);
	assert.ok(samples['kontor_replies_total{class="2xx"}'] > 0);
	assert.equal((await server.run(['metrics'])).stdout.split('\n')[0], reply.text.split('\n')[0]);
});

test('metrics are told as they are declared, and histograms add up', async () => {
	const { text } = await server.admin.get('/metrics');
	const samples = parseMetrics(text);
	const table = (await server.run(['metrics', '--format', 'markdown'], { data: false })).stdout;
	const declared = new Map(
		[...table.matchAll(/^\| `(kontor_\w+)` \| (\w+) \|.*\| (\w*) \| (.+) \|$/gm)].map(([, name, kind, label, help]) => [
			name,
			{ kind, label, help },
		]),
	);
	const told = [...text.matchAll(/^# HELP (\w+) (.+)\n# TYPE \1 (counter|gauge|histogram)$/gm)];
	assert.deepEqual(
		told.map(([, name, help, kind]) => [name, kind, help]),
		[...declared].map(([name, { kind, help }]) => [name, kind, help]),
	);
	for (const sample of Object.keys(samples)) {
		const [, name, label] = /^(\w+?)(?:_bucket|_sum|_count)?(?:\{(\w+)=".*"\})?$/.exec(sample);
		assert.ok(declared.has(name), sample);
		if (label) assert.equal(label, declared.get(name).label, sample);
	}
	for (const [name, { kind }] of declared) {
		if (kind !== 'histogram') continue;
		const buckets = Object.keys(samples).filter((sample) => sample.startsWith(`${name}_bucket{`));
		const counts = buckets.map((bucket) => samples[bucket]);
		assert.deepEqual(counts, [...counts].sort((a, b) => a - b), name);
		assert.equal(buckets.at(-1), `${name}_bucket{le="+Inf"}`);
		assert.equal(counts.at(-1), samples[`${name}_count`], name);
	}
	assert.ok(samples.kontor_request_seconds_count > 0 && samples.kontor_request_seconds_sum > 0);
});

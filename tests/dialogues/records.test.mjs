// What every record can, whatever it is: made, listed, counted, read, changed, binned, brought back.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startWithOwner } from './lib/server.mjs';
import { makeWorld } from './lib/world.mjs';

let server, api, world, meta;

before(async () => {
	({ server, api } = await startWithOwner());
	world = await makeWorld(api);
	meta = (await api.get('meta')).is(200).records;
});
after(() => server.close());

/** A row of its own. Where only one row of a kind fits, the one that is there goes first. */
async function fresh(record) {
	if (record === 'contact_tags' || record === 'attachments') {
		const [link] = await api.all(record);
		if (link) (await api.delete(`${record}/${link.id}`)).is(204);
	}
	return api.make(record, world.bodies[record]());
}

const anotherValue = { name: 'changed', text: 'changed', sync: 'media', contact_id: null };

test('a row goes through its whole life', async () => {
	for (const record of Object.keys(world.bodies)) {
		const count = async () => (await api.get(`${record}:count`)).is(200).count;
		const row = await fresh(record);
		assert.deepEqual([row.version, row.deleted_at], [1, null], record);
		const n = await count();
		const read = (await api.get(`${record}/${row.id}`)).is(200);
		assert.deepEqual({ ...read, ...derivedOf(record, row) }, row, record);
		assert.ok(
			(await api.all(record)).some(({ id }) => id === row.id),
			record,
		);

		const field = Object.keys(anotherValue).find(
			(name) =>
				meta[record].fields[name] &&
				!meta[record].fields[name].create_only &&
				!meta[record].fields[name].read_only,
		);
		if (field && record !== 'contact_identities') {
			const changed = await api.patch(`${record}/${row.id}`, { [field]: anotherValue[field] });
			assert.equal(changed.headers.etag, '"2"');
			assert.deepEqual([changed.is(200)[field], changed.json.version], [anotherValue[field], 2], record);
		} else if (record === 'contact_identities') {
			(await api.patch(`${record}/${row.id}`, { contact_id: row.contact_id })).is(200);
		}

		(await api.delete(`${record}/${row.id}`)).is(204);
		(await api.get(`${record}/${row.id}`)).refuses(404, 'not-found');
		(await api.delete(`${record}/${row.id}`)).refuses(404, 'not-found');
		assert.equal(await count(), n - 1, record);
		assert.ok(!(await api.all(record)).some(({ id }) => id === row.id), record);
		const back = (await api.post(`${record}/${row.id}:restore`)).is(200);
		assert.equal(back.deleted_at, null);
		assert.equal(
			(await api.post(`${record}/${row.id}:restore`)).is(200).version,
			back.version,
			'restoring what is there changes nothing',
		);
		assert.equal(await count(), n, record);
	}
});

/** What the row derives from others may move between making and reading it. */
function derivedOf(record, row) {
	return Object.fromEntries(
		Object.entries(meta[record].fields)
			.filter(([, field]) => field.derived)
			.map(([name]) => [name, row[name]]),
	);
}

test('what the declaration says clients may not send is refused, each by its own word', async () => {
	for (const [record, body] of Object.entries(world.bodies)) {
		const readOnly = Object.entries(meta[record].fields)
			.filter(([, field]) => field.read_only || field.derived)
			.map(([name]) => name);
		const sent = {
			...body(),
			...Object.fromEntries(readOnly.map((name) => [name, null])),
			run_id: null,
			sources: 1,
			search_key: 1,
			match_key: 'x',
			natural_key: 'x',
		};
		const flaws = (await api.post(record, sent)).flaws();
		for (const name of readOnly) assert.ok(flaws.includes(`/${name} read_only`), `${record}: ${name} in ${flaws}`);
		for (const name of ['run_id', 'sources', 'search_key', 'match_key', 'natural_key'])
			assert.ok(flaws.includes(`/${name} unknown_field`), `${record}: ${name} in ${flaws}`);
		assert.equal(flaws.length, readOnly.length + 5, `${record}: ${flaws}`);
	}
});

test('every field that must be there is missed by name', async () => {
	for (const record of Object.keys(world.bodies)) {
		const required = Object.entries(meta[record].fields)
			.filter(([, field]) => field.required)
			.map(([name]) => `/${name} required`)
			.sort();
		assert.deepEqual((await api.post(record, {})).flaws(), required, record);
	}
});

test('references are to rows that are there', async () => {
	for (const [record, body] of Object.entries(world.bodies))
		for (const [name, field] of Object.entries(meta[record].fields)) {
			if (!field.record || field.read_only || field.derived) continue;
			const flaws = (
				await api.post(record, { ...body(), [name]: '01900000-0000-7000-8000-000000000000' })
			).flaws();
			assert.ok(flaws.includes(`/${name} no_such_record`), `${record}.${name}: ${flaws}`);
			const wrong = (await api.post(record, { ...body(), [name]: world.rows.import_runs.id })).flaws();
			assert.ok(wrong.includes(`/${name} no_such_record`), `${record}.${name} of another record: ${wrong}`);
		}
});

test('a read-only record is only read', async () => {
	const { id } = world.rows.members;
	assert.equal((await api.get(`members/${id}`)).is(200).id, id);
	assert.equal((await api.get('members:count')).is(200).count, 1);
	for (const [method, path] of [
		['DELETE', `members/${id}`],
		['POST', 'members'],
	])
		(await api.request(method, path, {})).refuses(405, 'method-not-allowed');
});

test('rows made, changed, binned and restored at once by many end in one of their orders', async () => {
	const row = await api.make('contacts', { name: 'many hands' });
	const replies = await Promise.all(
		Array.from({ length: 100 }, (_, i) =>
			i % 4 === 0
				? api.delete(`contacts/${row.id}`)
				: i % 4 === 1
					? api.post(`contacts/${row.id}:restore`)
					: api.patch(`contacts/${row.id}`, { name: `hand ${i}` }),
		),
	);
	for (const { status, text } of replies) assert.ok([200, 204, 404].includes(status), text);
	(await api.post(`contacts/${row.id}:restore`)).is(200);
	const now = (await api.get(`contacts/${row.id}`)).is(200);
	const changes = replies.filter(({ status, json }) => status === 204 || (status === 200 && json?.version)).length;
	assert.ok(now.version <= changes + 2 && now.version > 1);
});

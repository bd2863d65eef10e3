// company.test.mjs: the dialogue of a new record. Everything it asks for follows from company.def.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startWithOwner } from '../dialogues/lib/server.mjs';
import { until } from '../dialogues/lib/until.mjs';

let server, api;
before(async () => ({ server, api } = await startWithOwner({ build: 'release' })));
after(() => server?.close());

test('a declared company is created, read, listed, found, changed, deleted and restored', async () => {
	const made = (await api.post('companies', { name: 'Ferragens do Zeca', country: 'BR' })).is(201);
	assert.equal(made.version, 1);
	assert.deepEqual((await api.get(`companies/${made.id}`)).is(200).name, 'Ferragens do Zeca');
	assert.deepEqual((await api.get('companies?country=BR&sort=name')).is(200).items.map((row) => row.id), [made.id]);
	const { items } = (await api.get('search?q=ferrag&records=companies')).is(200);
	assert.deepEqual(items.map((hit) => hit.id), [made.id]);
	const changed = (await api.patch(`companies/${made.id}`, { name: 'Zeca' })).is(200);
	assert.equal(changed.version, 2);
	(await api.delete(`companies/${made.id}`)).is(204);
	(await api.get(`companies/${made.id}`)).refuses(404, 'not-found');
	(await api.post(`companies/${made.id}:restore`)).is(200);
});

test('its flaws are named, its feed and its documents are there', async () => {
	assert.deepEqual((await api.post('companies', { country: 'Brasil' })).flaws(), ['/country too_long', '/name required']);
	const { items } = (await api.get('changes?since=0')).is(200);
	assert.ok(items.some((change) => change.record === 'companies'));
	const openapi = (await api.get('openapi.json')).is(200);
	assert.ok(openapi.paths['/api/v1/companies/{id}'].patch);
	const policy = (await api.get('policy')).is(200);
	assert.ok(policy.records.some((record) => record.name === 'company'));
	await until(async () => (await api.get('companies:count')).is(200).count === 1);
});

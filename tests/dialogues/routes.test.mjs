// Generated from the route table: who may take each route, and that another workspace's rows are not
// there, byte for byte like rows that never were.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { query } from './lib/client.mjs';
import { owner, startWithOwner } from './lib/server.mjs';
import { bodiesOn, bringFile, face, makeWorld, routesOf } from './lib/world.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const ranks = { viewer: 1, agent: 2, admin: 3, owner: 4 };
let server, api, workspace_id, routes, world, meta;
let other, otherId; // a second workspace of somebody else

before(async () => {
	({ server, api, workspace_id } = await startWithOwner());
	routes = await routesOf(server);
	world = await makeWorld(api);
	meta = (await api.get('meta')).is(200).records;
	({ workspace_id: otherId } = await server.addUser({
		email: 'eve@example.test',
		name: 'Eve',
		workspace: 'Elsewhere',
	}));
	other = await server.token({ workspace_id: otherId, email: 'eve@example.test' });
});
after(() => server.close());

const recordOf = (path) => path.split(/[/:]/)[3];
const filled = (path, id) => path.replace('{id}', id);

/** A request that takes the route as far as its rights, and no further: its body is of no use. */
const knock = (client, { method, path }) =>
	client.request(
		method,
		filled(path, missing),
		method === 'GET' ? undefined : 'x',
		method === 'GET' ? {} : { 'Content-Type': 'text/plain' },
	);

test('without credentials every route but the open ones is closed', async () => {
	assert.ok(routes.length > 90);
	for (const route of routes) {
		const reply = await knock(server.client(), route);
		if (['anyone', 'watcher'].includes(route.who))
			assert.notEqual(reply.status, 404, `${route.method} ${route.path}: ${reply.status}`);
		else if (route.who === 'operator') reply.refuses(404, 'not-found');
		else reply.refuses(401, 'unauthorized');
	}
});

/* Tokens act in one workspace; accounts, the server and what asks for a password are for people. The first owner looks
 * after the server. */
function isAllowed({ who, least }, role, inBrowser) {
	if (who === 'member') return ranks[role] >= ranks[least];
	if (!inBrowser) return false;
	if (who === 'person') return ranks[role] >= ranks[least];
	return who === 'user' || (who === 'steward' && role === 'owner');
}

test('every route lets in the roles that its declaration says, and refuses the others', async () => {
	for (const role of Object.keys(ranks)) {
		const client = role === 'owner' ? api : await server.addMember({ workspace_id, role });
		const { client: browser } = await server
			.client()
			.signIn(
				{ email: role === 'owner' ? owner.email : `${role}@example.test`, password: owner.password },
				workspace_id,
			);
		for (const route of routes) {
			if (['anyone', 'watcher', 'operator'].includes(route.who)) continue;
			for (const one of [client, browser]) {
				const reply = await knock(one, route);
				if (!isAllowed(route, role, one === browser)) reply.refuses(403, 'forbidden');
				else
					assert.ok(
						![401, 403].includes(reply.status) && reply.status < 500,
						`${role} ${route.method} ${route.path}: ${reply.status} ${reply.text.slice(0, 200)}`,
					);
			}
		}
	}
});

test('what only the operator may do is there on the socket in the data folder, and nowhere else', async () => {
	for (const route of routes) {
		if (route.who !== 'operator') continue;
		const reply = await knock(server.admin, route);
		assert.ok(
			![401, 403].includes(reply.status) && reply.status < 500,
			`${route.method} ${route.path}: ${reply.status}`,
		);
		for (const client of [api, (await server.client().signIn(owner)).client])
			(await knock(client, route)).refuses(404, 'not-found');
	}
	const { mode } = await import('node:fs/promises').then(({ stat }) => stat(`${server.dir}/kontor.sock`));
	assert.equal(mode & 0o777, 0o600);
});

test('a row of another workspace is a missing row: every route, byte for byte', async () => {
	let tried = 0;
	for (const { method, path, who } of routes) {
		if (who !== 'member' || !path.includes('{id}')) continue;
		const body = method === 'PATCH' || (method === 'POST' && !path.endsWith(':restore')) ? {} : undefined;
		const { id } = world.rows[recordOf(path)] ?? world.others[recordOf(path)];
		const there = await other.request(method, filled(path, id), body);
		const nowhere = await other.request(method, filled(path, missing), body);
		there.refuses(404, 'not-found');
		assert.equal(face(there), face(nowhere), `${method} ${path}`);
		tried++;
	}
	assert.ok(tried > 40);
});

test('a workspace that is not theirs is a missing workspace: every route, byte for byte', async () => {
	const { client: eve } = await server
		.client()
		.signIn({ email: 'eve@example.test', password: owner.password }, otherId);
	for (const route of routes) {
		if (route.who !== 'member') continue;
		for (const client of [
			eve.with({ workspace: workspace_id }),
			other.with({ headers: { 'Kontor-Workspace': workspace_id } }),
		]) {
			const reply = await knock(client, route);
			reply.refuses(404, 'not-found');
			const nowhere = await knock(
				client.with({ workspace: missing, headers: client.token ? { 'Kontor-Workspace': missing } : {} }),
				route,
			);
			assert.equal(face(reply), face(nowhere), `${route.method} ${route.path}`);
		}
	}
});

test('ids of another workspace in bodies are missing ids', async () => {
	const mine = {};
	const bodies = bodiesOn(mine, (await bringFile(other, 1)).id, 6_000_000);
	for (const [record, body] of Object.entries(bodies)) mine[record] = await other.make(record, body());
	let tried = 0;
	for (const [record, body] of Object.entries(bodies))
		for (const [name, field] of Object.entries(meta[record].fields)) {
			if (!field.record || field.read_only || field.derived || !world.rows[field.record]) continue;
			const send = async (id) => face(await other.post(record, { ...body(), [name]: id }));
			assert.equal(await send(world.rows[field.record].id), await send(missing), `${record}.${name}`);
			tried++;
		}
	assert.ok(tried >= 8);
	for (const more of [{ tags: [world.rows.tags.id] }, { custom: { [world.rows.custom_fields.id]: 'x' } }]) {
		const swap = (text) => text.replaceAll(/[0-9a-f-]{36}/g, missing);
		const there = await other.post('contacts', { name: 'x', ...more });
		there.refuses(422, 'invalid');
		assert.equal(
			swap(face(there)),
			face(await other.post('contacts', JSON.parse(swap(JSON.stringify({ name: 'x', ...more }))))),
		);
	}
	const batch = Object.entries(world.rows).filter(([record]) => bodies[record]);
	for (const [record, { id }] of batch)
		for (const op of ['patch', 'delete'])
			assert.deepEqual(
				(await other.post(`${record}:batch`, { items: [{ op, id, body: {} }] }))
					.is(200)
					.items.map(({ status }) => status),
				[404],
				`${op} ${record}`,
			);
});

test('ids of another workspace in queries find what missing ids find: nothing', async () => {
	let tried = 0;
	for (const [record, { fields }] of Object.entries(meta))
		for (const [name, field] of Object.entries(fields)) {
			if (!field.record || !field.filter || !world.rows[field.record]) continue;
			for (const tail of ['', ':count']) {
				const ask = async (id) => face(await other.get(`${record}${tail}${query({ [name]: id })}`));
				assert.equal(await ask(world.rows[field.record].id), await ask(missing), `${record}?${name}`);
				tried++;
			}
		}
	assert.ok(tried >= 10);
	const { rows } = world;
	for (const path of [
		`contacts?tags=${rows.tags.id}`,
		`contacts?custom.${rows.custom_fields.id}=x`,
		`timeline?contact_id=${rows.contacts.id}`,
		`history?record=contacts&row_id=${rows.contacts.id}`,
		`import_runs/${rows.import_runs.id}:errors`,
	])
		assert.equal(
			face(await other.get(path)),
			face(await other.get(path.replaceAll(/[0-9a-f-]{36}/g, missing))),
			path,
		);
});

test('nothing of the first workspace has changed, and the second sees nothing of it', async () => {
	for (const [record, row] of Object.entries(world.rows)) {
		const now = (await api.get(`${record}/${row.id}`)).is(200);
		assert.equal(now.version, row.version, record);
		assert.ok(!(await other.all(record)).some(({ id }) => id === row.id), record);
	}
	for (const word of ['Person', 'note', 'message', '5000']) {
		const { text } = await other.get(`search${query({ q: word, limit: 100 })}`);
		for (const { id } of Object.values(world.rows)) assert.ok(!text.includes(id));
	}
});

// world.mjs: one row of every record, and the body that makes another. What goes over all records
// (roles, tenants, descriptions, the fuzzer) starts here.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { png } from './media.mjs';
import { phone } from './seed.mjs';

/** Brings a file of few bytes, another one for each n; gives its row. */
export async function bringFile(api, n) {
	const reply = await api.request('PUT', 'files', Buffer.concat([png(), Buffer.from(`${n}`)]), { 'Content-Type': 'image/png' });
	assert.ok([200, 201].includes(reply.status), reply.text);
	return reply.json;
}

/** Bodies that create a row of each record, hanging on the rows given and a file that was brought; another one at each call. */
export function bodiesOn(rows, file_id, from = 5_000_000) {
	let n = from;
	const next = () => n++;
	return {
		wa_accounts: () => ({ name: `Number ${next()}`, phone: phone(next()) }),
		tags: () => ({ name: `tag ${next()}` }),
		custom_fields: () => ({ name: `field ${next()}`, kind: 'text', data_class: 'none' }),
		contacts: () => ({
			name: `Person ${next()}`,
			identities: [{ kind: 'email', value: `p${next()}@example.test` }],
		}),
		contact_identities: () => ({ contact_id: rows.contacts.id, kind: 'phone', value: phone(next()) }),
		contact_tags: () => ({ contact_id: rows.contacts.id, tag_id: rows.tags.id }),
		notes: () => ({ contact_id: rows.contacts.id, text: `note ${next()}` }),
		chats: () => ({
			account_id: rows.wa_accounts.id,
			peer_kind: 'person',
			peer_key: `${phone(next()).slice(1)}@s.whatsapp.net`,
			contact_id: rows.contacts.id,
		}),
		messages: () => ({
			chat_id: rows.chats.id,
			at: Date.UTC(2026, 8, 1) + next(),
			direction: 'in',
			kind: 'text',
			text: `message ${next()}`,
		}),
		attachments: () => ({ contact_id: rows.contacts.id, file_id, name: `${next()}.png` }),
	};
}

/** Makes one row of each; import_runs too, from a file of one line. {rows, bodies};
 * others: rows that are no records. */
export async function makeWorld(api, from) {
	const rows = {};
	const files = await bringFile(api, from);
	const bodies = bodiesOn(rows, files.id, from);
	for (const [record, body] of Object.entries(bodies)) rows[record] = await api.make(record, body());
	[rows.members] = await api.all('members');
	rows.import_runs = (
		await api.post('import_runs?name=people.csv', 'Name,Phone\nAna,+5511987654321\n', {
			'Content-Type': 'text/csv',
		})
	).is(201);
	const others = {
		files,
		invites: (await api.post('invites', { role: 'viewer' })).is(201),
		tokens: (await api.get('tokens')).is(200).items[0],
	};
	return { rows, others, bodies };
}

/** Every route: {method, path, who, least}, as the program prints them. */
export async function routesOf(server) {
	const { stdout } = await server.run(['routes'], { data: false });
	return stdout
		.trim()
		.split('\n')
		.map((line) => {
			const [method, path, who, least] = line.split(' ');
			return { method, path, who, least };
		});
}

/** Everything of a reply but what differs each time. */
export function face(reply) {
	const { date, 'x-request-id': id, connection, 'keep-alive': alive, ...headers } = reply.headers;
	assert.ok(date && id);
	return JSON.stringify([reply.status, headers, reply.text.replaceAll(id, '…')]);
}

/** Records that only whoever owns them, or what they hang on, is shown where the workspace says so: as declared. */
export function ownedRecords() {
	const folder = fileURLToPath(new URL('../../../src/schema/cell/', import.meta.url));
	const scopes = {};
	for (const name of readdirSync(folder)) {
		const text = readFileSync(folder + name, 'utf8');
		for (const [, self, body] of text.matchAll(/#define SELF (\w+)\n(.*?)#undef SELF/gs)) {
			const [, plural] = /^RECORD\((\w+)/m.exec(body) ?? [];
			const [, kind, field] = /^SCOPE\((\w+)(?:, (\w+))?\)/m.exec(body);
			const [, ref] = new RegExp(`\\(\\s*${field},\\s+(?:ref|part_of)\\((\\w+)\\)`).exec(body) ?? [];
			const parents = [...body.matchAll(/^FIELD\(\s*\w+,\s+part_of\((\w+)\)/gm)].map(([, parent]) => parent);
			scopes[self] = { plural, kind, refs: kind === 'parent' ? parents : [ref] };
		}
	}
	const owned = ({ kind, refs }) =>
		kind === 'owner' || (['via', 'parent'].includes(kind) && refs.some((ref) => owned(scopes[ref])));
	return new Set(Object.values(scopes).filter((one) => one.plural && owned(one)).map(({ plural }) => plural));
}

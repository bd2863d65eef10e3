// seed.mjs: made-up people and chats, always the same for the same seed. What tests and benchmarks
// need in number they take from here, through the interface like everybody else.
import assert from 'node:assert/strict';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function chance(seed) {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

export const pick = (random, list) => list[Math.floor(random() * list.length)];

const firstNames = [
	'Ana',
	'Bruno',
	'Caio',
	'Dora',
	'Elif',
	'Farid',
	'Greta',
	'Hana',
	'Ivo',
	'Jana',
	'Kofi',
	'Lena',
	'Mara',
	'Nuno',
	'Olga',
	'Paulo',
	'Qadira',
	'Rosa',
	'Selim',
	'Tomás',
	'Ula',
	'Vera',
	'Wim',
	'Xenia',
	'Yusuf',
	'Zoe',
];
const lastNames = [
	'Almeida',
	'Brandt',
	'Çelik',
	'Duarte',
	'Endo',
	'Fischer',
	'Gallo',
	'Haddad',
	'Ibrahim',
	'Jovanović',
	'Kowalska',
	'Lindqvist',
	'Moreau',
	'Núñez',
	'Okafor',
	'Petrov',
	'Quintero',
	'Rao',
	'Şahin',
	'Tanaka',
	'Umar',
	'Vargas',
	'Weiss',
];
const companies = ['Café Aurora', 'Nordlicht GmbH', 'Oficina Sol', 'Teehaus Blau', 'Atelier Rue 9', 'Padaria Lua'];

/** Body of a contact: the nth person always has the same name and number. */
export function person(n) {
	const random = chance(n + 1);
	return {
		name: `${pick(random, firstNames)} ${pick(random, lastNames)}`,
		company: random() < 0.4 ? pick(random, companies) : null,
		identities: [{ kind: 'phone', value: phone(n) }],
	};
}

/** +55 11 9nnnn-nnnn: a valid Brazilian mobile number, another for each n below ten million. */
export const phone = (n) => `+55119${String(80_000_000 + n).padStart(8, '0')}`;

/** Rows through :batch, 500 a request; the ids in order. */
export async function makeMany(api, records, bodies) {
	const ids = [];
	for (let at = 0; at < bodies.length; at += 500) {
		const items = bodies.slice(at, at + 500).map((body) => ({ op: 'create', body }));
		const { items: answers } = (await api.post(`${records}:batch`, { items })).is(200);
		for (const answer of answers) {
			assert.equal(answer.status, 201, JSON.stringify(answer));
			ids.push(answer.id);
		}
	}
	return ids;
}

/** The ids of n contacts. */
export const makePeople = (api, n, more = () => ({})) =>
	makeMany(
		api,
		'contacts',
		Array.from({ length: n }, (_, i) => ({ ...person(i), ...more(i) })),
	);

/** One account and a chat with each of the contacts: {account_id, chats: ids}. */
export async function makeChats(api, contacts, more = () => ({})) {
	const account = await api.make('wa_accounts', { name: 'Loja' });
	const chats = await makeMany(
		api,
		'chats',
		contacts.map((contact_id, i) => ({
			account_id: account.id,
			peer_kind: 'person',
			peer_key: `${phone(i).slice(1)}@s.whatsapp.net`,
			contact_id,
			...more(i),
		})),
	);
	return { account_id: account.id, chats };
}

/** Body of a message; at: ms since 1970. */
export const message = (chat_id, at, text, more = {}) => ({
	chat_id,
	at,
	direction: 'in',
	kind: 'text',
	text,
	...more,
});

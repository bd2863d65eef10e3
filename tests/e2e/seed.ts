// Made-up people and talk, through the API as anybody would. No name or number belongs to anyone.
import type { Api } from './world';

const first = ['Ana', 'Bruno', 'Carla', 'Dewi', 'Elif', 'Fatima', 'Gaspar', 'Helena', 'Inês', 'João'];
const last = ['Almeida', 'Braga', 'Costa', 'Duarte', 'Esteves', 'Ferraz', 'Gomes', 'Horta'];

export const nameOf = (i: number): string =>
	`${first[i % first.length]} ${last[Math.floor(i / first.length) % last.length]} ${i}`;

export async function seedContacts(api: Api, n: number): Promise<void> {
	for (let from = 0; from < n; from += 250) {
		const items = Array.from({ length: Math.min(250, n - from) }, (_, k) => ({
			op: 'create',
			body: {
				name: nameOf(from + k),
				company: (from + k) % 3 === 0 ? 'Casa Verde' : null,
				identities: [{ kind: 'phone', value: `+55119${String(90_000_000 + from + k)}` }],
			},
		}));
		const reply = (await api.post('contacts:batch', { items })).is(200);
		const failed = reply.items.find((item: { status: number }) => item.status !== 201);
		if (failed) throw new Error(JSON.stringify(failed));
	}
}

/** A chat with `n` messages, one each quarter of an hour, the last one at `until`. */
export async function seedChat(
	api: Api,
	{ name, n, until, text }: { name: string; n: number; until: number; text?: (i: number) => string },
): Promise<{ contact: string; chat: string }> {
	const account = (await api.post('wa_accounts', { name: `Phone of ${name}` })).is(201);
	const number = `55119${String(80_000_000 + Math.floor(Math.random() * 9_000_000))}`;
	const identities = [{ kind: 'phone', value: `+${number}` }];
	const contact = (await api.post('contacts', { name, identities })).is(201);
	const chat = (
		await api.post('chats', {
			account_id: account.id, peer_kind: 'person', peer_key: `${number}@s.whatsapp.net`, contact_id: contact.id,
		})
	).is(201);
	for (let from = 0; from < n; from += 250) {
		const items = Array.from({ length: Math.min(250, n - from) }, (_, k) => {
			const i = from + k;
			return {
				op: 'create',
				body: {
					chat_id: chat.id,
					at: until - (n - 1 - i) * 900_000,
					direction: i % 3 === 0 ? 'out' : 'in',
					kind: 'text',
					text: text?.(i) ?? `Line ${i}: the pots are here`,
					sender_name: i % 3 === 0 ? 'Rosa' : name,
				},
			};
		});
		const reply = (await api.post('messages:batch', { items })).is(200);
		const failed = reply.items.find((item: { status: number }) => item.status !== 201);
		if (failed) throw new Error(JSON.stringify(failed));
	}
	return { contact: contact.id, chat: chat.id };
}

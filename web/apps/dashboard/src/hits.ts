/* Where a search hit lives: a person's page, a message in its chat, a note beside its person. */
import type { Hit } from '@kontor/api';
import { addressOf } from './router';

export function hitAddress(hit: Hit, q: string): string {
	switch (hit.record) {
		case 'contacts':
			return addressOf('contacts', hit.id);
		case 'notes':
			return addressOf('contacts', hit.contact_id ?? null, { note: hit.id });
		case 'messages':
			return addressOf('chats', hit.chat_id ?? null, { m: hit.id });
		case 'chats':
			return addressOf('chats', hit.id);
		default:
			return addressOf('search', null, { q });
	}
}

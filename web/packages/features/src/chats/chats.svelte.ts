/* The list of chats, newest first, and the names of the people they are with. */
import { KeysetList, type Chat, type RowEvent } from '@kontor/api';
import { m, spacedPhone } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';

export type ChatKind = 'all' | 'person' | 'group';

const REFRESH_MS = 400;

export class ChatsState {
	#desk: Desk;
	#stop: () => void;
	#asked = new Set<string>();

	kind = $state<ChatKind>('all');
	list = $state.raw() as KeysetList<'chats'>;

	constructor(desk: Desk) {
		this.#desk = desk;
		this.list = this.#make('all');
		this.#stop = desk.rows.listen((event) => this.#heard(event));
	}

	async show(kind: ChatKind): Promise<void> {
		const next = this.#make(kind);
		this.kind = kind;
		this.list.stop();
		if (!this.list.ready) this.list = next;
		await next.more();
		if (this.kind === kind) this.list = next;
	}

	async reload(): Promise<void> {
		if (this.list.ready) await this.list.refresh();
		else await this.list.more();
	}

	stop(): void {
		this.list.stop();
		this.#stop();
	}

	/* The person's name where the person is known, else the chat's own title, else the number. */
	title(chat: Chat): string {
		return chatTitle(chat, this.#desk);
	}

	/* Asks once for the contacts of the chats that are in sight. */
	want(chats: readonly Chat[]): void {
		for (const { contact_id: id } of chats) {
			if (!id || this.#asked.has(id) || this.#desk.rows.get('contacts', id)) continue;
			this.#asked.add(id);
			this.#desk.api.records.get('contacts', id).then(
				(row) => this.#desk.rows.put('contacts', row),
				() => this.#asked.delete(id),
			);
		}
	}

	neighbour(id: string | null, step: 1 | -1): string | null {
		const at = id === null ? -1 : this.list.ids.indexOf(id);
		return this.list.ids[at < 0 ? 0 : at + step] ?? null;
	}

	#make(kind: ChatKind): KeysetList<'chats'> {
		return new KeysetList({
			record: 'chats',
			rows: this.#desk.rows,
			page: (query, signal) =>
				this.#desk.api.records.list(
					'chats',
					{ ...query, peer_kind: kind === 'all' ? undefined : kind },
					signal,
				),
			compare: (a, b) =>
				(b.last_message_at ?? 0) - (a.last_message_at ?? 0) || (a.id < b.id ? 1 : -1),
			belongs: (row) => kind === 'all' || row.peer_kind === kind,
			later: (fn) => void this.#desk.later(fn, REFRESH_MS),
		});
	}

	#heard(event: RowEvent): void {
		if (event.record === 'chats') this.list.change(event.id, event.row as Chat | null);
	}
}

/* A WhatsApp address as a number, where it is one: those of hidden numbers and files say nothing to people. */
export function peerName(key: string): string {
	const digits = /^(\d{7,15})@s\.whatsapp\.net$/.exec(key)?.[1];
	return digits === undefined ? m.chat_unnamed() : spacedPhone(`+${digits}`);
}

export function chatTitle(chat: Chat, desk: Pick<Desk, 'rows'>): string {
	const contact = chat.contact_id ? desk.rows.get('contacts', chat.contact_id) : undefined;
	return contact?.name ?? chat.title ?? peerName(chat.peer_key);
}

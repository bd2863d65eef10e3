/* What shows and plays kept files on one screen: their addresses, what was measured, and the one that is open large. */
import type { Attachment, FileUse, Message, StoredFile } from '@kontor/api';
import type { Desk } from '../desk.svelte';
import { seenIn } from './kinds';
import { Measures, type Measured, type Tools } from './measures.svelte';
import type { Player } from './player.svelte';

export interface MediaDesk extends Desk {
	/* one for the whole app */
	readonly player: Player;
	readonly tools: Tools & { canPlay(type: string): boolean };
	/* may change records: reactive */
	readonly mayWrite: boolean;
}

/* A picture or film as the viewer shows it. */
export interface Seen {
	file: Attachment;
	/* who sent it, and when; empty for a file of a contact or note */
	by: string;
	at: number | null;
}

/* What the viewer walks through: reactive, since older messages may come in front while it is open. */
export interface Gallery {
	items(): readonly Seen[];
	/* asks for what lies beyond the first or last one, where there is more */
	more?(where: 'older' | 'newer'): void;
}

export class MediaState {
	#desk: MediaDesk;
	readonly measures: Measures;
	readonly player: Player;
	#gallery = $state.raw<Gallery | null>(null);
	/* the attachment that is open large */
	open = $state<string | null>(null);

	constructor(desk: MediaDesk) {
		this.#desk = desk;
		this.player = desk.player;
		this.measures = new Measures({
			tools: desk.tools,
			address: (file) => this.address(file, 'shown'),
			keep: desk.mayWrite ? (file, found) => desk.api.files.measure(file, found) : null,
			onkept: (file, row) => this.#kept(file, row),
		});
	}

	readonly items = $derived.by(() => this.#gallery?.items() ?? []);
	readonly index = $derived.by(() => this.items.findIndex((one) => one.file.id === this.open));

	address(file: Pick<Attachment, 'id' | 'file_id'>, use: FileUse): string {
		return this.#desk.api.files.address(file, use);
	}

	canPlay(file: Attachment): boolean {
		return !this.player.failed.has(file.id) && this.#desk.tools.canPlay(file.type ?? '');
	}

	/* The small picture: the server's, or the one that was just made here. undefined: not yet; null: there is none. */
	small(file: Attachment): string | null | undefined {
		if (file.has_thumbnail) return this.address(file, 'small');
		const found: (Measured & { address: string | null }) | null | undefined =
			this.measures.found.get(file.file_id);
		return found ? found.address : found;
	}

	peaks(file: Attachment): readonly number[] | null {
		return this.measures.found.get(file.file_id)?.peaks ?? null;
	}

	/* In ms; from the server, or as it was measured here. */
	duration(file: Attachment): number | null {
		return file.duration_ms ?? this.measures.found.get(file.file_id)?.duration_ms ?? null;
	}

	show(file: Attachment, gallery: Gallery): void {
		this.player.pause();
		this.#gallery = gallery;
		this.open = file.id;
	}

	close(): void {
		this.open = null;
		this.#gallery = null;
	}

	/* The next or the one before; at either end what lies beyond is asked for. */
	step(by: 1 | -1): void {
		const next = this.items[this.index + by];
		if (next) this.open = next.file.id;
		const near = this.index + 2 * by;
		if (near < 0) this.#gallery?.more?.('older');
		else if (near >= this.items.length) this.#gallery?.more?.('newer');
	}

	/* What was open and sounded belonged to a conversation that is left. */
	leave(): void {
		this.close();
		this.player.stop();
	}

	stop(): void {
		this.leave();
		this.measures.stop();
	}

	/* The row that shows it learns what was measured; its version stays, as on the server. */
	#kept(file: Attachment, row: StoredFile): void {
		const known = {
			width: row.width,
			height: row.height,
			duration_ms: row.duration_ms,
			has_thumbnail: row.thumbnail_id !== null,
		};
		const { rows } = this.#desk;
		const one = (list: readonly Attachment[] | undefined) =>
			(list ?? []).map((other) => (other.id === file.id ? { ...other, ...known } : other));
		const message = file.message_id && rows.get('messages', file.message_id);
		const note = file.note_id && rows.get('notes', file.note_id);
		if (message) rows.put('messages', { ...message, attachments: one(message.attachments) });
		else if (note) rows.put('notes', { ...note, attachments: one(note.attachments) });
		else rows.put('attachments', { ...file, ...known });
	}
}

/* The pictures and films of messages, in their order. */
export function seenOf(messages: readonly Message[]): Seen[] {
	return messages.flatMap((message) =>
		(message.attachments ?? []).filter(seenIn).map((file) => ({
			file,
			by: message.sender_name ?? '',
			at: message.at,
		})),
	);
}

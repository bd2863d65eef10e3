/*
 * One conversation, read in both directions from any moment. Messages lie in ascending order; each end knows its own
 * cursor, so nothing between was ever skipped.
 */
import {
	asProblem,
	isAbort,
	type Chat,
	type Message,
	type Problem,
	type RowEvent,
} from '@kontor/api';
import type { Desk } from '../desk.svelte';

export type ThreadLine =
	| { kind: 'start'; key: string }
	| { kind: 'day'; key: string; at: number }
	| { kind: 'message'; key: string; id: string; first: boolean };

/* Where to open a thread: at its end, at a moment, or at one message. */
export type ThreadPlace =
	{ at: 'end' } | { at: 'time'; time: number } | { at: 'message'; id: string };

const PAGE = 60;
/* Messages of one sender within this time stand as one run. */
const RUN_MS = 10 * 60_000;

const order = (a: Message, b: Message) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/* What stands on the screen, line by line: days, then the messages of each. */
export function threadLines(
	messages: readonly Message[],
	dayKey: (at: number) => string,
	fromStart: boolean,
): ThreadLine[] {
	const lines: ThreadLine[] = fromStart ? [{ kind: 'start', key: 'start' }] : [];
	let day = '';
	let before: Message | undefined;
	for (const message of messages) {
		const key = dayKey(message.at);
		/* Above the first line that is here more of its day may lie: a day is named where it begins, so that the first line
		   stays the same one when older messages come in front, and what is read stays in its place. */
		if (key !== day && (day !== '' || fromStart)) {
			lines.push({ kind: 'day', key: `day-${key}`, at: message.at });
		}
		if (key !== day) before = undefined;
		day = key;
		const first =
			before?.direction !== message.direction ||
			before.sender_name !== message.sender_name ||
			before.kind === 'system' ||
			message.at - before.at > RUN_MS;
		lines.push({ kind: 'message', key: message.id, id: message.id, first });
		before = message;
	}
	return lines;
}

export class ThreadState {
	#desk: Desk;
	#stop: () => void;
	#abort = new AbortController();
	#older: { before: number | null; cursor: string | null } = { before: null, cursor: null };
	#newer: { from: number; cursor: string | null } | null = null;
	readonly chatId: string;

	ids = $state.raw<readonly string[]>([]);
	ready = $state(false);
	missing = $state(false);
	problem = $state.raw<Problem | null>(null);
	reading = $state<'older' | 'newer' | null>(null);
	atStart = $state(false);
	atEnd = $state(false);
	/* the message to point at, and a number that rises with each jump, so that the view moves once per jump */
	focus = $state<string | null>(null);
	jumps = $state(0);
	/* when the first message of the chat was sent: the first day that can be jumped to */
	firstAt = $state<number | null>(null);

	constructor(desk: Desk, chatId: string) {
		this.#desk = desk;
		this.chatId = chatId;
		this.#stop = desk.rows.listen((event) => this.#heard(event));
	}

	readonly chat = $derived.by(() => this.#desk.rows.get('chats', this.chatId));

	readonly lines = $derived.by(() => {
		const rows = this.ids
			.map((id) => this.#desk.rows.get('messages', id))
			.filter((row) => row !== undefined);
		return threadLines(rows, this.#desk.format.dayKey, this.atStart);
	});

	message(id: string): Message | undefined {
		return this.#desk.rows.get('messages', id);
	}

	async open(place: ThreadPlace): Promise<void> {
		await Promise.all([this.#readChat(), this.jump(place)]);
	}

	async jump(place: ThreadPlace): Promise<void> {
		this.#abort.abort();
		const abort = (this.#abort = new AbortController());
		this.problem = null;
		this.reading = null;
		try {
			const target =
				place.at === 'message'
					? await this.#desk.api.records.get('messages', place.id, abort.signal)
					: null;
			const from = place.at === 'time' ? place.time : (target?.at ?? null);
			await this.#around(from, abort.signal);
			if (abort.signal.aborted) return;
			this.focus = target?.id ?? this.#firstFrom(from);
			this.ready = true;
			this.jumps++;
		} catch (thrown) {
			if (isAbort(thrown)) return;
			const problem = asProblem(thrown);
			if (problem.status === 404) this.missing = true;
			else this.problem = problem;
		}
	}

	async more(where: 'older' | 'newer'): Promise<void> {
		if (!this.ready || this.reading !== null) return;
		if (where === 'older' ? this.atStart : this.atEnd) return;
		const { signal } = this.#abort;
		this.reading = where;
		try {
			if (where === 'older') await this.#readOlder(signal);
			else await this.#readNewer(signal);
			this.problem = null;
		} catch (thrown) {
			if (!isAbort(thrown)) this.problem = asProblem(thrown);
		} finally {
			if (!signal.aborted) this.reading = null;
		}
	}

	stop(): void {
		this.#abort.abort();
		this.#stop();
	}

	async #readChat(): Promise<void> {
		const { api, rows } = this.#desk;
		try {
			const [chat, first] = await Promise.all([
				api.records.get('chats', this.chatId),
				api.records.list('messages', {
					chat_id: this.chatId,
					sort: 'at',
					limit: 1,
				}),
			]);
			rows.put('chats', chat);
			this.firstAt = first.items[0]?.at ?? null;
			if (chat.contact_id && !rows.get('contacts', chat.contact_id)) {
				rows.put('contacts', await api.records.get('contacts', chat.contact_id));
			}
		} catch (thrown) {
			if (asProblem(thrown).status === 404) this.missing = true;
		}
	}

	/* Clears what is here and reads some of both sides of a moment; null: the end. */
	async #around(from: number | null, signal: AbortSignal): Promise<void> {
		this.#older = { before: from, cursor: null };
		this.#newer = from === null ? null : { from, cursor: null };
		const fresh: Message[] = [];
		const [older, newer] = await Promise.all([
			this.#page('older', signal),
			this.#newer ? this.#page('newer', signal) : null,
		]);
		if (signal.aborted) return;
		fresh.push(...older.items.reverse(), ...(newer?.items ?? []));
		this.atStart = older.next === null;
		this.atEnd = !newer || newer.next === null;
		this.#older.cursor = older.next;
		if (this.#newer) this.#newer.cursor = newer?.next ?? null;
		this.ids = fresh.map((row) => row.id);
	}

	async #page(where: 'older' | 'newer', signal: AbortSignal) {
		const query =
			where === 'older'
				? {
						sort: '-at',
						'at.lt': this.#older.before ?? undefined,
						after: this.#older.cursor ?? undefined,
					}
				: {
						sort: 'at',
						'at.gte': this.#newer?.from,
						after: this.#newer?.cursor ?? undefined,
					};
		const page = await this.#desk.api.records.list(
			'messages',
			{ chat_id: this.chatId, limit: PAGE, with: 'attachments', ...query },
			signal,
		);
		this.#desk.rows.fill('messages', page.items);
		return page;
	}

	async #readOlder(signal: AbortSignal): Promise<void> {
		const page = await this.#page('older', signal);
		if (signal.aborted) return;
		this.#older.cursor = page.next;
		this.ids = [...this.#fresh(page.items.reverse()), ...this.ids];
		this.atStart = page.next === null;
	}

	async #readNewer(signal: AbortSignal): Promise<void> {
		const page = await this.#page('newer', signal);
		if (signal.aborted) return;
		if (this.#newer) this.#newer.cursor = page.next;
		this.ids = [...this.ids, ...this.#fresh(page.items)];
		this.atEnd = page.next === null;
	}

	#fresh(items: readonly Message[]): string[] {
		const known = new Set(this.ids);
		return items.map((row) => row.id).filter((id) => !known.has(id));
	}

	#firstFrom(from: number | null): string | null {
		if (from === null) return null;
		return (
			this.ids.find((id) => (this.message(id)?.at ?? 0) >= from) ?? this.ids.at(-1) ?? null
		);
	}

	/* A message that came while the end was on the screen takes its place; elsewhere its page will bring it. */
	#heard({ record, id, row }: RowEvent): void {
		if (record !== 'messages' || !this.ready) return;
		const known = this.ids.includes(id);
		if (row === null) {
			if (known) this.ids = this.ids.filter((other) => other !== id);
			return;
		}
		const message = row as Message;
		if (known || message.chat_id !== this.chatId) return;
		const oldest = this.message(this.ids[0] ?? '');
		if (oldest && !this.atStart && order(message, oldest) < 0) return;
		const newest = this.message(this.ids.at(-1) ?? '');
		if (newest && !this.atEnd && order(message, newest) > 0) return;
		let at = this.ids.length;
		while (at > 0) {
			const before = this.message(this.ids[at - 1] ?? '');
			if (before && order(before, message) <= 0) break;
			at--;
		}
		this.ids = [...this.ids.slice(0, at), id, ...this.ids.slice(at)];
	}
}

export type { Chat };

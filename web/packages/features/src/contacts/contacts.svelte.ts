/* The list of contacts: which ones, in which order, and what is ticked. */
import {
	KeysetList,
	isAbort,
	type BatchItem,
	type Contact,
	type Page,
	type Query,
	type RowEvent,
} from '@kontor/api';
import { m } from '@kontor/i18n';
import { SvelteSet } from 'svelte/reactivity';
import type { Desk } from '../desk.svelte';
import { Bulk, stands, type BulkOutcome } from './bulk.svelte';

export type ContactSort = 'last_message_at' | '-last_message_at' | 'name' | '-name' | 'id' | '-id';

export interface ContactFilter {
	sort: ContactSort;
	tags: readonly string[];
	q: string;
}

export const usualFilter: ContactFilter = { sort: '-last_message_at', tags: [], q: '' };

/* How many hits a search shows: the best ones come first, and nobody reads a hundred. */
const SEARCH_LIMIT = 50;
const REFRESH_MS = 400;
const COUNT_MS = 1500;

const byId = (a: Contact, b: Contact) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/* The server's order of rows. By id is by when they were added: the first part of an id is its time. Names are its own folded order, which this only has to be near to. */
export function compareContacts(sort: ContactSort): (a: Contact, b: Contact) => number {
	const sign = sort.startsWith('-') ? -1 : 1;
	const field = sort.replace('-', '');
	if (field === 'id') return (a, b) => sign * byId(a, b);
	if (field === 'name') {
		return (a, b) => sign * ((a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || byId(a, b));
	}
	return (a, b) => sign * ((a.last_message_at ?? 0) - (b.last_message_at ?? 0) || byId(a, b));
}

export class ContactsState {
	#desk: Desk;
	#stopListening: () => void;
	#stopCount: (() => void) | null = null;
	#counting = 0;

	filter = $state.raw<ContactFilter>(usualFilter);
	list = $state.raw() as KeysetList<'contacts'>;
	readonly bulk = new Bulk();
	picked = new SvelteSet<string>();
	/* how many the filter lets through, and how many there are; null: not known yet */
	count = $state.raw<{ count: number; more: boolean } | null>(null);
	total = $state.raw<{ count: number; more: boolean } | null>(null);

	constructor(desk: Desk) {
		this.#desk = desk;
		this.list = this.#make(usualFilter);
		this.#stopListening = desk.rows.listen((event) => this.#heard(event));
	}

	readonly filtered = $derived(this.filter.tags.length > 0 || this.filter.q !== '');

	/* Shows another selection. The old list stays on the screen until the new one's first page is here. */
	async show(filter: ContactFilter): Promise<void> {
		const next = this.#make(filter);
		this.filter = filter;
		this.picked.clear();
		this.list.stop();
		if (!this.list.ready) this.list = next;
		await next.more();
		if (this.filter !== filter) return;
		this.list = next;
		void this.#recount();
	}

	async reload(): Promise<void> {
		if (this.list.ready) await this.list.refresh();
		else await this.list.more();
		void this.#recount();
	}

	stop(): void {
		this.list.stop();
		this.#stopCount?.();
		this.#stopListening();
	}

	pick(id: string, on: boolean): void {
		if (on) this.picked.add(id);
		else this.picked.delete(id);
	}

	/* Ticks everything between two rows, ends included. */
	pickRange(from: string, to: string): void {
		const a = this.list.ids.indexOf(from);
		const b = this.list.ids.indexOf(to);
		if (a < 0 || b < 0) return;
		for (const id of this.list.ids.slice(Math.min(a, b), Math.max(a, b) + 1))
			this.picked.add(id);
	}

	pickAll(on: boolean): void {
		this.picked.clear();
		if (on) for (const id of this.list.ids) this.picked.add(id);
	}

	/* The row before or after one, for J and K. */
	neighbour(id: string | null, step: 1 | -1): string | null {
		const at = id === null ? -1 : this.list.ids.indexOf(id);
		return this.list.ids[at < 0 ? 0 : at + step] ?? null;
	}

	/* Moves contacts to the bin: gone from the list at once, back in it where the server would not. */
	async remove(ids: readonly string[]): Promise<void> {
		const { rows, toasts } = this.#desk;
		const kept = ids.map((id) => rows.get('contacts', id));
		for (const id of ids) rows.remove('contacts', id);
		this.picked.clear();
		const { results, problem } = await this.#bulk(
			'contacts',
			ids.map((id) => ({ op: 'delete', id })),
		);
		const gone = ids.filter((_, i) => stands(results[i]));
		kept.forEach((row, i) => {
			/* somebody else was quicker: what is gone is gone */
			const result = results[i];
			if (row && !stands(result) && result?.status !== 404) rows.put('contacts', row);
		});
		if (problem && problem.status !== 404) this.#desk.complain(problem);
		if (gone.length > 0) {
			const words = this.#counted(m.contacts_removed({ n: gone.length }), gone, ids);
			toasts.show(words, () => void this.#restore(gone));
		}
		this.#recountLater();
	}

	async #restore(ids: readonly string[]): Promise<void> {
		const { problem } = await this.#bulk(
			'contacts',
			ids.map((id) => ({ op: 'restore', id })),
		);
		if (problem) this.#desk.complain(problem);
		await this.reload();
	}

	async tag(ids: readonly string[], tagId: string): Promise<void> {
		const { rows, toasts } = this.#desk;
		const without = ids.filter((id) => !rows.get('contacts', id)?.tags?.includes(tagId));
		const { results, problem } = await this.#bulk(
			'contact_tags',
			without.map((id) => ({ op: 'create', body: { contact_id: id, tag_id: tagId } })),
		);
		const given = without.filter((_, i) => stands(results[i]));
		for (const id of given) this.#retag(id, (tags) => [...tags, tagId]);
		/* 409: it has the tag already, which is what was asked for */
		if (problem && problem.status !== 409) this.#desk.complain(problem);
		if (given.length === 0 && problem) return;
		const links = results.flatMap((result) => (stands(result) ? (result.id ?? []) : []));
		const name = rows.get('tags', tagId)?.name ?? '';
		const words = this.#counted(m.contacts_tagged({ n: given.length, name }), given, without);
		toasts.show(words, () => void this.#untag(given, tagId, links));
	}

	async #untag(ids: readonly string[], tagId: string, links: readonly string[]): Promise<void> {
		for (const id of ids) this.#retag(id, (tags) => tags.filter((tag) => tag !== tagId));
		const { problem } = await this.#bulk(
			'contact_tags',
			links.map((id) => ({ op: 'delete', id })),
		);
		if (problem && problem.status !== 404) this.#desk.complain(problem);
	}

	#bulk(record: 'contacts' | 'contact_tags', items: BatchItem[]): Promise<BulkOutcome> {
		return this.bulk.run(items, (part) => this.#desk.api.records.batch(record, part));
	}

	/* Stopped or refused half-way, the figure alone would be taken for all of them. */
	#counted(words: string, done: readonly string[], asked: readonly string[]): string {
		if (done.length === asked.length) return words;
		return m.bulk_of({ words, all: this.#desk.format.number(asked.length) });
	}

	#retag(id: string, change: (tags: readonly string[]) => string[]): void {
		const row = this.#desk.rows.get('contacts', id);
		if (row) this.#desk.rows.put('contacts', { ...row, tags: change(row.tags ?? []) });
	}

	#query(filter: ContactFilter): Query {
		return { sort: filter.sort, tags: filter.tags, with: 'identities,tags' };
	}

	#make(filter: ContactFilter): KeysetList<'contacts'> {
		const rank = new Map<string, number>();
		const found = filter.q !== '';
		const timed = !found && filter.tags.length === 0 && !filter.sort.endsWith('name');
		return new KeysetList({
			record: 'contacts',
			rows: this.#desk.rows,
			page: (query, signal) =>
				found
					? this.#search(filter, rank, signal)
					: this.#desk.api.records.list(
							'contacts',
							{ ...this.#query(filter), ...query },
							signal,
						),
			compare: found
				? (a, b) => (rank.get(a.id) ?? SEARCH_LIMIT) - (rank.get(b.id) ?? SEARCH_LIMIT)
				: compareContacts(filter.sort),
			belongs: timed ? () => true : null,
			later: (fn) => void this.#desk.later(fn, REFRESH_MS),
		});
	}

	/* The index knows ids and titles; the rows that are not here yet are asked for one by one. */
	async #search(
		filter: ContactFilter,
		rank: Map<string, number>,
		signal: AbortSignal,
	): Promise<Page<Contact>> {
		const { api, rows } = this.#desk;
		const answer = await api.search(
			{ q: filter.q, records: 'contacts', limit: SEARCH_LIMIT },
			signal,
		);
		const ids = [...new Set(answer.items.map((hit) => hit.id))];
		const items = await Promise.all(
			ids.map((id) => rows.get('contacts', id) ?? api.records.get('contacts', id, signal)),
		);
		rank.clear();
		ids.forEach((id, i) => rank.set(id, i));
		return {
			items: items.filter((row) => filter.tags.every((tag) => row.tags?.includes(tag))),
			next: null,
		};
	}

	#heard(event: RowEvent): void {
		if (event.record !== 'contacts') return;
		this.list.change(event.id, event.row as Contact | null);
		if (event.row === null) this.picked.delete(event.id);
		this.#recountLater();
	}

	#recountLater(): void {
		this.#stopCount?.();
		this.#stopCount = this.#desk.later(() => void this.#recount(), COUNT_MS);
	}

	async #recount(): Promise<void> {
		const round = ++this.#counting;
		const { records } = this.#desk.api;
		try {
			const total = await records.count('contacts', {});
			const { tags, q } = this.filter;
			const shown = q
				? {
						count: this.list.ids.length,
						more: this.list.ids.length === SEARCH_LIMIT,
					}
				: tags.length > 0
					? await records.count('contacts', { tags })
					: total;
			if (round !== this.#counting) return;
			this.total = total;
			this.count = shown;
		} catch (thrown) {
			/* a head without its figure says less, but nothing wrong */
			if (!isAbort(thrown)) this.count = null;
		}
	}
}

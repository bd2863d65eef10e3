/* One contact as it is open beside the list: its facts, addresses, tags, notes, chats and what happened. */
import {
	asProblem,
	isAbort,
	type Chat,
	type Contact,
	type ContactIdentity,
	type ContactTag,
	type Note,
	type Problem,
	type RowEvent,
	type TimelineEntry,
} from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';
import { FilesState } from '../media/files.svelte';

export type ContactFact =
	'name' | 'company' | 'job_title' | 'language' | 'birthday' | 'lead_status' | 'owner_id';

/* Somebody else set the same field since this edit began. Ours came later and stands, unless it is taken back. */
export interface Conflict {
	mine: unknown;
	theirs: unknown;
	/* the member who had set it, and when; null: not known */
	by: string | null;
	at: number | null;
}

const RELOAD_MS = 300;

export class ContactState {
	#desk: Desk;
	#stop: (() => void)[] = [];
	#reloading: (() => void) | null = null;
	readonly id: string;
	readonly files: FilesState;
	#noteFiles = new Map<string, FilesState>();

	problem = $state.raw<Problem | null>(null);
	missing = $state(false);
	notes = $state.raw<readonly string[] | null>(null);
	chats = $state.raw<readonly Chat[] | null>(null);
	timeline = $state.raw<readonly TimelineEntry[] | null>(null);
	conflicts = $state.raw<Partial<Record<ContactFact, Conflict>>>({});
	factProblems = $state.raw<Partial<Record<ContactFact, string>>>({});

	constructor(desk: Desk, id: string) {
		this.#desk = desk;
		this.id = id;
		this.files = new FilesState(desk, { record: 'contacts', id });
		this.#stop.push(desk.rows.listen((event) => this.#heard(event)));
	}

	readonly row = $derived.by(() => this.#desk.rows.get('contacts', this.id));

	/* Pinned ones first, then the newest. */
	readonly noteRows = $derived.by(() =>
		(this.notes ?? [])
			.map((id) => this.#desk.rows.get('notes', id))
			.filter((note) => note !== undefined)
			.sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.created_at - a.created_at),
	);

	readonly tags = $derived.by(() => {
		const mine = new Set(this.row?.tags ?? []);
		return this.#desk.directory.tags.filter((tag) => mine.has(tag.id));
	});

	async load(): Promise<void> {
		const { api, rows } = this.#desk;
		this.problem = null;
		try {
			const about = { contact_id: this.id };
			const [contact, notes, chats, timeline] = await Promise.all([
				api.records.get('contacts', this.id),
				api.records.list('notes', { ...about, limit: 200, with: 'attachments' }),
				api.records.list('chats', { ...about, limit: 50 }),
				api.timeline(this.id),
				this.files.load(),
			]);
			rows.put('contacts', contact);
			rows.fill('notes', notes.items);
			this.#list(notes.items.map((note) => note.id));
			this.chats = chats.items;
			this.timeline = [...timeline.items].sort((a, b) => b.at - a.at);
		} catch (thrown) {
			if (isAbort(thrown)) return;
			const problem = asProblem(thrown);
			if (problem.status === 404) this.missing = true;
			else this.problem = problem;
		}
	}

	/* The files of one of the notes. */
	filesOf(noteId: string): FilesState | undefined {
		return this.#noteFiles.get(noteId);
	}

	/* Made with the list and not while it is drawn: what is made there would end with the line it was made for. */
	#list(notes: readonly string[]): void {
		for (const id of notes) {
			if (this.#noteFiles.has(id)) continue;
			this.#noteFiles.set(id, new FilesState(this.#desk, { record: 'notes', id }));
		}
		this.notes = notes;
	}

	stop(): void {
		this.files.stop();
		for (const files of this.#noteFiles.values()) files.stop();
		this.#reloading?.();
		for (const stop of this.#stop) stop();
	}

	/* Shows the new value at once and keeps it if the server does. */
	async patch(fact: ContactFact, value: string | null): Promise<boolean> {
		const { api, rows } = this.#desk;
		const before = this.row;
		if (!before || before[fact] === value) return true;
		this.#forget(fact);
		rows.put('contacts', { ...before, [fact]: value } as Contact);
		try {
			const { changed_since: since, ...row } = await api.records.patch(
				'contacts',
				this.id,
				{ [fact]: value },
				before.version,
			);
			rows.put('contacts', row as Contact);
			if (since?.some((change) => change.field === fact)) {
				const theirs = await this.#before(fact, before.version, row.version);
				this.conflicts = { ...this.conflicts, [fact]: { mine: value, ...theirs } };
			}
			return true;
		} catch (thrown) {
			rows.put('contacts', before);
			const problem = asProblem(thrown);
			const flaw = problem.at(`/${fact}`);
			if (flaw) this.factProblems = { ...this.factProblems, [fact]: flaw.detail };
			else this.#desk.complain(problem);
			return false;
		}
	}

	/* Ends a conflict: keeps what stands, or writes the other's value back. */
	async settle(fact: ContactFact, keep: 'mine' | 'theirs'): Promise<void> {
		const conflict = this.conflicts[fact];
		this.#forget(fact);
		if (keep === 'theirs' && conflict) {
			await this.patch(fact, conflict.theirs === null ? null : String(conflict.theirs));
		}
	}

	async addIdentity(kind: ContactIdentity['kind'], value: string): Promise<Problem | null> {
		const { api } = this.#desk;
		try {
			const made = await api.records.create('contact_identities', {
				contact_id: this.id,
				kind,
				value,
			});
			this.#identities((list) => [...list, made]);
			this.#reloadSoon();
			return null;
		} catch (thrown) {
			return asProblem(thrown);
		}
	}

	async removeIdentity(identity: ContactIdentity): Promise<void> {
		const { api, toasts } = this.#desk;
		this.#identities((list) => list.filter((other) => other.id !== identity.id));
		try {
			await api.records.remove('contact_identities', identity.id);
			this.#reloadSoon();
			toasts.show(m.identity_removed({ value: identity.value }), () => {
				api.records
					.restore('contact_identities', identity.id)
					.then((back) => this.#identities((list) => [...list, back]))
					.catch((thrown: unknown) => this.#desk.complain(asProblem(thrown)));
			});
		} catch (thrown) {
			this.#identities((list) => [...list, identity]);
			this.#desk.complain(asProblem(thrown));
		}
	}

	async tag(tagId: string, on: boolean): Promise<void> {
		const { api, rows } = this.#desk;
		const before = this.row;
		if (!before) return;
		const tags = (before.tags ?? []).filter((tag) => tag !== tagId);
		rows.put('contacts', { ...before, tags: on ? [...tags, tagId] : tags });
		try {
			if (on)
				await api.records.create('contact_tags', {
					contact_id: this.id,
					tag_id: tagId,
				});
			else await this.#untag(tagId);
		} catch (thrown) {
			rows.put('contacts', before);
			this.#desk.complain(asProblem(thrown));
		}
	}

	async addNote(text: string): Promise<Problem | null> {
		try {
			const note = await this.#desk.api.records.create('notes', {
				contact_id: this.id,
				text,
			});
			this.#desk.rows.put('notes', note);
			return null;
		} catch (thrown) {
			return asProblem(thrown);
		}
	}

	async patchNote(
		note: Note,
		fields: Partial<Pick<Note, 'text' | 'pinned'>>,
	): Promise<Problem | null> {
		const { api, rows } = this.#desk;
		rows.put('notes', { ...note, ...fields });
		try {
			rows.put('notes', await api.records.patch('notes', note.id, fields, note.version));
			return null;
		} catch (thrown) {
			rows.put('notes', note);
			return asProblem(thrown);
		}
	}

	async removeNote(note: Note): Promise<void> {
		const { api, rows, toasts } = this.#desk;
		rows.remove('notes', note.id);
		try {
			await api.records.remove('notes', note.id);
			toasts.show(m.note_removed(), () => {
				api.records
					.restore('notes', note.id)
					.then((back) => rows.put('notes', back))
					.catch((thrown: unknown) => this.#desk.complain(asProblem(thrown)));
			});
		} catch (thrown) {
			rows.put('notes', note);
			this.#desk.complain(asProblem(thrown));
		}
	}

	/* What the field said when our value came over it, and who had set that: its history knows. */
	async #before(
		fact: ContactFact,
		base: number,
		version: number,
	): Promise<Omit<Conflict, 'mine'>> {
		try {
			const { items } = await this.#desk.api.history('contacts', this.id);
			const past = items.filter((item) => item.name === fact);
			const ours = past.find((item) => item.version === version);
			const last = past.find((item) => item.version < version && item.version > base);
			return {
				theirs: ours?.old_value ? (JSON.parse(ours.old_value) as unknown) : null,
				by: last?.actor_id ?? null,
				at: last?.at ?? null,
			};
		} catch (thrown) {
			this.#desk.complain(asProblem(thrown));
			return { theirs: null, by: null, at: null };
		}
	}

	#forget(fact: ContactFact): void {
		const { [fact]: _conflict, ...conflicts } = this.conflicts;
		const { [fact]: _problem, ...problems } = this.factProblems;
		this.conflicts = conflicts;
		this.factProblems = problems;
	}

	#identities(change: (list: ContactIdentity[]) => ContactIdentity[]): void {
		const row = this.row;
		if (row)
			this.#desk.rows.put('contacts', {
				...row,
				identities: change(row.identities ?? []),
			});
	}

	/* A tag on a contact is a row of its own, known only by its pair. */
	async #untag(tagId: string): Promise<void> {
		const { records } = this.#desk.api;
		const pair = { contact_id: this.id, tag_id: tagId };
		const page = await records.list('contact_tags', { ...pair, limit: 1 });
		const link: ContactTag | undefined = page.items[0];
		if (link) await records.remove('contact_tags', link.id);
	}

	#reloadSoon(): void {
		this.#reloading?.();
		this.#reloading = this.#desk.later(() => void this.load(), RELOAD_MS);
	}

	#heard({ record, id, row }: RowEvent): void {
		if (record === 'notes' && this.notes) this.#noteHeard(id, row as Note | null);
		const about = row as { contact_id?: string } | null;
		if (about?.contact_id !== this.id) return;
		if (record === 'contact_identities' || record === 'chats') this.#reloadSoon();
	}

	#noteHeard(id: string, note: Note | null): void {
		const known = this.notes?.includes(id) ?? false;
		if (!note && known) this.#list((this.notes ?? []).filter((other) => other !== id));
		if (note?.contact_id === this.id && !known) this.#list([...(this.notes ?? []), id]);
	}
}

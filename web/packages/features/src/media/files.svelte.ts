/*
 * The files of one contact or note: what is there, what is on its way, what did not get through and why. Those of a note
 * are a part of it and come with it; those of a contact are rows of their own, read when it is opened.
 */
import { asProblem, isAbort, type Attachment, type Problem, type RowEvent } from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';

export interface FileOwner {
	record: 'contacts' | 'notes';
	id: string;
}

/* A file on its way. `sent` of `bytes`; a problem ends it, and it can be tried again. */
export class Sending {
	readonly key: string;
	readonly file: File;
	readonly abort = new AbortController();
	sent = $state(0);
	problem = $state.raw<string | null>(null);

	constructor(key: string, file: File) {
		this.key = key;
		this.file = file;
	}
}

const refIn = { contacts: 'contact_id', notes: 'note_id' } as const;

export class FilesState {
	#desk: Desk;
	#queue: Promise<void> = Promise.resolve();
	#stop: () => void;
	/* of a contact */
	#own = $state.raw<readonly string[]>([]);
	readonly owner: FileOwner;
	sending = $state.raw<readonly Sending[]>([]);

	constructor(desk: Desk, owner: FileOwner) {
		this.#desk = desk;
		this.owner = owner;
		this.#stop = desk.rows.listen((event) => this.#heard(event));
	}

	/* In the order in which they were attached. */
	readonly items = $derived.by<readonly Attachment[]>(() => {
		const { rows } = this.#desk;
		const all =
			this.owner.record === 'notes'
				? (rows.get('notes', this.owner.id)?.attachments ?? [])
				: this.#own
						.map((id) => rows.get('attachments', id))
						.filter((row) => row !== undefined);
		return all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
	});

	/* Those of a contact; throws what the server said. */
	async load(): Promise<void> {
		const { api, rows } = this.#desk;
		const page = await api.records.list('attachments', {
			[refIn[this.owner.record]]: this.owner.id,
			limit: 200,
		});
		rows.fill('attachments', page.items);
		this.#own = page.items.map((row) => row.id);
	}

	/* One after the other: several at once would each take as long as all of them. */
	add(files: Iterable<File>): void {
		for (const file of files) {
			const one = new Sending(this.#desk.api.newId(), file);
			this.sending = [...this.sending, one];
			if (file.size === 0) one.problem = m.file_empty();
			else this.#send(one);
		}
	}

	retry(one: Sending): void {
		this.forget(one);
		this.add([one.file]);
	}

	/* Stops it where it is on its way; clears it where it failed. */
	forget(one: Sending): void {
		one.abort.abort();
		this.sending = this.sending.filter((other) => other !== one);
	}

	async remove(file: Attachment): Promise<void> {
		const { api, toasts } = this.#desk;
		this.#drop(file);
		try {
			await api.records.remove('attachments', file.id);
			toasts.show(m.file_removed({ name: file.name }), () => void this.#back(file));
		} catch (thrown) {
			this.#put(file);
			this.#desk.complain(asProblem(thrown));
		}
	}

	/* Nothing goes on for a row that is closed. */
	stop(): void {
		this.#stop();
		for (const one of this.sending) one.abort.abort();
	}

	async #back(file: Attachment): Promise<void> {
		try {
			this.#put(await this.#desk.api.records.restore('attachments', file.id));
		} catch (thrown) {
			this.#desk.complain(asProblem(thrown));
		}
	}

	#send(one: Sending): void {
		this.#queue = this.#queue.then(() => this.#one(one));
	}

	async #one(one: Sending): Promise<void> {
		if (one.abort.signal.aborted) return;
		const { api } = this.#desk;
		try {
			const stored = await api.files.put(
				one.file,
				(sent) => (one.sent = sent),
				one.abort.signal,
			);
			const row = await api.records.create('attachments', {
				[refIn[this.owner.record]]: this.owner.id,
				file_id: stored.id,
				name: one.file.name,
			});
			this.#put(row);
			this.sending = this.sending.filter((other) => other !== one);
		} catch (thrown) {
			if (!isAbort(thrown)) one.problem = problemOfFile(asProblem(thrown));
		}
	}

	#put(file: Attachment): void {
		const { rows } = this.#desk;
		if (this.owner.record === 'contacts') rows.put('attachments', file);
		else this.#part((list) => [...list.filter((other) => other.id !== file.id), file]);
	}

	#drop(file: Attachment): void {
		if (this.owner.record === 'contacts') this.#desk.rows.remove('attachments', file.id);
		else this.#part((list) => list.filter((other) => other.id !== file.id));
	}

	#part(change: (list: readonly Attachment[]) => Attachment[]): void {
		const { rows } = this.#desk;
		const note = rows.get('notes', this.owner.id);
		if (note) rows.put('notes', { ...note, attachments: change(note.attachments ?? []) });
	}

	#heard({ record, id, row }: RowEvent): void {
		if (record !== 'attachments' || this.owner.record !== 'contacts') return;
		const known = this.#own.includes(id);
		const mine = (row as Attachment | null)?.contact_id === this.owner.id;
		if (row === null && known) this.#own = this.#own.filter((other) => other !== id);
		if (mine && !known) this.#own = [...this.#own, id];
	}
}

/* Why a file was not taken, as its owner can act on it. */
export function problemOfFile(problem: Problem): string {
	if (problem.slug === 'too-large') return problem.detail || m.file_too_large();
	if (problem.slug === 'quota') return m.file_quota();
	if (problem.status === 409) return m.file_already();
	switch (problem.kind) {
		case 'offline':
			return m.problem_offline();
		case 'busy':
			return m.problem_busy();
		case 'full':
			return m.problem_full();
		case 'server':
			return m.problem_server();
		case 'caller':
			return problem.flaws[0]?.detail || problem.detail || problem.message;
	}
}

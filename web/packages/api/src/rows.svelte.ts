/*
 * The rows this browser knows, by record and id, each behind its own signal: a change repaints one line. Lists hold
 * ids; the row itself is here once. In memory only: closing the page forgets everything.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { RecordName, RecordRows } from './records';
import type { Change } from './records';

type AnyRow = { id: string; version: number };

/* A record's name in addresses, and what it is called where one row is meant: both may stand in a change. */
const names = {
	contacts: 'contact',
	contact_identities: 'contact_identity',
	tags: 'tag',
	contact_tags: 'contact_tag',
	notes: 'note',
	chats: 'chat',
	messages: 'message',
	members: 'member',
	import_runs: 'import_run',
	attachments: 'attachment',
} as const satisfies Record<RecordName, string>;
const known = Object.keys(names) as RecordName[];

/* undefined: a record that this version does not know. */
export function recordNamed(name: string): RecordName | undefined {
	return known.find((record) => record === name || names[record] === name);
}

export type RowEvent = { record: RecordName; id: string; row: unknown };
type Listener = (event: RowEvent) => void;

export class Rows {
	/* All at once: a map made while a view is being drawn would not be watched by it. */
	#maps = Object.fromEntries(known.map((name) => [name, new SvelteMap()])) as Record<
		RecordName,
		SvelteMap<string, AnyRow>
	>;
	#listeners = new Set<Listener>();

	get<R extends RecordName>(record: R, id: string): RecordRows[R] | undefined {
		return this.#maps[record].get(id) as RecordRows[R] | undefined;
	}

	all<R extends RecordName>(record: R): RecordRows[R][] {
		return [...this.#maps[record].values()] as unknown as RecordRows[R][];
	}

	/*
	 * Takes a row in. An older version than the one here is dropped: an answer that was slow must not undo what the
	 * feed already said. An equal version is taken, since derived columns change without raising it; parts that a
	 * frame did not carry are kept.
	 */
	put<R extends RecordName>(record: R, row: RecordRows[R]): RecordRows[R] {
		const map = this.#maps[record];
		const old = map.get(row.id);
		if (old && old.version > row.version) return old as unknown as RecordRows[R];
		const merged = old ? { ...old, ...row } : row;
		map.set(row.id, merged);
		this.#tell({ record, id: row.id, row: merged });
		return merged;
	}

	/* Pages come in bulk and tell nobody: the list that asked for them already knows. */
	fill<R extends RecordName>(record: R, rows: readonly RecordRows[R][]): void {
		const map = this.#maps[record];
		for (const row of rows) {
			const old = map.get(row.id);
			if (!old || old.version <= row.version) map.set(row.id, old ? { ...old, ...row } : row);
		}
	}

	remove(record: RecordName, id: string): void {
		this.#maps[record].delete(id);
		this.#tell({ record, id, row: null });
	}

	/* What the feed said. */
	apply(changes: readonly Change[]): void {
		for (const change of changes) {
			const record = recordNamed(change.record);
			if (!record) continue;
			if (change.op === 'gone') this.remove(record, change.id);
			else if (change.row) this.put(record, change.row as never);
		}
	}

	listen(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	clear(): void {
		for (const map of Object.values(this.#maps)) map.clear();
	}

	#tell(event: RowEvent): void {
		for (const listener of this.#listeners) listener(event);
	}
}

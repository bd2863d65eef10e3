/*
 * The rows this browser knows, by record and id, each behind its own signal: a change repaints one line. Lists hold
 * ids; the row itself is here once. In memory only: closing the page forgets everything.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Change, RecordName, RecordRows } from './records';

type AnyRow = { id: string; version: number };

export type RowEvent = { record: string; id: string; row: unknown };
type Listener = (event: RowEvent) => void;

export class Rows {
	#maps = new Map<string, SvelteMap<string, AnyRow>>();
	#listeners = new Set<Listener>();

	#map(record: string): SvelteMap<string, AnyRow> {
		let map = this.#maps.get(record);
		if (!map) {
			map = new SvelteMap();
			this.#maps.set(record, map);
		}
		return map;
	}

	get<R extends RecordName>(record: R, id: string): RecordRows[R] | undefined {
		return this.#map(record).get(id) as RecordRows[R] | undefined;
	}

	all<R extends RecordName>(record: R): RecordRows[R][] {
		return [...this.#map(record).values()] as unknown as RecordRows[R][];
	}

	/*
	 * Takes a row in. An older version than the one here is dropped: an answer that was slow must not undo what the
	 * feed already said. An equal version is taken, since derived columns change without raising it; parts that a
	 * frame did not carry are kept.
	 */
	put<R extends RecordName>(record: R, row: RecordRows[R]): RecordRows[R] {
		const map = this.#map(record);
		const old = map.get(row.id);
		if (old && old.version > row.version) return old as unknown as RecordRows[R];
		const merged = old ? { ...old, ...row } : row;
		map.set(row.id, merged);
		this.#tell({ record, id: row.id, row: merged });
		return merged;
	}

	/* Pages come in bulk and tell nobody: the list that asked for them already knows. */
	fill<R extends RecordName>(record: R, rows: readonly RecordRows[R][]): void {
		const map = this.#map(record);
		for (const row of rows) {
			const old = map.get(row.id);
			if (!old || old.version <= row.version)
				map.set(row.id, old ? { ...old, ...row } : row);
		}
	}

	remove(record: string, id: string): void {
		this.#map(record).delete(id);
		this.#tell({ record, id, row: null });
	}

	/* What the feed said. Records that this version does not know are kept too: they harm nobody. */
	apply(changes: readonly Change[]): void {
		for (const change of changes) {
			if (change.op === 'gone') this.remove(change.record, change.id);
			else if (change.row)
				this.put(change.record as RecordName, change.row as never);
		}
	}

	listen(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	clear(): void {
		for (const map of this.#maps.values()) map.clear();
	}

	#tell(event: RowEvent): void {
		for (const listener of this.#listeners) listener(event);
	}
}

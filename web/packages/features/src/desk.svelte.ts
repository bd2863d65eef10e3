/*
 * What every screen's state is given: the server, the rows, toasts, and the outside world as arguments. The app makes
 * one; tests make their own.
 */
import type { Api, Problem, RecordName, RecordRows, Rows } from '@kontor/api';
import type { Format } from '@kontor/i18n';
import type { Toasts } from '@kontor/ui';

export interface Desk {
	readonly api: Api;
	readonly rows: Rows;
	readonly toasts: Toasts;
	readonly format: Format;
	readonly directory: Directory;
	/* reactive */
	readonly online: boolean;
	now(): number;
	/* runs `fn` once, `ms` from now; returns what stops it */
	later(fn: () => void, ms: number): () => void;
	copy(text: string): void;
	/* an error that has no place of its own on the screen */
	complain(problem: Problem): void;
}

/* Tags and members: few enough to be here whole, needed by nearly every screen. */
export class Directory {
	#rows: Rows;
	#api: Api;
	ready = $state(false);

	constructor(api: Api, rows: Rows) {
		this.#api = api;
		this.#rows = rows;
	}

	readonly tags = $derived.by(() =>
		this.#rows
			.all('tags')
			.sort(
				(a, b) =>
					a.position - b.position ||
					a.name.localeCompare(b.name) ||
					(a.id < b.id ? -1 : 1),
			),
	);

	member(id: string | null | undefined): string {
		return (id && this.#rows.get('members', id)?.name) || '';
	}

	async load(): Promise<void> {
		await Promise.all([this.#all('tags'), this.#all('members')]);
		this.ready = true;
	}

	async #all<R extends RecordName>(record: R): Promise<void> {
		let after: string | undefined;
		do {
			const page = await this.#api.records.list(record, { limit: 200, after });
			this.#rows.fill(record, page.items as RecordRows[R][]);
			after = page.next ?? undefined;
		} while (after);
	}
}

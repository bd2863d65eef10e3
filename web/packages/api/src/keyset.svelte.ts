/*
 * A list that is read page by page over a keyset cursor and kept right by the feed. It holds ids in order; rows live
 * in Rows. New and moved rows find their place by `compare`; where only the server can tell whether a row belongs
 * (`belongs` is null), a change asks for the first page again.
 */
import { asProblem, isAbort, type Problem } from './problem';
import type { Page, RecordName, RecordRows } from './records';
import type { Rows } from './rows.svelte';

export interface KeysetOptions<R extends RecordName> {
	record: R;
	rows: Rows;
	page: (
		query: { after?: string; limit: number },
		signal: AbortSignal,
	) => Promise<Page<RecordRows[R]>>;
	compare: (a: RecordRows[R], b: RecordRows[R]) => number;
	belongs: ((row: RecordRows[R]) => boolean) | null;
	pageSize?: number;
	/* puts off a refresh, so that a burst of changes asks once */
	later?: (fn: () => void) => void;
}

const PAGE = 100;
const MOST = 200;

export class KeysetList<R extends RecordName> {
	#options: KeysetOptions<R>;
	#next: string | null = null;
	#abort: AbortController | null = null;
	#members = new Set<string>();
	#stale = false;

	ids = $state.raw<readonly string[]>([]);
	/* the last page is here */
	complete = $state(false);
	/* the first page has come */
	ready = $state(false);
	loading = $state(false);
	problem = $state.raw<Problem | null>(null);

	constructor(options: KeysetOptions<R>) {
		this.#options = options;
	}

	row(id: string): RecordRows[R] | undefined {
		return this.#options.rows.get(this.#options.record, id);
	}

	/* Reads the next page, unless one is on its way or there is none. */
	async more(): Promise<void> {
		if (this.loading || this.complete) return;
		const query: { after?: string; limit: number } = {
			limit: this.#options.pageSize ?? PAGE,
		};
		if (this.#next !== null) query.after = this.#next;
		await this.#read(query, (page) => {
			this.#set([...this.ids, ...this.#fresh(page.items)]);
			this.#turn(page.next);
		});
	}

	/* Reads the first page again and fits what is there behind it: nothing jumps, nothing blinks. */
	async refresh(): Promise<void> {
		this.#abort?.abort();
		this.loading = false;
		const limit = Math.min(MOST, Math.max(this.ids.length, this.#options.pageSize ?? PAGE));
		await this.#read({ limit }, (page) => {
			const last = page.items.at(-1);
			const inPage = new Set(page.items.map((row) => row.id));
			const tail =
				page.next === null || !last
					? []
					: this.ids.filter((id) => this.#behind(id, last, inPage));
			this.#set([...page.items.map((row) => row.id), ...tail]);
			if (tail.length === 0) this.#turn(page.next);
		});
	}

	/* A row changed, came or went (null). */
	change(id: string, row: RecordRows[R] | null): void {
		if (!this.ready) return;
		const member = this.#members.has(id);
		if (row === null) {
			if (member) this.#set(this.ids.filter((other) => other !== id));
			return;
		}
		const { belongs } = this.#options;
		if (belongs === null) {
			if (!member || this.#moved(id)) this.#refreshLater();
			return;
		}
		if (!belongs(row)) {
			if (member) this.#set(this.ids.filter((other) => other !== id));
		} else if (!member || this.#moved(id)) {
			this.#place(id, row);
		}
	}

	stop(): void {
		this.#abort?.abort();
	}

	async #read(
		query: { after?: string; limit: number },
		take: (page: Page<RecordRows[R]>) => void,
	): Promise<void> {
		const abort = new AbortController();
		this.#abort = abort;
		this.loading = true;
		try {
			const page = await this.#options.page(query, abort.signal);
			if (abort.signal.aborted) return;
			this.#options.rows.fill(this.#options.record, page.items);
			this.problem = null;
			take(page);
			this.ready = true;
		} catch (thrown) {
			if (isAbort(thrown) || abort.signal.aborted) return;
			this.problem = asProblem(thrown);
		} finally {
			if (this.#abort === abort) this.loading = false;
		}
	}

	#set(ids: readonly string[]): void {
		this.ids = ids;
		this.#members = new Set(ids);
	}

	#turn(next: string | null): void {
		this.#next = next;
		this.complete = next === null;
	}

	#fresh(items: readonly RecordRows[R][]): string[] {
		return items.map((row) => row.id).filter((id) => !this.#members.has(id));
	}

	#behind(id: string, last: RecordRows[R], inPage: ReadonlySet<string>): boolean {
		const row = this.row(id);
		return row !== undefined && !inPage.has(id) && this.#options.compare(row, last) > 0;
	}

	/* Whether a member no longer fits between its neighbours. */
	#moved(id: string): boolean {
		const at = this.ids.indexOf(id);
		const row = this.row(id);
		if (at < 0 || !row) return false;
		const before = at > 0 ? this.row(this.ids[at - 1] ?? '') : undefined;
		const after = this.row(this.ids[at + 1] ?? '');
		return (
			(before !== undefined && this.#options.compare(before, row) > 0) ||
			(after !== undefined && this.#options.compare(row, after) > 0)
		);
	}

	/* Binary search among the others. Behind the last known row of an unfinished list it is left for its page. */
	#place(id: string, row: RecordRows[R]): void {
		const rest = this.ids.filter((other) => other !== id);
		let low = 0;
		let high = rest.length;
		while (low < high) {
			const mid = (low + high) >> 1;
			const other = this.row(rest[mid] ?? '');
			if (other && this.#options.compare(other, row) <= 0) low = mid + 1;
			else high = mid;
		}
		if (low === rest.length && !this.complete) this.#set(rest);
		else this.#set([...rest.slice(0, low), id, ...rest.slice(low)]);
	}

	#refreshLater(): void {
		if (this.#stale) return;
		this.#stale = true;
		const run = () => {
			this.#stale = false;
			void this.refresh();
		};
		if (this.#options.later) this.#options.later(run);
		else run();
	}
}

/* Who did what, newest first, page by page; and whether the chain of entries still holds. */
import {
	asProblem,
	isAbort,
	type AuditEntry,
	type AuditVerdict,
	type Problem,
	type Query,
} from '@kontor/api';
import type { Desk } from '../desk.svelte';

export interface AuditFilter {
	actor: string;
	action: string;
	record: string;
}

export const everything: AuditFilter = { actor: '', action: '', record: '' };

const PAGE = 100;
/* entries are written with the group after what they tell of */
const SETTLE_MS = 1500;

export class AuditState {
	#desk: Desk;
	#abort: AbortController | null = null;
	#next: string | null = null;
	#stopWaiting: (() => void) | null = null;
	#stopListening: () => void;

	filter = $state.raw<AuditFilter>(everything);
	entries = $state.raw<readonly AuditEntry[]>([]);
	ready = $state(false);
	complete = $state(false);
	loading = $state(false);
	problem = $state.raw<Problem | null>(null);
	verdict = $state.raw<AuditVerdict | null>(null);
	/* how many entries of the chain were walked so far */
	walked = $state(0);

	constructor(desk: Desk) {
		this.#desk = desk;
		this.#stopListening = desk.rows.listen(() => this.#heard());
	}

	readonly filtered = $derived(Object.values(this.filter).some((value) => value !== ''));

	async show(filter: AuditFilter): Promise<void> {
		this.#abort?.abort();
		this.filter = filter;
		this.loading = false;
		this.ready = false;
		this.complete = false;
		this.#next = null;
		this.entries = [];
		await this.more();
	}

	async more(): Promise<void> {
		if (this.loading || this.complete) return;
		await this.#read(this.#next, (items, next) => {
			this.entries = [...this.entries, ...items];
			this.#next = next;
			this.complete = next === null;
		});
	}

	/* What was written since: put in front, so that nothing a person reads is replaced. */
	async refresh(): Promise<void> {
		if (!this.ready || this.loading) return;
		await this.#read(null, (items) => {
			const top = this.entries[0]?.seq ?? 0;
			this.entries = [...items.filter((one) => one.seq > top), ...this.entries];
		});
	}

	/* Range by range to the end: only a walk over all of them may say that the chain holds. */
	async verify(): Promise<void> {
		this.verdict = null;
		this.walked = 0;
		let whole = await this.#desk.api.audit.verify();
		this.walked = whole.entries;
		while (whole.ok && whole.next !== null) {
			const part = await this.#desk.api.audit.verify(whole.next);
			const { ok, to, next, problem } = part;
			whole = { ...whole, ok, to, next, problem, entries: whole.entries + part.entries };
			this.walked = whole.entries;
		}
		this.verdict = whole;
	}

	stop(): void {
		this.#abort?.abort();
		this.#stopWaiting?.();
		this.#stopListening();
	}

	#query(after: string | null): Query {
		const { actor, action, record } = this.filter;
		const query: Query = { limit: PAGE };
		if (after !== null) query['after'] = after;
		if (actor) query['actor'] = actor;
		if (action) query['action'] = action;
		if (record) query['record'] = record;
		return query;
	}

	async #read(
		after: string | null,
		take: (items: AuditEntry[], next: string | null) => void,
	): Promise<void> {
		const abort = new AbortController();
		this.#abort = abort;
		this.loading = true;
		this.problem = null;
		try {
			const page = await this.#desk.api.audit.list(this.#query(after), abort.signal);
			if (this.#abort !== abort) return;
			take(page.items, page.next);
			this.ready = true;
		} catch (thrown) {
			if (!isAbort(thrown)) this.problem = asProblem(thrown);
		} finally {
			if (this.#abort === abort) this.loading = false;
		}
	}

	#heard(): void {
		this.#stopWaiting?.();
		this.#stopWaiting = this.#desk.later(() => void this.refresh(), SETTLE_MS);
	}
}

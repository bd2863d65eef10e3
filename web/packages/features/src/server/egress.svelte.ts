/* What left the server by itself, newest first, page by page. */
import { asProblem, type EgressEntry, type Problem } from '@kontor/api';
import type { Desk } from '../desk.svelte';

export class EgressState {
	#desk: Desk;
	#next: string | undefined;

	entries = $state.raw<readonly EgressEntry[]>([]);
	ready = $state(false);
	complete = $state(false);
	loading = $state(false);
	problem = $state.raw<Problem | null>(null);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	async load(): Promise<void> {
		this.#next = undefined;
		await this.#read([]);
	}

	async more(): Promise<void> {
		if (!this.loading && !this.complete) await this.#read(this.entries);
	}

	async #read(before: readonly EgressEntry[]): Promise<void> {
		this.loading = true;
		this.problem = null;
		try {
			const page = await this.#desk.api.egress.list(this.#next);
			this.entries = [...before, ...page.items];
			this.#next = page.next ?? undefined;
			this.complete = page.next === null;
			this.ready = true;
		} catch (thrown) {
			this.problem = asProblem(thrown);
		} finally {
			this.loading = false;
		}
	}
}

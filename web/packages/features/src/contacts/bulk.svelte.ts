/*
 * Something done to many rows: a hundred to a request, so that a person sees how far it is and can stop it between two.
 * Each row stands or falls by itself.
 */
import { asProblem, problemIn, type BatchItem, type BatchResult, type Problem } from '@kontor/api';

export const BULK_ITEMS = 100;

export interface BulkOutcome {
	/* what the server said, row by row, in order; shorter than what was asked where it broke off */
	results: readonly BatchResult[];
	/* why it broke off, or else why the first row that fell did */
	problem: Problem | null;
}

export const stands = (result: BatchResult | undefined): boolean =>
	result !== undefined && result.status < 400;

export class Bulk {
	#stopped = false;
	done = $state(0);
	total = $state(0);

	readonly running = $derived(this.total > 0);
	/* what is over with one request needs no figures */
	readonly shown = $derived(this.total > BULK_ITEMS);

	async run(
		items: readonly BatchItem[],
		send: (items: BatchItem[]) => Promise<{ items: BatchResult[] }>,
	): Promise<BulkOutcome> {
		const results: BatchResult[] = [];
		let problem: Problem | null = null;
		this.#stopped = false;
		this.done = 0;
		this.total = items.length;
		try {
			while (results.length < items.length && !this.#stopped) {
				const part = items.slice(results.length, results.length + BULK_ITEMS);
				results.push(...(await send(part)).items);
				this.done = results.length;
			}
			const fell = results.find((result) => !stands(result));
			problem = fell ? problemIn(fell) : null;
		} catch (thrown) {
			problem = asProblem(thrown);
		} finally {
			this.total = 0;
		}
		return { results, problem };
	}

	/* What was sent already stays done. */
	stop(): void {
		this.#stopped = true;
	}
}

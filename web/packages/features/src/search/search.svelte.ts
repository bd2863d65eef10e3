/* One box over everything: what was typed, what was found, and which hit is looked at. */
import { asProblem, isAbort, recordNamed, type Hit, type Problem } from '@kontor/api';
import type { Desk } from '../desk.svelte';

export type HitKind = 'all' | 'contacts' | 'messages' | 'notes' | 'chats';

export interface HitGroup {
	kind: Exclude<HitKind, 'all'>;
	hits: readonly Hit[];
	/* there are more than are shown */
	more: boolean;
}

const order = ['contacts', 'messages', 'notes', 'chats'] as const;
/* How many of each kind stand in the overview, and how many when one kind is chosen. */
const FEW = 6;
const MANY = 50;

export function groupHits(
	lists: readonly { kind: HitGroup['kind']; hits: readonly Hit[] }[],
	most: number,
): HitGroup[] {
	return lists
		.map(({ kind, hits }) => ({
			kind,
			hits: hits.filter((hit) => recordNamed(hit.record) === kind).slice(0, most),
			more: hits.length > most,
		}))
		.filter((group) => group.hits.length > 0);
}

export class SearchState {
	#desk: Desk;
	#abort: AbortController | null = null;
	q = $state('');
	kind = $state<HitKind>('all');
	groups = $state.raw<readonly HitGroup[]>([]);
	/* what the groups are the answer to; '' before the first one */
	answered = $state('');
	tookMs = $state<number | null>(null);
	problem = $state.raw<Problem | null>(null);
	at = $state(0);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	readonly hits = $derived(this.groups.flatMap((group) => group.hits));
	readonly chosen = $derived(this.hits[this.at]);

	async run(q: string, kind: HitKind): Promise<void> {
		this.q = q;
		this.kind = kind;
		this.#abort?.abort();
		const typed = q.trim();
		if (typed === '') {
			this.groups = [];
			this.answered = '';
			this.problem = null;
			return;
		}
		const abort = (this.#abort = new AbortController());
		const started = this.#desk.now();
		const most = kind === 'all' ? FEW : MANY;
		try {
			/* one question per kind: a thousand messages must not hide the one contact */
			const lists = await Promise.all(
				(kind === 'all' ? order : [kind]).map(async (one) => {
					const query = { q: typed, records: one, limit: most + 1 };
					return {
						kind: one,
						hits: (await this.#desk.api.search(query, abort.signal)).items,
					};
				}),
			);
			if (abort.signal.aborted) return;
			this.groups = groupHits(lists, most);
			this.answered = typed;
			this.tookMs = this.#desk.now() - started;
			this.problem = null;
			this.at = 0;
		} catch (thrown) {
			if (isAbort(thrown) || abort.signal.aborted) return;
			this.problem = asProblem(thrown);
		}
	}

	move(step: 1 | -1): void {
		this.at = Math.max(0, Math.min(this.hits.length - 1, this.at + step));
	}

	stop(): void {
		this.#abort?.abort();
	}
}

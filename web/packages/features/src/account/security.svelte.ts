/* The second factor and the browsers that are signed in. */
import { asProblem, type OwnSession, type Problem } from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';

export class SecurityState {
	#desk: Desk;
	sessions = $state.raw<readonly OwnSession[] | null>(null);
	problem = $state.raw<Problem | null>(null);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	readonly others = $derived(this.sessions?.some((session) => !session.current) ?? false);

	async load(): Promise<void> {
		this.problem = null;
		try {
			const { items } = await this.#desk.api.account.sessions.list();
			this.sessions = items.toSorted(
				(a, b) => Number(b.current) - Number(a.current) || b.seen_at - a.seen_at,
			);
		} catch (thrown) {
			this.problem = asProblem(thrown);
		}
	}

	/* Gone from the list at once; back in it when the server would not. */
	async end(session: OwnSession): Promise<void> {
		const before = this.sessions;
		this.sessions = before?.filter((one) => one.id !== session.id) ?? null;
		try {
			await this.#desk.api.account.sessions.end(session.id);
			this.#desk.toasts.show(m.session_gone());
		} catch (thrown) {
			this.sessions = before;
			this.#desk.complain(asProblem(thrown));
		}
	}

	async endOthers(): Promise<void> {
		const before = this.sessions;
		this.sessions = before?.filter((one) => one.current) ?? null;
		try {
			await this.#desk.api.account.sessions.endOthers();
			this.#desk.toasts.show(m.sessions_gone());
		} catch (thrown) {
			this.sessions = before;
			this.#desk.complain(asProblem(thrown));
		}
	}
}

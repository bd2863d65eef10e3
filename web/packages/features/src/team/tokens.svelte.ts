/* Keys for programs: listed, made, revoked. */
import { asProblem, type ApiToken, type Problem, type TokenScope } from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';

export class TokensState {
	#desk: Desk;
	tokens = $state.raw<readonly ApiToken[] | null>(null);
	problem = $state.raw<Problem | null>(null);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	async load(): Promise<void> {
		this.problem = null;
		try {
			const { items } = await this.#desk.api.tokens.list();
			this.tokens = items.toSorted((a, b) => b.created_at - a.created_at);
		} catch (thrown) {
			this.problem = asProblem(thrown);
		}
	}

	async make(name: string, scope: TokenScope, expiresAt: number | null): Promise<string> {
		const made = await this.#desk.api.tokens.create({
			name,
			scope,
			...(expiresAt === null ? {} : { expires_at: expiresAt }),
		});
		await this.load();
		return made.token;
	}

	/* Gone from the list at once: what used it stops within a second, and that cannot be taken back. */
	async revoke(token: ApiToken): Promise<void> {
		const before = this.tokens;
		this.tokens = before?.filter((one) => one.id !== token.id) ?? null;
		try {
			await this.#desk.api.tokens.remove(token.id);
			this.#desk.toasts.show(m.token_revoked({ name: token.name ?? m.token_unnamed() }));
		} catch (thrown) {
			this.tokens = before;
			this.#desk.complain(asProblem(thrown));
		}
	}
}

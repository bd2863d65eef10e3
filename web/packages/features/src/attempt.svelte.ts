/* One thing that a person tries and that the server may refuse: whether it is under way, and why it failed. */
import { asProblem, type Problem } from '@kontor/api';
import { m } from '@kontor/i18n';

export class Attempt {
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);

	/* Runs it unless it runs already; true when it went through. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.problem = null;
		try {
			await work();
			return true;
		} catch (thrown) {
			this.problem = asProblem(thrown);
			return false;
		} finally {
			this.busy = false;
		}
	}

	/* What the server says about one field of the form, by its name. */
	at(field: string): string | undefined {
		/* asked for the password once more, and it was another one */
		if (field === 'password' && this.problem?.slug === 'bad-login') return m.password_wrong();
		return this.problem?.at(`/${field}`)?.detail;
	}

	/* The problem, unless it stands beside one of these fields already. */
	besides(...fields: string[]): Problem | null {
		return fields.some((field) => this.at(field) !== undefined) ? null : this.problem;
	}
}

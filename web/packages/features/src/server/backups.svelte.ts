/* Backups of the whole server: what there is, what runs, how often; and what waits since one was brought back. */
import {
	asProblem,
	type Backup,
	type BackupPlanChange,
	type BackupsView,
	type Problem,
} from '@kontor/api';
import { m } from '@kontor/i18n';
import type { Desk } from '../desk.svelte';

/* While one runs, its progress is asked for this often. */
const WATCH_MS = 1000;

export const running = (backup: Backup): boolean => backup.state === 'running';

export class BackupsState {
	#desk: Desk;
	#stop: (() => void) | null = null;
	#ended = false;
	seen = $state.raw<BackupsView | null>(null);
	problem = $state.raw<Problem | null>(null);

	constructor(desk: Desk) {
		this.#desk = desk;
	}

	readonly running = $derived(this.seen?.items.find(running) ?? null);
	/* one that was broken off says nothing about whether the next one will do */
	readonly last = $derived(
		this.seen?.items.find((one) => one.state === 'done' || one.state === 'failed') ?? null,
	);
	/* the newest one that was opened, read back, and is still where it was put */
	readonly good = $derived(
		this.seen?.items.find((one) => one.verified_at !== null && one.there) ?? null,
	);

	async load(): Promise<void> {
		try {
			const seen = await this.#desk.api.server.backups();
			const before = this.running;
			this.seen = seen;
			this.problem = null;
			if (before && !this.running) this.#came(before.id);
		} catch (thrown) {
			this.problem = asProblem(thrown);
		}
		this.#watch();
	}

	async start(): Promise<void> {
		await this.#desk.api.server.backUp();
		await this.load();
	}

	async cancel(): Promise<void> {
		const { running } = this;
		if (running) await this.#desk.api.server.cancel(running.id);
		await this.load();
	}

	async plan(change: BackupPlanChange): Promise<void> {
		await this.#desk.api.server.plan(change);
		await this.load();
		this.#desk.toasts.show(m.settings_saved());
	}

	async release(): Promise<void> {
		const { released } = await this.#desk.api.server.release();
		await this.load();
		this.#desk.toasts.show(m.jobs_released({ n: released }));
	}

	stop(): void {
		this.#ended = true;
		this.#stop?.();
	}

	#watch(): void {
		this.#stop?.();
		if (this.running && !this.#ended) {
			this.#stop = this.#desk.later(() => void this.load(), WATCH_MS);
		}
	}

	/* What became of the one that ran while somebody looked on. */
	#came(id: string): void {
		const backup = this.seen?.items.find((one) => one.id === id);
		if (backup?.state === 'done') this.#desk.toasts.show(m.backup_done());
		if (backup?.state === 'failed') this.#desk.toasts.show(m.backup_failed());
		if (backup?.state === 'cancelled') this.#desk.toasts.show(m.backup_cancelled());
	}
}

/*
 * One import from file to facts: upload, look inside, choose, rehearse, run. Every state is the server's row; this
 * only asks, waits and says which step a person is at.
 */
import {
	asProblem,
	isAbort,
	type DateOrder,
	type ImportError,
	type ImportPlan,
	type ImportPreview,
	type ImportRun,
	type Problem,
} from '@kontor/api';
import type { Desk } from '../desk.svelte';
import { figuresOf } from './figures';

export type ImportStep = 'file' | 'match' | 'check' | 'run';

export interface Upload {
	name: string;
	bytes: number;
	sent: number;
	run: ImportRun | null;
	problem: Problem | null;
	/* a sentence of our own: the file is of a kind that can't be read */
	refused: string | null;
}

export interface Choices {
	mapping: Record<string, string>;
	dateOrder: DateOrder | null;
	me: string | null;
	zone: string;
	country: string;
	title: string;
}

const POLL_MS = 700;
const waiting = new Set<ImportRun['state']>(['planning', 'running']);

export function stepOf(run: ImportRun | undefined): ImportStep {
	switch (run?.state) {
		case 'planned':
		case 'planning':
		case 'choice_needed':
			return 'check';
		case 'running':
		case 'done':
		case 'cancelled':
		case 'failed':
			return 'run';
		case 'uploaded':
			return 'match';
		default:
			return 'file';
	}
}

/* What of the choices is said to the server: only what a file of this kind asks for. */
export function planOf(choices: Choices, preview: ImportPreview): ImportPlan {
	const plan: ImportPlan = {};
	if (preview.csv) {
		/* a column that is not named would be guessed again */
		plan.mapping = Object.entries(choices.mapping).map(([header, field]) => ({
			header,
			field: field === '' ? 'ignore' : field,
		}));
		if (choices.country) plan.default_country = choices.country;
	}
	if (preview.chat) {
		if (choices.me !== null) plan.me = choices.me;
		if (choices.zone) plan.zone = choices.zone;
		if (choices.title) plan.title = choices.title;
		if (choices.country) plan.default_country = choices.country;
	}
	if (choices.dateOrder) plan.date_order = choices.dateOrder;
	return plan;
}

export class ImportState {
	#desk: Desk;
	#stopWaiting: (() => void) | null = null;
	#stopped = false;
	/* when the rows that are done were last seen, for the rate */
	#from: { at: number; done: number } | null = null;
	readonly id: string;

	preview = $state.raw<ImportPreview | null>(null);
	choices = $state.raw<Choices | null>(null);
	errors = $state.raw<readonly ImportError[]>([]);
	moreErrors = $state(false);
	problem = $state.raw<Problem | null>(null);
	missing = $state(false);
	busy = $state(false);
	/* back at the columns although a rehearsal is there */
	revisiting = $state(false);
	rate = $state<number | null>(null);

	constructor(desk: Desk, id: string) {
		this.#desk = desk;
		this.id = id;
	}

	readonly run = $derived.by(() => this.#desk.rows.get('import_runs', this.id));
	readonly figures = $derived.by(() => this.run && figuresOf(this.run));
	readonly step = $derived.by<ImportStep>(() => {
		const step = stepOf(this.run);
		return this.revisiting && step === 'check' ? 'match' : step;
	});

	async open(country: string, zone: string): Promise<void> {
		const { api, rows } = this.#desk;
		this.problem = null;
		try {
			const run = await api.records.get('import_runs', this.id);
			rows.put('import_runs', run);
			if (stepOf(run) !== 'run') await this.#look(country, zone);
			await this.#follow();
		} catch (thrown) {
			this.#failed(thrown);
		}
	}

	choose(change: Partial<Choices>): void {
		if (this.choices) this.choices = { ...this.choices, ...change };
	}

	/* Rehearses: the counts that come back are those of the later run. */
	async plan(): Promise<void> {
		this.revisiting = false;
		await this.#act((plan) => this.#desk.api.imports.plan(this.id, plan));
	}

	async start(): Promise<void> {
		await this.#act((plan) => this.#desk.api.imports.start(this.id, plan));
	}

	async cancel(): Promise<void> {
		await this.#act(() => this.#desk.api.imports.cancel(this.id));
	}

	async readErrors(): Promise<void> {
		const page = await this.#desk.api.imports.errors(this.id);
		this.errors = page.items;
		this.moreErrors = page.next !== null;
	}

	stop(): void {
		this.#stopped = true;
		this.#stopWaiting?.();
	}

	async #look(country: string, zone: string): Promise<void> {
		const preview = await this.#desk.api.imports.preview(this.id);
		const mapping: Record<string, string> = {};
		for (const column of preview.csv?.columns ?? [])
			mapping[column.header] = column.field ?? '';
		this.preview = preview;
		this.choices = {
			mapping,
			dateOrder: preview.chat?.ambiguous ? null : (preview.chat?.date_order ?? null),
			me: preview.chat?.me ?? null,
			zone: preview.chat?.zone || zone,
			country,
			title: '',
		};
	}

	async #act(send: (plan: ImportPlan) => Promise<ImportRun>): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		this.problem = null;
		this.#from = null;
		this.rate = null;
		try {
			const plan = this.choices && this.preview ? planOf(this.choices, this.preview) : {};
			this.#desk.rows.put('import_runs', await send(plan));
			await this.#follow();
		} catch (thrown) {
			this.#failed(thrown);
		} finally {
			this.busy = false;
		}
	}

	/* The feed tells of progress too; asking keeps it moving where the feed is away. */
	async #follow(): Promise<void> {
		this.#stopWaiting?.();
		const run = this.run;
		if (!run || this.#stopped) return;
		if (waiting.has(run.state)) {
			this.#measure(run);
			this.#stopWaiting = this.#desk.later(() => void this.#ask(), POLL_MS);
		} else if (figuresOf(run).skipped + figuresOf(run).failed > 0 && run.state !== 'uploaded') {
			await this.readErrors();
		}
	}

	async #ask(): Promise<void> {
		try {
			this.#desk.rows.put(
				'import_runs',
				await this.#desk.api.records.get('import_runs', this.id),
			);
			this.problem = null;
		} catch (thrown) {
			/* the server works on without us: say so, and ask again */
			this.#failed(thrown);
			if (!this.#stopped)
				this.#stopWaiting = this.#desk.later(() => void this.#ask(), 3 * POLL_MS);
			return;
		}
		await this.#follow().catch((thrown: unknown) => this.#failed(thrown));
	}

	#measure(run: ImportRun): void {
		const now = this.#desk.now();
		const done = figuresOf(run).done_rows;
		this.#from ??= { at: now, done };
		const seconds = (now - this.#from.at) / 1000;
		if (seconds >= 1) this.rate = (done - this.#from.done) / seconds;
	}

	#failed(thrown: unknown): void {
		if (isAbort(thrown)) return;
		const problem = asProblem(thrown);
		if (problem.status === 404) this.missing = true;
		else this.problem = problem;
	}
}

/*
 * The app as one object: who is in, what is known, what is going on. Screens get it whole; components never do.
 */
import {
	asProblem,
	createApi,
	Feed,
	recordNamed,
	Rows,
	type Change,
	type FeedState,
	type JoinedView,
	type Meta,
	Problem,
	type RecordName,
	type SessionView,
	type SetupForm,
	type Workspace,
} from '@kontor/api';
import { Directory, problemWords } from '@kontor/features';
import { Player, type MediaDesk } from '@kontor/features/media';
import { m, makeFormat } from '@kontor/i18n';
import { Actions, Toasts } from '@kontor/ui';
import { tools } from './measure';
import { Navigation } from './navigation.svelte';
import { download, print } from './paper';
import { Prefs } from './prefs.svelte';
import { openSocket } from './socket';
import { upload } from './upload';

/* homeless: signed in, and a member of no workspace */
export type Stage = 'loading' | 'unreachable' | 'first-run' | 'signed-out' | 'homeless' | 'in';

const timers = {
	set: (fn: () => void, ms: number) => window.setTimeout(fn, ms),
	clear: (id: number) => window.clearTimeout(id),
};
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export class App implements MediaDesk {
	readonly nav = new Navigation();
	readonly prefs = new Prefs();
	readonly actions = new Actions();
	readonly toasts = new Toasts(timers);
	readonly rows = new Rows();
	readonly api = createApi({
		fetch: (...args) => fetch(...args),
		upload,
		origin: location.origin,
		now: () => Date.now(),
		random: () => crypto.getRandomValues(new Uint8Array(16)),
		onReach: (reached) => (this.#reached = reached),
		onSignedOut: () => this.#leave(true),
	});
	readonly directory = new Directory(this.api, this.rows);
	readonly player = new Player(new Audio());
	readonly tools = tools;
	readonly feed = new Feed({
		ticket: () => this.#ticket(),
		probe: (since, epoch) => this.api.changes(since, epoch),
		open: openSocket,
		timers,
		random: Math.random,
		onState: (state, retryMs) => {
			/* new settings and roles end every line: what they say now is asked when it is back */
			if (state === 'live' && this.feedState === 'away') this.reask();
			this.feedState = state;
			this.retryAt = retryMs === null ? null : Date.now() + retryMs;
		},
		onChanges: (changes) => this.#changed(changes),
		onReload: (records) => this.#reload(records),
	});

	#reached = $state(true);
	#network = $state(navigator.onLine);
	#reloaders = new Set<() => void>();
	stage = $state<Stage>('loading');
	meta = $state.raw<Meta | null>(null);
	session = $state.raw<SessionView | null>(null);
	/* the session ended by itself, not by the person */
	ended = $state(false);
	problem = $state.raw<Problem | null>(null);
	/* the last thing that failed with no place of its own */
	complaint = $state.raw<Problem | null>(null);
	feedState = $state<FeedState>('off');
	retryAt = $state<number | null>(null);
	clock = $state(Date.now());
	/* a screen has a bar at its foot: toasts stand above it */
	barred = $state(false);
	/* the form for another workspace is open */
	making = $state(false);

	readonly workspace = $derived.by(() => {
		const all = this.session?.workspaces ?? [];
		return all.find((one) => one.id === this.prefs.workspace) ?? all[0];
	});
	readonly mayWrite = $derived(
		this.workspace !== undefined &&
			this.workspace.role !== 'viewer' &&
			this.workspace.state === 'ready',
	);
	/* name, country, locale and zone of the workspace that is open */
	settings = $state.raw<Workspace | null>(null);
	readonly format = $derived(
		makeFormat(
			this.session?.user.locale || this.settings?.locale || navigator.language,
			this.settings?.time_zone || browserZone(),
		),
	);
	readonly online = $derived(this.#network && this.#reached && this.feedState !== 'away');

	now(): number {
		return Date.now();
	}

	later(fn: () => void, ms: number): () => void {
		const id = timers.set(fn, ms);
		return () => timers.clear(id);
	}

	copy(text: string): void {
		void navigator.clipboard?.writeText(text);
	}

	readonly download = download;
	readonly print = print;

	complain(problem: Problem): void {
		if (problem.kind === 'offline') this.toasts.show(problemWords(problem, 'save').text);
		else this.complaint = problem;
	}

	/* Registers what reads a screen's data again after the feed lost its thread. */
	reloads(fn: () => void): () => void {
		this.#reloaders.add(fn);
		return () => this.#reloaders.delete(fn);
	}

	listen(): () => void {
		const stopNav = this.nav.listen();
		const tick = window.setInterval(() => (this.clock = Date.now()), 30_000);
		const network = () => {
			this.#network = navigator.onLine;
			if (this.#network) this.retry();
		};
		window.addEventListener('online', network);
		window.addEventListener('offline', network);
		return () => {
			stopNav();
			window.clearInterval(tick);
			window.removeEventListener('online', network);
			window.removeEventListener('offline', network);
			this.feed.stop();
		};
	}

	async start(): Promise<void> {
		this.problem = null;
		try {
			/* both at once: whoever is in should not wait for what only a first run needs */
			const session = this.api.session.get().then(
				(found) => found,
				(thrown: unknown) => asProblem(thrown),
			);
			this.meta = await this.api.meta();
			const found = await session;
			if (this.meta.first_run) this.stage = 'first-run';
			else if (found instanceof Problem) throw found;
			else await this.#enter(found);
		} catch (thrown) {
			const problem = asProblem(thrown);
			if (problem.status === 401) this.stage = 'signed-out';
			else {
				this.problem = problem;
				this.stage = 'unreachable';
			}
		}
	}

	retry(): void {
		if (this.stage === 'unreachable') void this.start();
		else this.feed.retryNow();
	}

	/* The owner is made and signed in, but not shown in yet: the recovery sheet comes first. */
	async setup(form: SetupForm): Promise<void> {
		const here = { time_zone: browserZone(), locale: navigator.language };
		this.#credit(await this.api.setup({ ...here, ...form }));
	}

	async begin(): Promise<void> {
		await this.#reenter();
		this.nav.go('/', 'replace');
	}

	async signIn(email: string, password: string, code?: string): Promise<void> {
		const form = { email, password, ...(code ? { code } : {}) };
		await this.#enter(await this.api.session.create(form));
	}

	/* After an invite: the workspace that was joined is the one that opens. */
	async join(session: JoinedView): Promise<void> {
		this.prefs.workspace = session.joined;
		this.#forget();
		await this.#enter(session);
		this.nav.entered();
		this.nav.go('/', 'replace');
	}

	async makeWorkspace(name: string, country: string | null): Promise<void> {
		const made = await this.api.workspace.create({
			name,
			country,
			time_zone: browserZone(),
			locale: navigator.language,
		});
		await this.refresh();
		await this.switchTo(made.id);
	}

	async verify(code: string): Promise<void> {
		await this.api.account.verify(code);
		if (this.session) await this.refresh();
	}

	async switchTo(id: string): Promise<void> {
		if (!this.session || id === this.workspace?.id) return;
		this.prefs.workspace = id;
		this.#forget();
		this.stage = 'loading';
		await this.#reenter();
		this.nav.go('/', 'replace');
	}

	/* Who I am and where I may go, asked again: a role changed, a workspace was left, a name was written. */
	async refresh(): Promise<void> {
		const was = this.workspace;
		const session = await this.api.session.get();
		if (session.workspaces.some((one) => one.id === was?.id)) {
			this.session = session;
			this.#credit(session);
			this.settings = await this.api.workspace.get();
			return;
		}
		this.#forget();
		await this.#enter(session);
		if (was) this.toasts.show(m.workspace_left({ name: was.name }));
	}

	async signOut(): Promise<void> {
		try {
			await this.api.session.remove();
		} finally {
			this.#depart();
		}
	}

	async closeAccount(password: string): Promise<void> {
		await this.api.account.close(password);
		this.#depart();
	}

	#depart(): void {
		this.prefs.workspace = null;
		this.#leave(false);
		this.nav.go('/', 'replace');
	}

	#credit(session: SessionView): void {
		this.session = session;
		this.ended = false;
		const workspace = this.workspace;
		this.api.setCredentials({ workspace: workspace?.id ?? '', csrf: session.csrf });
		this.prefs.workspace = workspace?.id ?? null;
	}

	async #reenter(): Promise<void> {
		try {
			if (this.session) await this.#enter(this.session);
		} catch (thrown) {
			this.problem = asProblem(thrown);
			this.stage = 'unreachable';
		}
	}

	async #enter(session: SessionView): Promise<void> {
		this.#credit(session);
		if (!this.workspace) {
			this.stage = 'homeless';
			return;
		}
		this.settings = await this.api.workspace.get();
		this.stage = 'in';
		this.feed.start();
		this.directory.load().catch((thrown: unknown) => this.complain(asProblem(thrown)));
	}

	/* Nothing of one workspace may be seen in another. */
	#forget(): void {
		this.feed.stop();
		this.rows.clear();
		this.directory.ready = false;
		this.settings = null;
		this.complaint = null;
	}

	#leave(ended: boolean): void {
		this.#forget();
		this.api.setCredentials({ workspace: '', csrf: '' });
		this.session = null;
		this.ended = ended;
		this.stage = 'signed-out';
	}

	/* What changes what I may do or how everything is shown concerns more than a row. */
	#changed(changes: Change[]): void {
		this.rows.apply(changes);
		const mine = this.workspace?.member_id;
		const concerned = changes.some(
			(change) =>
				change.record === 'workspaces' ||
				(recordNamed(change.record) === 'members' && change.id === mine),
		);
		if (concerned) this.reask();
	}

	/* A workspace that lets nobody listen is one that was left. */
	async #ticket(): Promise<{ ticket: string }> {
		try {
			return await this.api.feedTicket();
		} catch (thrown) {
			if ([403, 404].includes(asProblem(thrown).status)) this.reask();
			throw thrown;
		}
	}

	/* The same where nobody waits for the answer. */
	reask(): void {
		this.refresh().catch((thrown: unknown) => {
			const problem = asProblem(thrown);
			if (problem.kind !== 'offline' && problem.status !== 401) this.complain(problem);
		});
	}

	#reload(records: string[] | null): void {
		const directory: (RecordName | undefined)[] = ['tags', 'members'];
		if (records === null || records.some((name) => directory.includes(recordNamed(name)))) {
			this.directory.load().catch((thrown: unknown) => this.complain(asProblem(thrown)));
		}
		if (records === null && this.feedState === 'live') this.reask();
		for (const reload of this.#reloaders) reload();
	}
}

/*
 * The live feed: a WebSocket opened with a single-use ticket, resumed at (epoch, seq), reopened with a growing pause.
 * It knows no record and no page: sockets, timers and chance are handed in.
 *
 * hello  {epoch, seq}: where the server stands. Another epoch means a restored backup: nothing known here is good.
 * changes, reload, beat: all carry the seq up to which the receiver is now complete.
 */
import { Problem } from './problem';
import type { Change } from './records';

export type FeedState = 'off' | 'connecting' | 'live' | 'away';

/* An open line, and what it calls until it is closed from this side. */
export interface Line {
	close(): void;
}
export interface LineEvents {
	message: (data: unknown) => void;
	closed: () => void;
}

export interface FeedOptions {
	ticket: () => Promise<{ ticket: string }>;
	/* asked when a resume did not open: throws a Problem of status 410 when the cursor is too old */
	probe: (since: number, epoch: string) => Promise<unknown>;
	open: (query: string, protocols: string[], events: LineEvents) => Line;
	timers: { set(fn: () => void, ms: number): number; clear(id: number): void };
	random: () => number;
	onState: (state: FeedState, retryMs: number | null) => void;
	onChanges: (changes: Change[]) => void;
	/* null: everything */
	onReload: (records: string[] | null) => void;
}

export const FEED_PROTOCOL = 'kontor.feed.v1';
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/* The server beats every 25 s; two missed beats and some slack. */
const SILENCE_MS = 60_000;

interface Frame {
	hello?: { epoch: string; seq: number };
	changes?: Change[];
	reload?: string[] | null;
	beat?: number;
	seq?: number;
}

export class Feed {
	#options: FeedOptions;
	#line: Line | null = null;
	#cursor: { epoch: string; seq: number } | null = null;
	#wanted = false;
	#greeted = false;
	#tries = 0;
	#pause: number | null = null;
	#silence: number | null = null;

	constructor(options: FeedOptions) {
		this.#options = options;
	}

	start(): void {
		if (this.#wanted) return;
		this.#wanted = true;
		void this.#connect();
	}

	/* Forgets the cursor as well: the next start is another person's. */
	stop(): void {
		this.#wanted = false;
		this.#cursor = null;
		this.#tries = 0;
		this.#drop();
		this.#options.onState('off', null);
	}

	/* The browser says that the network is back, or a person pressed Try now. */
	retryNow(): void {
		if (!this.#wanted || this.#line || this.#pause === null) return;
		this.#tries = 0;
		void this.#connect();
	}

	#clear(timer: number | null): null {
		if (timer !== null) this.#options.timers.clear(timer);
		return null;
	}

	#drop(): void {
		this.#pause = this.#clear(this.#pause);
		this.#silence = this.#clear(this.#silence);
		const line = this.#line;
		this.#line = null;
		line?.close();
	}

	async #connect(): Promise<void> {
		this.#drop();
		this.#greeted = false;
		if (this.#tries === 0) this.#options.onState('connecting', null);
		try {
			const { ticket } = await this.#options.ticket();
			if (!this.#wanted) return;
			const query = this.#cursor
				? `?since=${this.#cursor.seq}&epoch=${encodeURIComponent(this.#cursor.epoch)}`
				: '';
			/* events of a line that was dropped come late and mean nothing */
			const line: Line = this.#options.open(query, [FEED_PROTOCOL, ticket], {
				message: (data) => this.#line === line && this.#receive(data),
				closed: () => this.#line === line && void this.#closed(),
			});
			this.#line = line;
			this.#listen();
		} catch {
			this.#later();
		}
	}

	#listen(): void {
		this.#silence = this.#clear(this.#silence);
		this.#silence = this.#options.timers.set(() => void this.#closed(), SILENCE_MS);
	}

	async #closed(): Promise<void> {
		const greeted = this.#greeted;
		this.#drop();
		if (!this.#wanted) return;
		if (!greeted && this.#cursor) await this.#checkCursor(this.#cursor);
		if (this.#wanted) this.#later();
	}

	/* A browser hides why a socket did not open, so a plain request asks whether the cursor is still good. */
	async #checkCursor(cursor: { epoch: string; seq: number }): Promise<void> {
		try {
			await this.#options.probe(cursor.seq, cursor.epoch);
		} catch (thrown) {
			if (!(thrown instanceof Problem) || thrown.status !== 410) return;
			this.#cursor = null;
			this.#options.onReload(null);
		}
	}

	/* Half fixed, half chance: a hundred browsers do not come back in the same instant. */
	#later(): void {
		const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#tries);
		const pause = Math.round(longest * (0.5 + 0.5 * this.#options.random()));
		this.#tries++;
		this.#pause = this.#clear(this.#pause);
		this.#pause = this.#options.timers.set(() => void this.#connect(), pause);
		this.#options.onState('away', pause);
	}

	#receive(data: unknown): void {
		let frame: Frame;
		try {
			frame = JSON.parse(String(data)) as Frame;
		} catch {
			void this.#closed();
			return;
		}
		this.#listen();
		if (frame.hello) this.#hello(frame.hello);
		if (frame.changes) {
			this.#options.onChanges(frame.changes);
			this.#advance(frame.changes.at(-1)?.seq);
		}
		if (frame.reload !== undefined) this.#options.onReload(frame.reload);
		this.#advance(frame.seq);
		this.#advance(frame.beat);
	}

	#hello(hello: { epoch: string; seq: number }): void {
		const known = this.#cursor;
		this.#greeted = true;
		this.#tries = 0;
		if (!known || known.epoch !== hello.epoch) {
			this.#cursor = hello;
			this.#options.onReload(null);
		}
		this.#options.onState('live', null);
	}

	#advance(seq: number | undefined): void {
		if (this.#cursor && seq !== undefined && seq > this.#cursor.seq) this.#cursor.seq = seq;
	}
}

import { describe, expect, it, vi } from 'vitest';
import { Feed, FEED_PROTOCOL, type FeedOptions, type FeedState, type LineEvents } from './feed';
import { Problem } from './problem';

function world(over: Partial<FeedOptions> = {}) {
	const jobs = new Map<number, { fn: () => void; ms: number }>();
	let next = 1;
	const lines: { query: string; protocols: string[]; events: LineEvents; closed: boolean }[] = [];
	const states: [FeedState, number | null][] = [];
	const onChanges = vi.fn();
	const onReload = vi.fn();
	const feed = new Feed({
		ticket: () => Promise.resolve({ ticket: 't1' }),
		probe: () => Promise.resolve(),
		open: (query, protocols, events) => {
			const line = { query, protocols, events, closed: false };
			lines.push(line);
			return { close: () => (line.closed = true) };
		},
		timers: {
			set: (fn, ms) => (jobs.set(next, { fn, ms }), next++),
			clear: (id) => void jobs.delete(id),
		},
		random: () => 1,
		onState: (state, ms) => states.push([state, ms]),
		onChanges,
		onReload,
		...over,
	});
	const settle = () => new Promise<void>((go) => setTimeout(go));
	const say = (frame: object) => lines.at(-1)!.events.message(JSON.stringify(frame));
	/* fires the timer that waits exactly so long */
	const pass = async (ms: number) => {
		for (const [id, job] of [...jobs]) {
			if (job.ms !== ms) continue;
			jobs.delete(id);
			job.fn();
		}
		await settle();
	};
	return { feed, lines, states, jobs, onChanges, onReload, settle, say, pass };
}

const change = (seq: number) => ({ seq, record: 'contacts', id: 'a', op: 'put' as const });

describe('Feed', () => {
	it('opens with the ticket as a subprotocol, never in the address', async () => {
		const { feed, lines, settle } = world();
		feed.start();
		await settle();
		expect(lines[0]?.protocols).toEqual([FEED_PROTOCOL, 't1']);
		expect(lines[0]?.query).toBe('');
	});

	it('asks for everything anew after the first hello, and says that it is live', async () => {
		const { feed, settle, say, onReload, states } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 7 } });
		expect(onReload).toHaveBeenCalledExactlyOnceWith(null);
		expect(states.at(-1)).toEqual(['live', null]);
	});

	it('resumes where it was, without a reload', async () => {
		const { feed, lines, settle, say, pass, onReload, onChanges } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 7 } });
		say({ changes: [change(8), change(9)] });
		say({ beat: 11 });
		expect(onChanges).toHaveBeenCalledWith([change(8), change(9)]);
		lines[0]!.events.closed();
		await settle();
		await pass(500);
		expect(lines[1]?.query).toBe('?since=11&epoch=e');
		say({ hello: { epoch: 'e', seq: 12 } });
		expect(onReload).toHaveBeenCalledTimes(1);
	});

	it('does not skip what a hello already counts but changes have yet to bring', async () => {
		const { feed, lines, settle, say, pass } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 7 } });
		lines[0]!.events.closed();
		await settle();
		await pass(500);
		say({ hello: { epoch: 'e', seq: 20 } });
		lines[1]!.events.closed();
		await settle();
		await pass(500);
		expect(lines[2]?.query).toBe('?since=7&epoch=e');
	});

	it('reloads everything when the server was restored: another epoch', async () => {
		const { feed, lines, settle, say, pass, onReload } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 7 } });
		lines[0]!.events.closed();
		await settle();
		await pass(500);
		say({ hello: { epoch: 'f', seq: 2 } });
		expect(onReload).toHaveBeenCalledTimes(2);
	});

	it('passes on a reload of some records, and of all', async () => {
		const { feed, settle, say, onReload } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 1 } });
		say({ reload: ['contacts'], seq: 300 });
		say({ reload: null, seq: 301 });
		expect(onReload.mock.calls.slice(1)).toEqual([[['contacts']], [null]]);
	});

	it('waits longer each time, up to half a minute, and says for how long', async () => {
		const { feed, settle, pass, states } = world({
			ticket: () => Promise.reject(new TypeError()),
		});
		feed.start();
		await settle();
		for (const ms of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
			expect(states.at(-1)).toEqual(['away', ms]);
			await pass(ms);
		}
	});

	it('starts anew when its cursor is too old', async () => {
		const gone = () => Promise.reject(new Problem({ kind: 'caller', status: 410 }));
		const { feed, lines, settle, say, pass, onReload } = world({ probe: gone });
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 7 } });
		lines[0]!.events.closed();
		await settle();
		await pass(500);
		lines[1]!.events.closed();
		await settle();
		expect(onReload).toHaveBeenCalledTimes(2);
		await pass(1000);
		expect(lines[2]?.query).toBe('');
	});

	it('hangs up on a line that has gone silent, or that talks nonsense', async () => {
		const { feed, lines, settle, say, pass } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 1 } });
		await pass(60_000);
		expect(lines[0]?.closed).toBe(true);
		await pass(500);
		lines[1]!.events.message('{');
		await settle();
		expect(lines[1]?.closed).toBe(true);
	});

	it('is quiet after it was stopped, whatever comes late', async () => {
		const { feed, lines, jobs, settle, say, onChanges } = world();
		feed.start();
		await settle();
		say({ hello: { epoch: 'e', seq: 1 } });
		feed.stop();
		say({ changes: [change(2)] });
		lines[0]!.events.closed();
		await settle();
		expect(onChanges).not.toHaveBeenCalled();
		expect(jobs.size).toBe(0);
		expect(lines[0]?.closed).toBe(true);
	});

	it('tries at once when told that the network is back', async () => {
		let fail = true;
		const { feed, lines, settle } = world({
			ticket: () =>
				fail ? Promise.reject(new TypeError()) : Promise.resolve({ ticket: 't' }),
		});
		feed.start();
		await settle();
		fail = false;
		feed.retryNow();
		await settle();
		expect(lines).toHaveLength(1);
	});
});

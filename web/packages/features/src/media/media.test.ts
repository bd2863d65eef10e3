/* Kept files: how they are shown, how much room they take, how they are heard, measured and brought. */
import type { Attachment, Message } from '@kontor/api';
import { Problem } from '@kontor/api';
import { describe, expect, it, vi } from 'vitest';
import { problemOfFile } from './files.svelte';
import { boxOf, isMissing, mediaHeight, minutesOf, showingOf, typeWords } from './kinds';
import { Measures, type Measured } from './measures.svelte';
import { barsOf, peaksOf } from './peaks';
import { Player, type Sound } from './player.svelte';
import { fitted, kept, MOST, WHOLE, zoomed } from './zoom';

const file = (more: Partial<Attachment> = {}): Attachment =>
	({
		id: 'a',
		file_id: 'f',
		name: 'x.png',
		type: 'image/png',
		bytes: 1000,
		width: null,
		height: null,
		duration_ms: null,
		has_thumbnail: false,
		message_id: 'm',
		...more,
	}) as Attachment;

describe('a file in the thread', () => {
	it.each([
		['image/jpeg', 'picture'],
		['image/svg+xml', 'document'],
		['image/tiff', 'document'],
		['video/mp4', 'film'],
		['audio/ogg', 'voice'],
		['text/html', 'document'],
	])('%s is a %s', (type, showing) => {
		expect(showingOf(type)).toBe(showing);
	});

	it('has its room before it is loaded, in its own proportions and never blown up', () => {
		expect(boxOf({ width: 1200, height: 800 })).toEqual({ width: 300, height: 200 });
		expect(boxOf({ width: 100, height: 80 })).toEqual({ width: 100, height: 80 });
		expect(boxOf({ width: 4000, height: 100 }).height).toBe(72);
		expect(boxOf({ width: null, height: null })).toEqual({ width: 240, height: 180 });
		expect(boxOf({ width: null, height: null }, 128)).toEqual({ width: 128, height: 128 });
	});

	it('makes its line as high as it will be', () => {
		const message = (attachments: Attachment[], kind = 'image') =>
			({ kind, attachments, marks: [] }) as unknown as Message;
		expect(mediaHeight(message([]))).toBe(0);
		expect(mediaHeight(message([file({ width: 1200, height: 800 })]))).toBe(200);
		expect(mediaHeight(message([file(), file(), file(), file()]))).toBe(2 * 132);
		expect(mediaHeight(message([file({ type: 'application/pdf' })]))).toBe(56);
	});

	it('says what it is: by its ending, else by what is in it', () => {
		expect(typeWords({ name: 'Plan.PDF', type: 'application/pdf' })).toBe('PDF');
		expect(typeWords({ name: 'plan', type: 'application/pdf' })).toBe('PDF');
		expect(typeWords({ name: 'notes', type: 'text/plain' })).toBe('Text');
	});

	it('is missing when it is named and not there', () => {
		const message = (more: object) => ({ marks: [], attachments: [], ...more }) as never;
		expect(isMissing(message({ media_name: 'IMG.jpg' }))).toBe(true);
		expect(isMissing(message({ marks: ['media_omitted'] }))).toBe(true);
		expect(isMissing(message({ media_name: 'IMG.jpg', attachments: [file()] }))).toBe(false);
		expect(isMissing(message({}))).toBe(false);
	});

	it.each([
		[0, '0:00'],
		[38_400, '0:38'],
		[3_729_000, '1:02:09'],
	])('%i ms are %s', (ms, words) => {
		expect(minutesOf(ms)).toBe(words);
	});
});

describe('a picture in the window', () => {
	const window = { width: 1000, height: 800 };
	const fit = fitted({ width: 2000, height: 1000 }, window);

	it('fits whole, and a small one is not blown up', () => {
		expect(fit).toEqual({ width: 1000, height: 500 });
		expect(fitted({ width: 30, height: 20 }, window)).toEqual({ width: 30, height: 20 });
	});

	it('grows around the point that is pointed at, to a limit and back to the whole', () => {
		const at = { x: 200, y: 100 };
		const large = zoomed(WHOLE, 4, at, fit, window);
		/* the point of the picture that lay under the pointer still does */
		expect((at.x - large.x) / large.scale).toBeCloseTo(200);
		expect((at.y - large.y) / large.scale).toBeCloseTo(100);
		expect(zoomed(large, 1000, at, fit, window).scale).toBe(MOST);
		expect(zoomed(large, 0.001, at, fit, window)).toEqual(WHOLE);
	});

	it('shows no gap at an edge, and stays in the middle where it is smaller', () => {
		expect(kept({ scale: 2, x: 9999, y: -9999 }, fit, window)).toEqual({
			scale: 2,
			x: 500,
			y: -100,
		});
		expect(kept({ scale: 1.2, x: 0, y: 50 }, fit, window).y).toBe(0);
	});
});

class FakeSound implements Sound {
	#on = new Map<string, (() => void)[]>();
	src = '';
	currentTime = 0;
	duration = 20;
	playbackRate = 1;
	pauses = 0;
	play() {
		this.tell('playing');
		return Promise.resolve();
	}
	pause() {
		this.pauses++;
		this.tell('pause');
	}
	addEventListener(name: string, fn: () => void) {
		this.#on.set(name, [...(this.#on.get(name) ?? []), fn]);
	}
	tell(name: string) {
		for (const fn of this.#on.get(name) ?? []) fn();
	}
}

describe('the player', () => {
	const a = { id: 'a', src: '/a' };
	const b = { id: 'b', src: '/b' };

	it('plays one at a time', () => {
		const sound = new FakeSound();
		const player = new Player(sound);
		player.toggle(a);
		expect([player.id, player.playing, sound.src]).toEqual(['a', true, '/a']);
		sound.currentTime = 5;
		sound.tell('timeupdate');
		const before = sound.pauses;
		player.toggle(b);
		expect([player.id, player.playing, player.at, sound.src]).toEqual(['b', true, 0, '/b']);
		expect(sound.pauses).toBe(before + 1);
		player.toggle(b);
		expect([player.id, player.playing]).toEqual(['b', false]);
	});

	it('keeps its speed from one to the next, and comes round', () => {
		const sound = new FakeSound();
		const player = new Player(sound);
		player.toggle(a);
		player.faster();
		player.toggle(b);
		expect(sound.playbackRate).toBe(1.5);
		player.faster();
		player.faster();
		expect(player.rate).toBe(1);
	});

	it('is sought within its length, also before it plays', () => {
		const sound = new FakeSound();
		const player = new Player(sound);
		player.seek(a, 7);
		expect([player.id, player.playing, player.at]).toEqual(['a', false, 7]);
		sound.tell('durationchange');
		player.seek(a, 99);
		expect(player.at).toBe(20);
		player.seek(a, -5);
		expect(player.at).toBe(0);
	});

	it('remembers what this browser could not play', () => {
		const sound = new FakeSound();
		const player = new Player(sound);
		player.toggle(a);
		sound.tell('error');
		expect([player.failed.has('a'), player.playing]).toEqual([true, false]);
		player.toggle(b);
		expect(player.failed.has('b')).toBe(false);
	});

	it('lets an end be the beginning', () => {
		const sound = new FakeSound();
		const player = new Player(sound);
		player.toggle(a);
		sound.currentTime = 20;
		sound.tell('timeupdate');
		sound.tell('ended');
		expect([player.playing, player.at, sound.currentTime]).toEqual([false, 0, 0]);
	});
});

describe('measuring', () => {
	const found: Measured = {
		width: 4,
		height: 3,
		duration_ms: null,
		small: new Blob(['x']),
		peaks: null,
	};
	function measures(
		keep: boolean,
		measure: () => Promise<Measured> = () => Promise.resolve(found),
	) {
		const tools = {
			measure: vi.fn(measure),
			addressOfBlob: () => 'blob:x',
			forgetAddress: vi.fn(),
		};
		const kept = vi.fn(() => Promise.resolve({ width: 4 } as never));
		const onkept = vi.fn();
		const made = new Measures({
			tools,
			address: (one) => `/${one.id}`,
			keep: keep ? kept : null,
			onkept,
		});
		return { made, tools, kept, onkept };
	}
	const settled = () => vi.waitFor(() => undefined, { timeout: 50 });

	it('looks at each file once, and tells the server', async () => {
		const { made, tools, kept, onkept } = measures(true);
		made.want(file());
		made.want(file({ id: 'again' }));
		await vi.waitFor(() => expect(onkept).toHaveBeenCalledTimes(1));
		await settled();
		expect(tools.measure).toHaveBeenCalledTimes(1);
		expect(kept).toHaveBeenCalledTimes(1);
		expect(made.found.get('f')?.address).toBe('blob:x');
	});

	it('leaves alone what the server knows, and what scrolled away before its turn', async () => {
		const { made, tools } = measures(true);
		made.want(file({ has_thumbnail: true }));
		made.want(file({ type: 'application/pdf', file_id: 'g' }));
		made.want(file({ file_id: 'first' }));
		made.want(file({ file_id: 'away' }))();
		await vi.waitFor(() => expect(made.found.has('first')).toBe(true));
		await settled();
		expect(tools.measure).toHaveBeenCalledTimes(1);
	});

	it('shows to whoever may not write what was found here', async () => {
		const { made, kept } = measures(false);
		made.want(file());
		await vi.waitFor(() => expect(made.found.get('f')?.address).toBe('blob:x'));
		expect(kept).not.toHaveBeenCalled();
	});

	it('says of what cannot be read that it cannot, and goes on', async () => {
		let n = 0;
		const { made } = measures(true, () =>
			n++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve(found),
		);
		made.want(file());
		made.want(file({ file_id: 'next' }));
		await vi.waitFor(() => expect(made.found.get('next')?.width).toBe(4));
		expect(made.found.get('f')).toBeNull();
	});

	it('gives back the room of its pictures', async () => {
		const { made, tools } = measures(false);
		made.want(file());
		await vi.waitFor(() => expect(made.found.size).toBe(1));
		made.stop();
		expect(tools.forgetAddress).toHaveBeenCalledWith('blob:x');
	});
});

describe('the picture of a sound', () => {
	it('is as high as it is loud, the loudest at the top', () => {
		const samples = new Float32Array(8000);
		samples.fill(0.5, 0, 4000);
		samples.fill(0.25, 4000, 6000);
		const peaks = peaksOf(samples, 4);
		expect(peaks[0]).toBeCloseTo(1);
		expect(peaks[2]).toBeCloseTo(0.5);
		expect(peaks[3]).toBe(0);
		expect(barsOf(peaks, 4)).toEqual([100, 100, 55, 10]);
		expect(barsOf(null, 2)).toEqual([10, 10]);
	});
});

describe('a file that was not taken', () => {
	const refused = (status: number, slug: string, kind: Problem['kind'] = 'caller') =>
		problemOfFile(new Problem({ kind, status, slug }));
	it('says why, as whoever brought it can act on it', () => {
		expect(refused(413, 'too-large')).toBe('It is larger than this server takes.');
		expect(refused(507, 'quota', 'full')).toBe('The workspace has no room for more files.');
		expect(refused(409, 'conflict')).toBe('This file is here already.');
		expect(refused(507, 'storage-full', 'full')).toContain('disk');
	});
});

/*
 * The one voice of the app: however many players are on the screen, one sounds at a time, and it goes on while its line
 * is scrolled out of sight. The element that sounds is handed in, so tests have their own.
 */
import { SvelteSet } from 'svelte/reactivity';

export interface Track {
	/* of the attachment */
	id: string;
	src: string;
}

/* What is used of an HTMLAudioElement; times in seconds. */
export interface Sound {
	src: string;
	currentTime: number;
	readonly duration: number;
	playbackRate: number;
	play(): Promise<void>;
	pause(): void;
	addEventListener(name: string, fn: () => void): void;
}

export const RATES = [1, 1.5, 2] as const;

export class Player {
	#sound: Sound;
	id = $state<string | null>(null);
	playing = $state(false);
	waiting = $state(false);
	/* seconds */
	at = $state(0);
	length = $state(0);
	rate = $state<number>(1);
	/* what this browser tried and cannot play */
	readonly failed = new SvelteSet<string>();

	constructor(sound: Sound) {
		this.#sound = sound;
		const on = (name: string, fn: () => void) => sound.addEventListener(name, fn);
		on('timeupdate', () => (this.at = sound.currentTime));
		on('durationchange', () => {
			if (Number.isFinite(sound.duration)) this.length = sound.duration;
		});
		on('playing', () => {
			this.playing = true;
			this.waiting = false;
		});
		on('waiting', () => (this.waiting = true));
		on('pause', () => (this.playing = false));
		on('ended', () => {
			this.playing = false;
			this.at = 0;
			sound.currentTime = 0;
		});
		on('error', () => this.#broke());
	}

	toggle(track: Track): void {
		if (this.id === track.id && this.playing) this.pause();
		else this.play(track);
	}

	play(track: Track): void {
		this.#take(track);
		this.waiting = true;
		this.#sound.playbackRate = this.rate;
		/* a second press ends the first one's promise; what is wrong with the file is told by its own event */
		this.#sound.play().catch(() => (this.waiting = false));
	}

	pause(): void {
		this.#sound.pause();
		this.playing = false;
		this.waiting = false;
	}

	/* Also of one that has not been played yet: it will begin there. */
	seek(track: Track, seconds: number): void {
		this.#take(track);
		const at = Math.max(0, this.length > 0 ? Math.min(seconds, this.length) : seconds);
		this.#sound.currentTime = at;
		this.at = at;
	}

	faster(): void {
		const next = RATES.findIndex((rate) => rate === this.rate) + 1;
		this.rate = RATES[next % RATES.length] ?? 1;
		this.#sound.playbackRate = this.rate;
	}

	/* Nothing of it is left: its place on the screen is gone. */
	stop(): void {
		if (this.id === null) return;
		this.pause();
		this.id = null;
		this.at = 0;
		this.length = 0;
	}

	#take(track: Track): void {
		if (this.id === track.id) return;
		this.#sound.pause();
		this.id = track.id;
		this.playing = false;
		this.at = 0;
		this.length = 0;
		this.#sound.src = track.src;
	}

	#broke(): void {
		if (this.id !== null) this.failed.add(this.id);
		this.playing = false;
		this.waiting = false;
	}
}

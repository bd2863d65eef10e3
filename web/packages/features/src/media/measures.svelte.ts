/*
 * What only a browser can tell of a file: how large a picture is, how long a voice. Each file that comes into sight
 * unmeasured is looked at once, one after the other, newest wish first; what was found goes to the server, so that the
 * next one who looks need not. Files that scroll away before their turn are left alone.
 */
import type { Attachment, StoredFile } from '@kontor/api';
import { SvelteMap } from 'svelte/reactivity';
import { showingOf, type Showing } from './kinds';

/* What a browser found out; `small`: a picture of at most 64 kB, `peaks`: loudness from 0 to 1, evenly over the time. */
export interface Measured {
	width: number | null;
	height: number | null;
	duration_ms: number | null;
	small: Blob | null;
	peaks: readonly number[] | null;
}

export interface Tools {
	measure(address: string, showing: Showing): Promise<Measured>;
	addressOfBlob(blob: Blob): string;
	forgetAddress(address: string): void;
}

export interface MeasuresDesk {
	tools: Tools;
	address(file: Attachment): string;
	/* null: who looks may change nothing */
	keep: ((file: Attachment, measured: Measured) => Promise<StoredFile>) | null;
	/* the server knows it now */
	onkept(file: Attachment, row: StoredFile): void;
}

/* Larger voices have no picture of their sound: all of it would have to be fetched. */
const VOICE_BYTES = 2_000_000;

export class Measures {
	#desk: MeasuresDesk;
	#wishes: Attachment[] = [];
	#busy = false;
	#stopped = false;
	#addresses = new Set<string>();
	/* what was found, by file; null: this browser cannot read it */
	readonly found = new SvelteMap<string, (Measured & { address: string | null }) | null>();

	constructor(desk: MeasuresDesk) {
		this.#desk = desk;
	}

	/* It came into sight. Returns what takes the wish back. */
	want(file: Attachment): () => void {
		if (this.#known(file)) return () => undefined;
		this.#wishes.push(file);
		void this.#work();
		return () => {
			this.#wishes = this.#wishes.filter((other) => other !== file);
		};
	}

	stop(): void {
		this.#stopped = true;
		this.#wishes = [];
		for (const address of this.#addresses) this.#desk.tools.forgetAddress(address);
	}

	#known(file: Attachment): boolean {
		if (this.found.has(file.file_id)) return true;
		switch (showingOf(file.type ?? '')) {
			case 'picture':
			case 'film':
				return Boolean(file.has_thumbnail);
			case 'voice':
				return (file.bytes ?? 0) > VOICE_BYTES;
			case 'document':
				return true;
		}
	}

	async #work(): Promise<void> {
		if (this.#busy) return;
		this.#busy = true;
		try {
			for (let file = this.#wishes.pop(); file; file = this.#wishes.pop()) {
				if (!this.#stopped && !this.found.has(file.file_id)) await this.#one(file);
			}
		} finally {
			this.#busy = false;
		}
	}

	async #one(file: Attachment): Promise<void> {
		const { tools } = this.#desk;
		let measured: Measured;
		try {
			measured = await tools.measure(this.#desk.address(file), showingOf(file.type ?? ''));
		} catch {
			this.found.set(file.file_id, null);
			return;
		}
		const address = measured.small ? tools.addressOfBlob(measured.small) : null;
		if (address) this.#addresses.add(address);
		this.found.set(file.file_id, { ...measured, address });
		await this.#keep(file, measured);
	}

	/* That the server does not take it is nobody's trouble: the next one who looks measures again. */
	async #keep(file: Attachment, measured: Measured): Promise<void> {
		const news = measured.small !== null || measured.duration_ms !== file.duration_ms;
		if (!this.#desk.keep || !news) return;
		try {
			this.#desk.onkept(file, await this.#desk.keep(file, measured));
		} catch {
			/* shown from what was found here */
		}
	}
}

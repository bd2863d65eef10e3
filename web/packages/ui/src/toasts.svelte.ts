/* What was just done, with its undo, for eight seconds. Time is handed in, so tests own the clock. */

export interface Toast {
	id: number;
	text: string;
	undo?: () => void;
}

export const TOAST_MS = 8000;

export interface Timers {
	set(fn: () => void, ms: number): number;
	clear(id: number): void;
}

export class Toasts {
	#timers: Timers;
	#running = new Map<number, number>();
	#next = 1;
	items = $state.raw<readonly Toast[]>([]);

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	show(text: string, undo?: () => void): void {
		const toast: Toast = undo ? { id: this.#next++, text, undo } : { id: this.#next++, text };
		/* at most three: older ones have been read or never will be */
		for (const old of this.items.slice(0, -2)) this.dismiss(old.id);
		this.items = [...this.items, toast];
		this.resume(toast.id);
	}

	dismiss(id: number): void {
		this.hold(id);
		this.items = this.items.filter((toast) => toast.id !== id);
	}

	/* While the pointer or focus is on it, it stays. */
	hold(id: number): void {
		const running = this.#running.get(id);
		if (running !== undefined) this.#timers.clear(running);
		this.#running.delete(id);
	}

	resume(id: number): void {
		this.hold(id);
		this.#running.set(
			id,
			this.#timers.set(() => this.dismiss(id), TOAST_MS),
		);
	}

	/* Takes back the newest thing that can be taken back. */
	undo(id?: number): void {
		const toast = this.items.findLast(
			(item) => item.undo && (id === undefined || item.id === id),
		);
		if (!toast) return;
		this.dismiss(toast.id);
		toast.undo?.();
	}

	get undoable(): boolean {
		return this.items.some((toast) => toast.undo);
	}
}

/*
 * What a person can do, as objects. Menus, the palette, shortcuts and the help sheet all read this one registry,
 * so a shortcut that is shown is a shortcut that works.
 */
import { untrack, type Component } from 'svelte';
import { chordOf, type KeyPress } from './keys';

export type Icon = Component<{ size?: number; class?: string }>;

export interface Action {
	id: string;
	label: string;
	group: string;
	icon?: Icon;
	keys?: string;
	/* other words that should find it in the palette */
	also?: string;
	tone?: 'bad';
	enabled?: () => boolean;
	run: () => void;
}

/* A line of a menu: an action of the moment, about the thing that the menu belongs to. */
export interface MenuItem {
	id: string;
	label: string;
	hint?: string;
	icon?: Icon;
	keys?: string;
	tone?: 'bad';
	checked?: boolean;
	disabled?: boolean;
	run: () => void;
}

/* How long the second key of a sequence (`g c`) may take, in ms. */
const SEQUENCE_MS = 1200;

export class Actions {
	#sets = $state.raw<readonly (readonly Action[])[]>([]);
	#first = '';
	#firstAt = 0;

	/* The newest set comes first: a screen's own key wins over the app's. */
	readonly all = $derived(this.#sets.flat());

	/* Returns what takes the set away again: give it to the effect that registered it. */
	add(set: readonly Action[]): () => void {
		untrack(() => (this.#sets = [set, ...this.#sets]));
		return () => {
			this.#sets = untrack(() => this.#sets).filter((other) => other !== set);
		};
	}

	usable(): Action[] {
		return this.all.filter((action) => action.enabled?.() ?? true);
	}

	run(id: string): void {
		this.usable()
			.find((action) => action.id === id)
			?.run();
	}

	/*
	 * Finds and runs what a key press means. `typing` is true while focus is in a text field: then only chords with
	 * Ctrl or ⌘ and Escape count. Returns whether the press was used.
	 */
	press(press: KeyPress, typing: boolean, now: number): boolean {
		const chord = chordOf(press);
		if (typing && !chord.startsWith('mod+')) return false;
		const sequence = now - this.#firstAt < SEQUENCE_MS ? `${this.#first} ${chord}` : chord;
		const usable = this.usable();
		const hit =
			usable.find((action) => action.keys === sequence) ??
			usable.find((action) => action.keys === chord);
		this.#first = '';
		this.#firstAt = 0;
		if (hit) {
			hit.run();
			return true;
		}
		if (usable.some((action) => action.keys?.startsWith(`${chord} `))) {
			this.#first = chord;
			this.#firstAt = now;
			return true;
		}
		return false;
	}
}

/*
 * What this browser remembers by itself. Every key stands here, with where it lives and for how long; nothing else may
 * write to storage. None of it is about a person.
 *
 *   kontor.theme      localStorage, until changed    light, dark or absent for the system's (read by /theme.js too)
 *   kontor.card       localStorage, until changed    whether the contact card stands beside a chat
 *   kontor.workspace  localStorage, until sign-out   which workspace was open last
 */
export type Theme = 'system' | 'light' | 'dark';

const keys = { theme: 'kontor.theme', card: 'kontor.card', workspace: 'kontor.workspace' } as const;

function read(key: keyof typeof keys): string | null {
	try {
		return localStorage.getItem(keys[key]);
	} catch {
		return null;
	}
}

function write(key: keyof typeof keys, value: string | null): void {
	try {
		if (value === null) localStorage.removeItem(keys[key]);
		else localStorage.setItem(keys[key], value);
	} catch {
		/* storage is shut: it holds until the page closes */
	}
}

export class Prefs {
	#theme = $state<Theme>('system');
	#card = $state(true);
	#workspace = $state(read('workspace'));

	constructor() {
		const theme = read('theme');
		this.#theme = theme === 'light' || theme === 'dark' ? theme : 'system';
		this.#card = read('card') !== 'no';
	}

	get theme(): Theme {
		return this.#theme;
	}
	set theme(theme: Theme) {
		this.#theme = theme;
		write('theme', theme === 'system' ? null : theme);
		if (theme === 'system') delete document.documentElement.dataset['theme'];
		else document.documentElement.dataset['theme'] = theme;
	}

	get card(): boolean {
		return this.#card;
	}
	set card(shown: boolean) {
		this.#card = shown;
		write('card', shown ? null : 'no');
	}

	get workspace(): string | null {
		return this.#workspace;
	}
	set workspace(id: string | null) {
		this.#workspace = id;
		write('workspace', id);
	}
}

/* Which way the whole page is written, dialogs and menus too; gives back what ends it. */
export function writePage(direction: 'ltr' | 'rtl'): () => void {
	document.documentElement.dir = direction;
	return () => document.documentElement.removeAttribute('dir');
}

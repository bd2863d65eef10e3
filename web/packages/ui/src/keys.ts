/*
 * Shortcuts as text: `mod+k` is one chord (mod is Ctrl, or ⌘ on Apple machines), `g c` two keys in a row.
 * Pure: knows neither the page nor who listens.
 */
const names: Record<string, string> = {
	mod: 'Ctrl',
	shift: 'Shift',
	alt: 'Alt',
	enter: 'Enter',
	escape: 'Esc',
	arrowup: '↑',
	arrowdown: '↓',
	arrowleft: '←',
	arrowright: '→',
	delete: 'Del',
};

export function capsOf(keys: string, apple = false): string[] {
	return keys.split(' ').flatMap((chord) =>
		chord.split('+').map((part) => {
			if (apple && part === 'mod') return '⌘';
			return names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
		}),
	);
}

/* aria-keyshortcuts wants `Control+K`; a sequence is two of them with a space. */
export function ariaKeys(keys: string): string {
	return keys
		.split(' ')
		.map((chord) =>
			chord
				.split('+')
				.map((part) =>
					part === 'mod' ? 'Control' : part.length === 1 ? part.toUpperCase() : part,
				)
				.join('+'),
		)
		.join(' ');
}

export interface KeyPress {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
	shiftKey: boolean;
}

/* The chord of a key press in the form that shortcuts are written in. */
export function chordOf(press: KeyPress): string {
	const key = press.key === ' ' ? 'space' : press.key.toLowerCase();
	const parts: string[] = [];
	if (press.ctrlKey || press.metaKey) parts.push('mod');
	if (press.altKey) parts.push('alt');
	/* `?` and `/` already say that shift was held where a layout needs it */
	if (press.shiftKey && (key.length > 1 || /\p{L}/u.test(key))) parts.push('shift');
	parts.push(key);
	return parts.join('+');
}

/* Colours of people and tags are one hue each; lightness belongs to the theme. Always shown beside text. */

/* The twelve tag colours in the order of the number that is stored, as oklch hues. */
export const tagHues = [25, 50, 80, 110, 140, 160, 195, 230, 255, 285, 315, 350] as const;

export function tagHue(colour: number | null | undefined): number {
	return tagHues[(colour ?? 0) % tagHues.length] ?? tagHues[0];
}

/* A stable hue for a name: FNV-1a, so that near names are far apart. */
export function nameHue(name: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < name.length; i++) {
		hash ^= name.charCodeAt(i);
		hash = Math.imul(hash, 0x01000193);
	}
	return (hash >>> 0) % 360;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string): string {
	for (const { segment } of graphemes.segment(word)) {
		if (/[\p{L}\p{N}]/u.test(segment)) return segment;
	}
	return '';
}

/* Up to two letters: of the first and the last word. A number or an empty name gives ''. */
export function initials(name: string): string {
	const words = name
		.trim()
		.split(/\s+/u)
		.filter((word) => /\p{L}/u.test(word));
	const first = words[0];
	if (first === undefined) return '';
	const last = words.length > 1 ? words[words.length - 1] : undefined;
	return (firstLetter(first) + (last === undefined ? '' : firstLetter(last))).toLocaleUpperCase();
}

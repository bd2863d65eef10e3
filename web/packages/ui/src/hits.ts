/* Search hits inside text: U+0002 opens one, U+0003 closes it. They are marks only, never part of what is shown. */

export interface HitPart {
	text: string;
	hit: boolean;
}

export function hitParts(text: string): HitPart[] {
	const parts: HitPart[] = [];
	text.split('\u0002').forEach((chunk, i) => {
		const end = i === 0 ? -1 : chunk.indexOf('\u0003');
		if (i > 0 && end < 0) {
			/* opened, never closed: a cut snippet */
			parts.push({ text: chunk, hit: true });
			return;
		}
		if (i > 0) parts.push({ text: chunk.slice(0, end), hit: true });
		parts.push({ text: chunk.slice(end + 1).replaceAll('\u0003', ''), hit: false });
	});
	return parts.filter((part) => part.text !== '');
}

export function withoutHits(text: string): string {
	return text.replaceAll('\u0002', '').replaceAll('\u0003', '');
}

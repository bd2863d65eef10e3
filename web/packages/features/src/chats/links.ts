/* Web addresses inside a message. Only http and https become links; a full stop after one belongs to the sentence. */
export interface TextPart {
	text: string;
	href?: string;
}

const address = /https?:\/\/[^\s<>"']+/giu;

export function linkParts(text: string): TextPart[] {
	const parts: TextPart[] = [];
	let from = 0;
	for (const match of text.matchAll(address)) {
		const raw = match[0].replace(/[.,;:!?)\]}»”’…]+$/u, '');
		if (!URL.canParse(raw)) continue;
		if (match.index > from) parts.push({ text: text.slice(from, match.index) });
		parts.push({ text: raw, href: raw });
		from = match.index + raw.length;
	}
	if (from < text.length) parts.push({ text: text.slice(from) });
	return parts;
}

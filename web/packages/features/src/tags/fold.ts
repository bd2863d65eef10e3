/* Near enough to the server's folding for a list that is already here: case and accents do not count. */
export function folded(text: string): string {
	return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

export function foldedIncludes(text: string, part: string): boolean {
	return folded(text).includes(folded(part.trim()));
}

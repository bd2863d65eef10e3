/*
 * An E.164 number with spaces, for reading only: +55 11 90000 0142. Where each country puts its spaces is a table of
 * its own size; blocks of two to five digits read well everywhere.
 */

/* Country codes of two digits (ITU-T E.164); 1 and 7 have one, the others three. */
const two = new Set(
	'20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
		' ',
	),
);

const blocks: Record<number, readonly number[]> = {
	6: [3, 3],
	7: [3, 4],
	8: [4, 4],
	9: [3, 3, 3],
	10: [3, 3, 4],
	11: [2, 5, 4],
	12: [4, 4, 4],
};

export function spacedPhone(e164: string): string {
	if (!/^\+\d{7,15}$/.test(e164)) return e164;
	const digits = e164.slice(1);
	const code = /^[17]/.test(digits) ? 1 : two.has(digits.slice(0, 2)) ? 2 : 3;
	let rest = digits.slice(code);
	const parts = [`+${digits.slice(0, code)}`];
	for (const size of blocks[rest.length] ?? [rest.length]) {
		parts.push(rest.slice(0, size));
		rest = rest.slice(size);
	}
	return parts.join(' ');
}

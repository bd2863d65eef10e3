/*
 * Whether a password that is being chosen is long enough, and not one thing over and over. Length is what counts; the
 * server has the last word.
 */
export const PASSWORD_MIN = 10;

export function strengthOf(password: string): 'short' | 'plain' | 'good' {
	const letters = [...password];
	if (letters.length < PASSWORD_MIN) return 'short';
	return new Set(letters).size < 5 ? 'plain' : 'good';
}

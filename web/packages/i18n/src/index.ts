/* Every text that a person reads, and how numbers and times are written beside it. */
export { m } from './paraglide/messages.js';
export { countries, countryOf } from './countries';
export { makeFormat, type Format } from './format';
export { spacedPhone } from './phone';

/* Languages that are written from right to left, by the first part of their tag. */
const rightToLeft = new Set(['ar', 'he', 'fa', 'ur', 'ps', 'sd', 'yi', 'dv']);

export function directionOf(locale: string): 'ltr' | 'rtl' {
	return rightToLeft.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

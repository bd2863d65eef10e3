import { describe, expect, it } from 'vitest';
import { countries, countryOf } from './countries';
import { makeFormat } from './format';
import { directionOf } from './index';
import { spacedPhone } from './phone';

const format = makeFormat('en-GB', 'America/Sao_Paulo');
/* 24 November 2026, 09:30 in São Paulo */
const now = Date.UTC(2026, 10, 24, 12, 30);
const hour = 3_600_000;

describe('times', () => {
	it('shows the clock today, the weekday this week, the date before', () => {
		expect(format.brief(now - hour, now)).toBe('08:30');
		expect(format.brief(now - 25 * hour, now)).toBe('Mon');
		expect(format.brief(now - 14 * 24 * hour, now)).toBe('10 Nov');
		expect(format.brief(Date.UTC(2024, 2, 1, 12), now)).toBe('1 Mar 2024');
	});

	it('counts the day in the zone, not in UTC', () => {
		const lateEvening = Date.UTC(2026, 10, 24, 2, 30);
		expect(format.dayKey(lateEvening)).toBe('2026-11-23');
		expect(format.brief(lateEvening, now)).toBe('Mon');
	});

	it('names days, with the year only when it is another', () => {
		expect(format.day(now, now)).toBe('Tuesday 24 November');
		expect(format.day(Date.UTC(2024, 10, 24, 12), now)).toContain('2024');
	});

	it('finds midnight in the zone, also where clocks change', () => {
		expect(format.dayStart('2026-11-24')).toBe(Date.UTC(2026, 10, 24, 3));
		const berlin = makeFormat('en', 'Europe/Berlin');
		expect(berlin.dayStart('2026-03-29')).toBe(Date.UTC(2026, 2, 28, 23));
		expect(berlin.dayStart('2026-03-30')).toBe(Date.UTC(2026, 2, 29, 22));
		for (const key of ['2026-10-25', '2026-10-26', '2026-01-01', '2026-07-14']) {
			expect(berlin.dayKey(berlin.dayStart(key))).toBe(key);
			expect(berlin.dayKey(berlin.dayStart(key) - 1)).not.toBe(key);
		}
	});
});

describe('figures', () => {
	it('writes sizes, spans and numbers', () => {
		expect(format.bytes(3)).toBe('3 bytes');
		expect(format.bytes(1_400_000)).toBe('1.4 MB');
		expect(format.bytes(84_000)).toBe('84 kB');
		expect(format.span(8400)).toBe('8.4 seconds');
		expect(format.span(180_000)).toBe('3 minutes');
		expect(format.number(8412)).toBe('8,412');
	});

	it('writes birthdays with and without a year, and leaves nonsense as it is', () => {
		expect(format.birthday('1988-04-03')).toBe('3 April 1988');
		expect(format.birthday('--02-29')).toBe('29 February');
		expect(format.birthday('soon')).toBe('soon');
	});
});

describe('spacedPhone', () => {
	it.each([
		['+5511900000142', '+55 11 90000 0142'],
		['+12025550143', '+1 202 555 0143'],
		['+34600000117', '+34 600 000 117'],
		['+971500000118', '+971 500 000 118'],
	])('%s', (e164, spaced) => {
		expect(spacedPhone(e164)).toBe(spaced);
	});

	it('loses no digit, whatever the number', () => {
		for (let length = 7; length <= 15; length++) {
			for (const code of ['1', '55', '971', '7', '299']) {
				const number = `+${(code + '123456789012345').slice(0, length)}`;
				expect(spacedPhone(number).replaceAll(' ', '')).toBe(number);
			}
		}
	});

	it('leaves what is no number alone', () => {
		expect(spacedPhone('file:abc')).toBe('file:abc');
		expect(spacedPhone('')).toBe('');
	});
});

describe('countries', () => {
	it('lists them by name and guesses one from the browser', () => {
		const list = countries('en');
		expect(list.find((one) => one.value === 'BR')?.label).toBe('Brazil');
		expect(new Set(list.map((one) => one.value)).size).toBe(list.length);
		expect(countryOf(['en', 'pt-BR'])).toBe('BR');
		expect(countryOf(['en'])).toBe('');
	});

	it('knows which way a language runs', () => {
		expect(directionOf('ar-EG')).toBe('rtl');
		expect(directionOf('pt-BR')).toBe('ltr');
	});
});

/*
 * Numbers, times and sizes as people read them. One Format per locale and time zone; `now` is handed in where today
 * matters, so nothing here owns a clock.
 */

export interface Format {
	readonly locale: string;
	readonly zone: string;
	number(value: number): string;
	/* 10:04 */
	clock(at: number): string;
	/* 10 Nov, or 10 Nov 2024 when the year is another */
	date(at: number, now: number): string;
	/* 10:04 today, Mon within the last six days, else the date */
	brief(at: number, now: number): string;
	/* 10 Nov 2026, 10:04 */
	full(at: number): string;
	/* Monday 23 November, with the year when it is another */
	day(at: number, now: number): string;
	/* 2026-11-23 in the zone: the name of a day */
	dayKey(at: number): string;
	/* midnight in the zone at the start of a day named like that */
	dayStart(key: string): number;
	bytes(value: number): string;
	/* 8.4 seconds, 3 minutes */
	span(ms: number): string;
	/* a birthday: 1988-04-03 or --04-03 */
	birthday(value: string): string;
	country(code: string): string;
	list(values: readonly string[]): string;
}

const DAY_MS = 86_400_000;
const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function spanOf(locale: string, ms: number): string {
	const unit = (value: number, name: string, digits: number) =>
		new Intl.NumberFormat(locale, {
			style: 'unit',
			unit: name,
			unitDisplay: 'long',
			maximumFractionDigits: digits,
		}).format(value);
	if (ms < 59_500) return unit(ms / 1000, 'second', ms < 9950 ? 1 : 0);
	if (ms < 3_570_000) return unit(ms / 60_000, 'minute', 0);
	return unit(ms / 3_600_000, 'hour', 1);
}

function bytesOf(locale: string, value: number): string {
	let step = 0;
	let rest = value;
	while (rest >= 1000 && step < sizes.length - 1) {
		rest /= 1000;
		step++;
	}
	return new Intl.NumberFormat(locale, {
		style: 'unit',
		unit: sizes[step] ?? 'byte',
		/* three B would be read as a grade */
		unitDisplay: step === 0 ? 'long' : 'short',
		maximumFractionDigits: rest < 10 && step > 0 ? 1 : 0,
	}).format(rest);
}

/* The difference between the zone's wall clock and UTC at an instant, in ms. */
function offsetAt(wall: Intl.DateTimeFormat, at: number): number {
	const part: Record<string, number> = {};
	for (const { type, value } of wall.formatToParts(at)) part[type] = Number(value);
	const asUtc = Date.UTC(
		part['year'] ?? 0,
		(part['month'] ?? 1) - 1,
		part['day'] ?? 1,
		part['hour'] ?? 0,
		part['minute'] ?? 0,
		part['second'] ?? 0,
	);
	return asUtc - Math.floor(at / 1000) * 1000;
}

/* The formatters of one locale and zone; making one costs, so each is made once. */
function formatters(locale: string, zone: string) {
	const of = (options: Intl.DateTimeFormatOptions, in_ = locale) =>
		new Intl.DateTimeFormat(in_, { timeZone: zone, ...options });
	const two = '2-digit';
	return {
		numbers: new Intl.NumberFormat(locale),
		clock: of({ hour: two, minute: two, hourCycle: 'h23' }),
		dayMonth: of({ day: 'numeric', month: 'short' }),
		dayMonthYear: of({ day: 'numeric', month: 'short', year: 'numeric' }),
		weekday: of({ weekday: 'short' }),
		longDay: of({ weekday: 'long', day: 'numeric', month: 'long' }),
		longDayYear: of({
			weekday: 'long',
			day: 'numeric',
			month: 'long',
			year: 'numeric',
		}),
		/* en-CA writes a date as 2026-11-23 */
		keys: of({ year: 'numeric', month: two, day: two }, 'en-CA'),
		wall: of(
			{
				hourCycle: 'h23',
				year: 'numeric',
				month: two,
				day: two,
				hour: two,
				minute: two,
				second: two,
			},
			'en-US',
		),
		regions: new Intl.DisplayNames(locale, { type: 'region' }),
		lists: new Intl.ListFormat(locale, { type: 'conjunction' }),
	};
}

function birthdayOf(locale: string, value: string): string {
	const yearless = value.startsWith('--');
	const at = Date.parse(`${yearless ? `2000-${value.slice(2)}` : value}T12:00:00Z`);
	if (Number.isNaN(at)) return value;
	const form: Intl.DateTimeFormatOptions = { timeZone: 'UTC', day: 'numeric', month: 'long' };
	if (!yearless) form.year = 'numeric';
	return new Intl.DateTimeFormat(locale, form).format(at);
}

export function makeFormat(locale: string, zone: string): Format {
	const use = formatters(locale, zone);
	const dayKey = (at: number) => use.keys.format(at);
	const sameYear = (a: number, b: number) => dayKey(a).slice(0, 4) === dayKey(b).slice(0, 4);
	const date = (at: number, now: number) =>
		(sameYear(at, now) ? use.dayMonth : use.dayMonthYear).format(at);

	return {
		locale,
		zone,
		number: (value) => use.numbers.format(value),
		clock: (at) => use.clock.format(at),
		date,
		brief(at, now) {
			if (dayKey(at) === dayKey(now)) return use.clock.format(at);
			if (at < now && now - at < 6 * DAY_MS) return use.weekday.format(at);
			return date(at, now);
		},
		full: (at) => `${use.dayMonthYear.format(at)}, ${use.clock.format(at)}`,
		day: (at, now) => (sameYear(at, now) ? use.longDay : use.longDayYear).format(at),
		dayKey,
		dayStart(key) {
			const utc = Date.parse(`${key}T00:00:00Z`);
			const first = utc - offsetAt(use.wall, utc);
			/* once more where the offset differs at that instant: a day on which clocks change */
			return utc - offsetAt(use.wall, first);
		},
		bytes: (value) => bytesOf(locale, value),
		span: (ms) => spanOf(locale, ms),
		birthday: (value) => birthdayOf(locale, value),
		country: (code) => use.regions.of(code) ?? code,
		list: (values) => use.lists.format(values),
	};
}

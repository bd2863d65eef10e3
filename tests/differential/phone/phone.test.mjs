// core/phone.c against libphonenumber-js: every region, every type of line, written in the ways
// people write, and damaged.
//
// Where we differ on purpose, this file says so and computes what we want:
//   one form   Brazil's ninth digit, Mexico's +52 1, 01, 044, 045, Argentina's 9 … 15 are rewritten
//   reading    without "+": the national reading first, then the digits as a full number; the
//              library first looks for exit codes and for the default country's own code
//   lost zero  where numbers begin with a zero of their own, one lost in a spreadsheet comes back
//   formats    international forms keep their hyphens, as Google's library writes them
//   tails      extensions and labels are judged by us (unit tests), so no text here has any
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import test from 'node:test';
import { parse as parsePattern } from '../../../tools/phone-patterns.mjs';

const tools = new URL('../../../tools/', import.meta.url);
const require = createRequire(new URL('package.json', tools));
const { parsePhoneNumberFromString, PhoneNumber } = require('libphonenumber-js/max');
const metadata = require('libphonenumber-js/metadata.max.json');
const mobileExamples = require('libphonenumber-js/examples.mobile.json');
const library = (name) => import(new URL(`node_modules/libphonenumber-js/es6/${name}.js`, tools));
const { default: Metadata } = await library('metadata');
const { default: extractNationalNumber } = await library('helpers/extractNationalNumber');
const { default: getCountryByCallingCode } = await library('helpers/getCountryByCallingCode');

const probe = join(
	process.env.KONTOR_PROBES ?? fileURLToPath(new URL('../../../build/asan/tests', import.meta.url)),
	'phone_probe',
);
const regions = Object.keys(metadata.countries);
const typeWords = {
	FIXED_LINE_OR_MOBILE: 'fixed_or_mobile', FIXED_LINE: 'fixed', MOBILE: 'mobile',
	PREMIUM_RATE: 'premium', TOLL_FREE: 'toll_free', SHARED_COST: 'shared_cost', VOIP: 'voip',
	PERSONAL_NUMBER: 'personal', PAGER: 'pager', UAN: 'uan', VOICEMAIL: 'voicemail',
};

function randomFrom(seed) {
	let state = seed >>> 0;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}
const random = randomFrom(20261125);
const pick = (list) => list[random(list.length)];

// Digits that a pattern of the metadata takes.
function digitsFor(tree) {
	return pick(tree.alt).map((item) => {
		if (item.alt) return item.optional && random(2) ? '' : digitsFor(item);
		const digits = [...'0123456789'].filter((d) => (item.set >> Number(d)) & 1);
		const n = item.min + random(item.max - item.min + 1);
		return Array.from({ length: n }, () => pick(digits)).join('');
	}).join('');
}

function ask(cases) {
	const input = cases.map(([region, text]) => `${region}\t${text}\n`).join('');
	const { stdout, status, stderr, error } = spawnSync(probe, { input, maxBuffer: 1 << 28 });
	assert.equal(status, 0, `phone_probe: ${error ?? stderr}`);
	const lines = stdout.toString().split('\n').slice(0, -1);
	assert.equal(lines.length, cases.length);
	return lines.map((line) => {
		if (line.startsWith('!')) return { reason: line.slice(1) };
		const [e164, region, type, reading, national, international, key] = line.split('\t');
		return { e164, region, type, reading, national, international, key };
	});
}

const tryEach = (readings) => {
	for (const reading of readings) {
		const number = reading();
		if (number?.isValid()) return number;
	}
	return undefined;
};

function numberOf(code, national, country) {
	const number = new PhoneNumber(code, national, metadata);
	number.country = country;
	return number;
}

// The forms in which a line may also be written, tried before the digits as they stand.
function* forms(code, national, abroad) {
	if (code === '55' && /^\d\d[6-9]\d{7}$/.test(national))
		yield `${national.slice(0, 2)}9${national.slice(2)}`;
	if (code === '52') {
		const old = (abroad ? /^(?:01|04[45]|1)(\d{10})$/ : /^(?:01|04[45])(\d{10})$/).exec(national);
		if (old) yield old[1];
	}
	if (code === '54' && /^9\d{12}$/.test(national)) {
		const rest = extract('54', 'AR', national.slice(1));
		if (rest.length === 11) yield rest;
	}
	yield national;
}

function plan(region, code) {
	return new Metadata(metadata).selectNumberingPlan(region, code);
}

function extract(code, region, digits) {
	return extractNationalNumber(digits, undefined, plan(region, code)).nationalNumber ?? '';
}

function readIn(code, region, digits) {
	const stripped = extract(code, region, digits);
	return tryEach([...forms(code, stripped, !region)].map((national) => () => {
		if (national.length < 2) return undefined;
		const found = getCountryByCallingCode(code, { nationalNumber: national, metadata: plan(region, code) });
		return numberOf(code, national, found ?? region);
	}));
}

function codeOf(digits) {
	const known = plan('US');
	for (let n = 1; n <= 3 && n < digits.length; n++)
		if (digits[0] !== '0' && known.hasCallingCode(digits.slice(0, n))) return digits.slice(0, n);
	return undefined;
}

function readAbroad(digits) {
	const code = codeOf(digits);
	return code && readIn(code, undefined, digits.slice(code.length));
}

// What we promise, put together from the library's own parts.
function expected(region, text) {
	const digits = text.replace(/\D/g, '');
	if (text.startsWith('+')) return readAbroad(digits);
	const { metadata: raw } = plan(region).numberingPlan;
	const exits = raw[1] ? [...digits.matchAll(new RegExp(`^(?:${raw[1]})`, 'g'))].map((m) => m[0]) : [];
	return tryEach([
		() => readIn(raw[0], region, digits),
		() => readAbroad(digits.startsWith('00') ? digits.slice(2) : digits),
		...exits.map((exit) => () => readAbroad(digits.slice(exit.length))),
		() => (raw[5] ? undefined : readIn(raw[0], region, `0${digits}`)),
	]);
}

const bare = (text) => text.replace(/[-./ ()~]+/g, ' ').trim();

function compare(cases) {
	const flaws = [];
	let taken = 0;
	ask(cases).forEach((ours, i) => {
		const [region, text] = cases[i];
		const theirs = expected(region, text);
		const flaw = (what) => flaws.push(`${region} ${text}: ${what}: ${JSON.stringify(ours)}`);
		if (!theirs) {
			if (!ours.reason) flaw('the library takes no such number');
			return;
		}
		taken++;
		const country = theirs.country ?? '001';
		if (ours.e164 !== theirs.number) flaw(`not ${theirs.number}`);
		else if (ours.region !== country) flaw(`region ${country}`);
		else if (ours.type !== typeWords[theirs.getType()]) flaw(`type ${theirs.getType()}`);
		else if (ours.national !== theirs.formatNational()) flaw(theirs.formatNational());
		else if (bare(ours.international) !== bare(theirs.formatInternational()))
			flaw(theirs.formatInternational());
	});
	assert.equal(flaws.length, 0, `${flaws.length} differ:\n${flaws.slice(0, 20).join('\n')}`);
	return taken;
}

// [calling code, region or undefined, plan] of every numbering plan.
const plans = [
	...Object.entries(metadata.countries).map(([region, data]) => [data[0], region, data]),
	...Object.entries(metadata.nonGeographic).map(([code, data]) => [code, undefined, data]),
];

function samples(perType) {
	const out = [];
	for (const [code, region, data] of plans)
		for (const entry of data[11] ?? []) {
			if (!entry || entry[0] === '') continue;
			const tree = parsePattern(entry[0]);
			for (let i = 0; i < perType; i++) out.push([code, region, digitsFor(tree), data]);
		}
	return out;
}

test('the example mobile number of every region', () => {
	const cases = Object.entries(mobileExamples).flatMap(([region, national]) => [
		[region, national],
		['', `+${metadata.countries[region][0]}${national}`],
	]);
	assert.equal(compare(cases), cases.length);
});

test('numbers of every type of every plan, with their country code', () => {
	const cases = samples(25).map(([code, , national]) => ['', `+${code}${national}`]);
	assert.ok(cases.length > 20_000);
	assert.ok(compare(cases) > cases.length * 0.9);
});

test('numbers as dialled at home, with and without trunk prefix, in their region', () => {
	const cases = samples(12).filter(([, region]) => region).flatMap(([, region, national, data]) => [
		[region, national],
		[region, `${data[5] || ''}${national}`],
	]);
	assert.ok(compare(cases) > cases.length * 0.8);
});

test('numbers of other countries, their "+" lost or dialled with 00', () => {
	const cases = samples(6).flatMap(([code, , national]) => [
		[pick(regions), `${code}${national}`],
		[pick(regions), `00${code}${national}`],
	]);
	assert.ok(compare(cases) > cases.length * 0.5);
});

test('damaged numbers', () => {
	const cases = samples(8).map(([code, , national]) => {
		const digits = [...`${code}${national}`];
		const at = random(digits.length);
		const how = random(3);
		digits.splice(at, how === 0 ? 1 : how === 1 ? 0 : 1, ...(how === 0 ? [] : [String(random(10))]));
		return random(2) ? ['', `+${digits.join('')}`] : [pick(regions), digits.join('')];
	});
	compare(cases);
});

test('digits at random', () => {
	const cases = Array.from({ length: 20_000 }, () => {
		const digits = Array.from({ length: 3 + random(14) }, () => random(10)).join('');
		return random(3) ? ['', `+${digits}`] : [pick(regions), digits];
	});
	compare(cases);
});

test('what we format is what we read, and formatting goes round', () => {
	const first = ask(samples(4).map(([code, , national]) => ['', `+${code}${national}`]))
		.filter((p) => !p.reason);
	const abroad = ask(first.map((p) => ['', p.international]));
	abroad.forEach((p, i) => assert.equal(p.e164, first[i].e164, first[i].international));
	const local = first.filter((p) => p.region !== '001');
	const home = ask(local.map((p) => [p.region, p.national]));
	home.forEach((p, i) => assert.equal(p.e164, local[i].e164, `${local[i].region} ${local[i].national}`));
	assert.ok(local.length > 3_000);
});

test('a number with "+" reads as the library reads it, but for the three that have one form', () => {
	const cases = samples(6).map(([code, , national]) => ['', `+${code}${national}`]);
	ask(cases).forEach((ours, i) => {
		const text = cases[i][1];
		const theirs = parsePhoneNumberFromString(text);
		if (/^\+5[245]/.test(text)) return;
		assert.equal(ours.e164 ?? '', theirs?.isValid() ? theirs.number : '', text);
	});
});

test('without a country and without "+" every number is refused', () => {
	for (const answer of ask(samples(1).map(([, , national]) => ['', national])))
		assert.match(answer.reason ?? '', /^(NO_COUNTRY|NOT_A_PHONE)$/);
});

// The decoders against the schemas that describe them: what a schema allows is taken, what it does
// not is refused, and at the pointer of what is wrong. schema.mjs judges by the specification.
//
// Values come from a seeded generator, so that a failure can be had again: DECODE_SEED=n.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { resolve, valid } from './schema.mjs';

const probe = join(
	process.env.KONTOR_PROBES ?? fileURLToPath(new URL('../../../build/asan/tests', import.meta.url)),
	'decode_probe',
);
const all = JSON.parse(execFileSync(probe, ['schemas'], { encoding: 'utf8' }));
const bodies = Object.keys(all).filter((name) => all[name].additionalProperties === false && !name.endsWith('Part'));

function randomFrom(state) {
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}
const random = randomFrom(Number(process.env.DECODE_SEED ?? 20261125));
const pick = (list) => list[random(list.length)];

// -- texts: what fits some format, and what nearly does --

const days = [];
for (const year of ['1000', '0999', '1900', '1999', '2000', '2023', '2024', '2100', '9996', '-', '12', '02000'])
	for (const month of ['00', '01', '02', '04', '11', '12', '13', '1'])
		for (const day of ['00', '01', '28', '29', '30', '31', '32', '9']) days.push(`${year}-${month}-${day}`);
const texts = [
	...days,
	'', ' ', '\t', '\u00a0', '\ufeff', '\u200b', '\u2003\u3000', 'a', ' a', 'a ', 'ä', '語', '😀', '\u0000', 'a\u0000b', '"', '\\', '\u2028', '\x7f',
	'de', 'd', 'DE', 'deu', 'root', 'german', 'de-DE', 'de_DE', 'zh-Hant-TW', 'zh-TW-Hant', 'es-419', 'es-41', 'de-1996', 'ca-valencia', 'de-1996-1901',
	'en-u-hc-h12', 'x-private', 'de-', '-de', 'de--DE', 'DEU', 'D3', 'EU', 'EUR', 'eur', 'EURO', 'BR', 'br', 'ÄÖ',
	'UTC', 'Europe/Kyiv', 'Etc/GMT+1', 'America/Argentina/Buenos_Aires', 'a/b/c/d', '/UTC', 'UTC/', '../etc', 'Europe Kyiv', '1/2', '+01:00',
	'019ab66b-e400-7102-8304-05060708090a', '019AB66B-E400-7102-8304-05060708090B', '019ab66b-e400-4102-8304-05060708090a', '019ab66b-e400-7102-c304-05060708090a',
	'019ab66be40071028304 05060708090a', '{019ab66b-e400-7102-8304-05060708090a}', '019ab66b-e400-7102-8304-05060708090', 'g19ab66b-e400-7102-8304-05060708090a',
	...[2, 3, 32, 35, 60, 64, 80, 100, 120, 200, 255, 300, 320, 1000, 4000, 20000].flatMap((n) =>
		[n - 1, n, n + 1].flatMap((length) => ['x', '語', '😀'].map((letter) => letter.repeat(length)))),
];
const others = [null, true, false, 0, 1, -1, 1.5, 11, 12, 99, 100, 599, 600, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e300, [], {}, [1], [null], ['x'], { x: 1 }];

function wordsIn(schema) {
	return [...(schema.enum ?? []), ...(schema.items?.enum ?? [])];
}

// A value that is made for the schema; not always one that it allows.
function make(schema, depth = 0) {
	if (schema.$ref) return make(resolve(schema.$ref, all), depth);
	if (schema.anyOf) return make(pick(schema.anyOf), depth);
	const type = pick([schema.type].flat());
	if (type === 'array') return Array.from({ length: random(4) }, () => make(schema.items, depth + 1));
	if (type === 'object') return makeObject(schema, depth);
	if (schema.enum) return pick(schema.enum);
	if (type === 'string') return pick(texts);
	if (type === 'integer' || type === 'number') return pick([schema.minimum ?? 0, schema.maximum ?? 7, random(100), random(2 ** 31), 1764000000000 + random(1e9), -1, 0.5]);
	return pick(others);
}

function makeObject(schema, depth) {
	const out = {};
	for (const [name, below] of Object.entries(schema.properties ?? {}))
		if (schema.required?.includes(name) || random(3) === 0) out[name] = makeValid(below, depth + 1);
	if (schema.propertyNames)
		for (let n = random(4); n > 0; n--)
			out[`019ab66b-e400-7102-8304-0506070809${random(90) + 10}`] = makeValid(schema.additionalProperties, depth + 1);
	return out;
}

function makeValid(schema, depth = 0) {
	for (let tries = 0; tries < 5000; tries++) {
		const value = make(schema, depth);
		if (valid(value, schema, all)) return value;
	}
	throw new Error(`nothing found for ${JSON.stringify(schema)}`);
}

function makeInvalid(schema) {
	for (let tries = 0; tries < 1000; tries++) {
		const value = random(2) ? pick([...texts, ...others, ...wordsIn(schema)]) : make(schema);
		if (!valid(value, schema, all)) return value;
	}
	return undefined;
}

function ask(cases) {
	const input = cases.map(([name, body]) => `${name}\t${JSON.stringify(body)}\n`).join('');
	const answers = execFileSync(probe, { input, encoding: 'utf8', maxBuffer: 1 << 28 }).trimEnd().split('\n');
	assert.equal(answers.length, cases.length);
	return answers;
}

const shown = (name, body) => `${name} ${JSON.stringify(body).slice(0, 400)}`;

// "\u0000" is refused by the JSON reader, before any field is looked at.
const holdsNul = (body) => JSON.stringify(body).includes('\\u0000');

test('what the schemas allow is taken', () => {
	assert.ok(bodies.length > 20);
	const cases = bodies.flatMap((name) => Array.from({ length: 300 }, () => [name, makeValid(all[name])]));
	ask(cases).forEach((answer, i) => assert.equal(answer, 'ok', shown(...cases[i])));
});

test('one value that they do not allow is refused, and pointed to', () => {
	const cases = [];
	for (const name of bodies)
		for (const [field, schema] of Object.entries(all[name].properties))
			for (let n = 0; n < 60; n++) {
				const value = makeInvalid(schema);
				if (value !== undefined) cases.push([name, { ...makeValid(all[name]), [field]: value }, field]);
			}
	assert.ok(cases.length > 5000);
	ask(cases).forEach((answer, i) => {
		const [name, body, field] = cases[i];
		if (holdsNul(body)) return assert.equal(answer, 'bad', shown(name, body));
		for (const flaw of answer.split('\t'))
			assert.ok(flaw.startsWith(`/${field} `) || flaw.startsWith(`/${field}/`), `${shown(name, body)}: ${answer}`);
	});
});

test('every text is judged alike by every text field', () => {
	const cases = [];
	for (const name of bodies) {
		const base = makeValid(all[name]);
		for (const [field, schema] of Object.entries(all[name].properties))
			if ([schema.type].flat().includes('string'))
				for (const text of texts) cases.push([name, { ...base, [field]: text }, valid(text, schema, all)]);
	}
	let taken = 0;
	ask(cases).forEach((answer, i) => {
		const [name, body, allowed] = cases[i];
		assert.equal(answer === 'ok', allowed, `${shown(name, body)}: ${answer}`);
		taken += answer === 'ok';
	});
	assert.ok(taken > 1000 && taken < cases.length - 1000, `${taken} of ${cases.length}`);
});

test('missing and unknown members are refused', () => {
	const cases = [];
	for (const name of bodies) {
		for (const field of all[name].required ?? []) {
			const body = makeValid(all[name]);
			delete body[field];
			cases.push([name, body, `/${field} required`]);
		}
		cases.push([name, { ...makeValid(all[name]), zz_extra: 1 }, '/zz_extra unknown_field']);
	}
	ask(cases).forEach((answer, i) => assert.equal(answer, cases[i][2], shown(...cases[i])));
});

// Our JSON reader against JSON.parse: both take the same documents and read the same values from
// them, but for what json.h refuses on purpose: lone surrogates, U+0000, depth over 32.
//
// Documents come from a seeded generator, so that a failure can be had again: JSON_SEED=n.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const probe = join(root, 'build/differential/json_probe');
const seed = Number(process.env.JSON_SEED ?? 20261125);

function buildProbe() {
	const base = readdirSync(join(root, 'src/base')).filter((name) => /(?<!_test|_fuzz)\.c$/.test(name));
	mkdirSync(dirname(probe), { recursive: true });
	execFileSync(process.env.CC ?? 'cc', [
		'-std=gnu17', '-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=undefined',
		'-I', join(root, 'src'), '-o', probe, join(here, 'json_probe.c'),
		...base.map((name) => join(root, 'src/base', name)),
	], { stdio: 'inherit' });
}

// A small generator of numbers (mulberry32): Math.random() takes no seed.
function randomFrom(state) {
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const characters = ['a', 'Z', '0', ' ', '/', '\x7f', 'é', 'ß', '€', 'म', '語', '😀', '\u{10FFFF}', '\uFFFF', '\u2028'];
const escapes = [
	'\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\u0041', '\\u00E9', '\\u20ac', '\\ud83d\\uDE00',
	'\\u001f', '\\uffff', '\\ud800', '\\udc00', '\\u0000', '\\ud83d\\u0041',
];
const numbers = [
	'0', '-0', '1', '-1', '42', '1.0', '1.5', '-2.50', '1e2', '1E+2', '1e-2', '100e-2', '12.5e1', '0e0', '0.0e-5',
	'9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '1e18', '1e19',
	'9.223372036854775807e18', '123456789012345678901234567890', '5e-324', '1.7976931348623157e308', '1e400', '-1e400',
];
const spaces = ['', '', '', ' ', '\n', '\t', '\r', '  \r\n'];

function makeDocument(random) {
	const pick = (list) => list[random(list.length)];
	const space = () => pick(spaces);
	const string = () => {
		let text = '"';
		for (let n = random(12); n > 0; n--) text += random(5) === 0 ? pick(escapes) : pick(characters);
		return `${text}"`;
	};
	const number = () => (random(2) ? pick(numbers) : `${random(2) ? '-' : ''}${random(1e9)}.${random(1e6)}e${random(40) - 20}`);
	const list = (open, close, item, depth) => {
		const items = Array.from({ length: random(4) }, () => space() + item(depth + 1) + space());
		return open + (items.length ? items.join(',') : space()) + close;
	};
	const value = (depth) => {
		switch (random(depth > 6 ? 5 : 8)) {
			case 0: return pick(['true', 'false', 'null']);
			case 1: case 2: return number();
			case 3: case 4: return string();
			case 5: return list('[', ']', value, depth);
			default: return list('{', '}', (below) => `${string()}${space()}:${space()}${value(below)}`, depth);
		}
	};
	return Buffer.from(space() + value(0) + space());
}

const interesting = Buffer.from('{}[]",:\\u0019-+.eE tfn\n\x00\x1f\x7f\x80\xc3\xed\xf0\xff', 'latin1');

function mutate(bytes, random) {
	const out = [...bytes];
	for (let n = 1 + random(3); n > 0; n--) {
		const at = random(out.length + 1);
		switch (random(4)) {
			case 0: out.splice(at, 1); break;
			case 1: out.splice(at, 0, interesting[random(interesting.length)]); break;
			case 2: out.splice(at, 1, interesting[random(interesting.length)]); break;
			default: out.splice(at, random(8), ...out.slice(random(out.length + 1)).slice(0, random(8)));
		}
	}
	return Buffer.from(out);
}

// What json.h refuses beyond the grammar.
function refusedOnPurpose(value, depth = 0) {
	if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
	if (value === null || typeof value !== 'object') return false;
	if (depth === 32) return true;
	return Object.entries(value).some(([name, below]) => refusedOnPurpose(name) || refusedOnPurpose(below, depth + 1));
}

// JSON.parse keeps only the last of equal names; ours sees every one of them.
function mayHideRefused(text) {
	return /\\u0000|\\ud[89a-f]/i.test(text);
}

function judge(bytes) {
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		const value = JSON.parse(text);
		return { ok: !refusedOnPurpose(value), value, unsure: mayHideRefused(text) };
	} catch {
		return { ok: false };
	}
}

// -0 is read as 0 by a reader of whole numbers.
const withoutMinusZero = (value) => JSON.parse(JSON.stringify(value), (_, below) => (Object.is(below, -0) ? 0 : below));

function compare(documents) {
	const input = documents.map((bytes) => `${bytes.toString('hex')}\n`).join('');
	const answers = execFileSync(probe, { input, maxBuffer: 1 << 28 }).toString().trimEnd().split('\n');
	assert.equal(answers.length, documents.length);
	const taken = answers.filter((answer, i) => compareOne(documents[i], answer)).length;
	return { taken, refused: documents.length - taken };
}

function compareOne(bytes, answer) {
	const judged = judge(bytes);
	const hint = `document ${bytes.toString('latin1')} (${bytes.toString('hex')})`;
	if (answer === 'bad') {
		assert.ok(!judged.ok || judged.unsure, `refused wrongly: ${hint}`);
		return false;
	}
	assert.ok(judged.ok, `taken wrongly: ${hint}`);
	assert.deepEqual(withoutMinusZero(JSON.parse(answer)), withoutMinusZero(judged.value), hint);
	return true;
}

buildProbe();

test('random documents are read as JSON.parse reads them', () => {
	const random = randomFrom(seed);
	const { taken, refused } = compare(Array.from({ length: 10000 }, () => makeDocument(random)));
	assert.ok(taken > 5000, `${taken} taken`);
	assert.ok(refused > 500, `${refused} refused`);
});

test('damaged documents are taken and refused as JSON.parse does', () => {
	const random = randomFrom(seed + 1);
	const { taken, refused } = compare(Array.from({ length: 20000 }, () => mutate(makeDocument(random), random)));
	assert.ok(taken > 1000, `${taken} taken`);
	assert.ok(refused > 5000, `${refused} refused`);
});

test('every number of one to five signs is judged alike', () => {
	const signs = ['-', '+', '.', 'e', 'E', '0', '1', '9'];
	let words = [''];
	let count = 0;
	for (let n = 1; n <= 5; n++) {
		words = words.flatMap((word) => signs.map((sign) => word + sign));
		count += compare(words.map((word) => Buffer.from(word))).taken;
	}
	assert.ok(count > 1000, `${count} taken`);
});

test('the kept seeds of the fuzz target are judged alike', () => {
	const folder = join(root, 'tests/fuzz/seeds/json');
	const { taken, refused } = compare(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
	assert.ok(taken > 0 && refused > 0);
});

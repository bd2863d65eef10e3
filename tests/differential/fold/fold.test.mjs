// core/fold.c against the JavaScript engine's own Unicode: every code point, and sequences of them.
// The engine may know a newer Unicode than our tables: only what is old enough takes part.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const probe = join(
	process.env.KONTOR_PROBES ?? fileURLToPath(new URL('../../../build/asan/tests', import.meta.url)),
	'fold_probe',
);

function fold(texts) {
	const input = texts.map((text) => `${text}\n`).join('');
	const { stdout, status, error } = spawnSync(probe, { input, maxBuffer: 1 << 28 });
	assert.equal(status, 0, `fold_probe: ${error ?? 'bad input'}`);
	const lines = stdout.toString().split('\n').slice(0, -1);
	assert.equal(lines.length, texts.length);
	return lines;
}

let state = 20261125;
const random = (below) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
};
const pick = (list) => list[random(list.length)];
const hex = (text) => [...text].map((c) => c.codePointAt(0).toString(16)).join(' ');

// Everything assigned in the Unicode our tables are made from.
const all = readFileSync('/usr/share/unicode/DerivedAge.txt', 'utf8')
	.split('\n')
	.map((line) => /^([0-9A-F]+)(?:\.\.([0-9A-F]+))? *;/.exec(line))
	.filter(Boolean)
	.flatMap(([, first, end = first]) => {
		const from = parseInt(first, 16);
		return Array.from({ length: parseInt(end, 16) - from + 1 }, (_, i) => from + i);
	})
	.filter((cp) => cp >= 0x20 && (cp < 0xd800 || cp > 0xdfff))
	.map((cp) => String.fromCodePoint(cp));
const unmarked = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]/u;
const marked = all.filter((c) => /^[\p{L}\p{M}]$/u.test(c) && !unmarked.test(c) &&
	!/[\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hangul}\p{Script=Cherokee}]/u.test(c) &&
	c.toLowerCase() === c);
const shared = all.filter((c) => /\p{M}/u.test(c) && /[\p{Script=Inherited}]/u.test(c) &&
	!/\p{Default_Ignorable_Code_Point}/u.test(c));

function same(texts, expected, what) {
	const flaws = [];
	fold(texts).forEach((ours, i) => {
		if (ours !== expected[i])
			flaws.push(`${what} ${hex(texts[i])}: ${hex(ours)} instead of ${hex(expected[i])}`);
	});
	assert.equal(flaws.length, 0, `${flaws.length} differ:\n${flaws.slice(0, 20).join('\n')}`);
}

function strings(n, alphabet, longest) {
	return Array.from({ length: n }, () =>
		Array.from({ length: 1 + random(longest) }, () => pick(alphabet)).join(''));
}

const everything = [...all, ...strings(20_000, all, 8)];

test('folding a folded text changes nothing', () => {
	assert.ok(all.length > 140_000);
	const once = fold(everything);
	same(once, once, 'idempotence');
});

test('canonically equivalent texts fold to the same bytes', () => {
	const sources = [...everything, ...strings(20_000, [...marked, ...shared], 6)];
	same(sources.map((s) => s.normalize('NFD')), fold(sources), 'NFD of');
	same(sources.map((s) => s.normalize('NFC')), fold(sources), 'NFC of');
});

test('compatibility forms and capitals fold like what they stand for', () => {
	// Unicode's own rule would keep, say, the ypogegrammeni that a capital shows as a letter.
	const plain = all.filter((c) => !/\p{Default_Ignorable_Code_Point}/u.test(c));
	same(plain.map((c) => c.normalize('NFKC')), fold(plain), 'NFKC of');
	const lower = plain.filter((c) => c.toLowerCase().toUpperCase().toLowerCase() === c.toLowerCase());
	same(lower.map((c) => c.toLowerCase()), fold(lower), 'lower case of');
});

test('scripts that keep their marks come out in NFKC', () => {
	assert.ok(marked.length > 7_000);
	const texts = [...marked, ...strings(40_000, marked, 6)]
		.filter((s) => !/\p{Default_Ignorable_Code_Point}/u.test(s))
		.filter((s) => /^\p{L}/u.test(s));
	same(texts, texts.map((s) => s.normalize('NFKC')), 'marked');
});

test('half-width kana come together with their marks', () => {
	const kana = all.filter((c) => /[\uff66-\uff9f]/u.test(c) && c !== '\uff70');
	const texts = strings(5_000, kana, 4).filter((s) => !/^[\uff9e\uff9f]/u.test(s));
	same(texts, texts.map((s) => s.normalize('NFKC')), 'kana');
});

test('Korean syllables and letters compose as Unicode says', () => {
	const jamo = [...all.filter((c) => /[\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]/u.test(c)), '가', '각', '한'];
	const texts = strings(20_000, jamo, 5);
	same(texts, texts.map((s) => s.normalize('NFC')), 'Korean');
});

test('Latin, Greek, Cyrillic, Arabic and Hebrew letters lose every mark', () => {
	const letters = all.filter((c) => unmarked.test(c) && /\p{L}/u.test(c));
	const folded = fold(letters);
	folded.forEach((ours, i) => assert.doesNotMatch(ours, /\p{M}/u, hex(letters[i])));
	const texts = strings(10_000, letters, 1).map((s) => s + pick(shared) + pick(shared));
	same(texts, fold(texts.map((s) => [...s][0])), 'marks on');
});

test('a letter with a canonical base folds like its base', () => {
	const composed = all.filter((c) => unmarked.test(c) && c.normalize('NFD') !== c);
	assert.ok(composed.length > 800, String(composed.length));
	same(composed, fold(composed.map((c) => c.normalize('NFD').replace(/\p{M}/gu, ''))), 'base of');
});

test('decimal digits become ASCII, invisible controls go', () => {
	const digits = all.filter((c) => /\p{Nd}/u.test(c));
	assert.ok(digits.length >= 660);
	fold(digits).forEach((ours, i) => assert.match(ours, /^[0-9]$/, hex(digits[i])));
	const zeros = '٠۰०০௦๐０𝟎';
	assert.equal(fold([zeros])[0], '0'.repeat(8));
	const controls = all.filter((c) => /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u.test(c));
	same(controls, controls.map(() => ''), 'control');
});

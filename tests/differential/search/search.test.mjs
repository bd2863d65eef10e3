// What a search finds, with core's tokeniser and queries on a real FTS5 index.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../../tools/package.json', import.meta.url));
const { getCountries, getExampleNumber } = require('libphonenumber-js/max');
const examples = require('libphonenumber-js/examples.mobile.json');
const probe = join(
	process.env.KONTOR_PROBES ?? fileURLToPath(new URL('../../../build/asan/tests', import.meta.url)),
	'search_probe',
);

/** Asks questions of documents: { found: numbers of documents from 0, snippet }. */
function search(documents, questions) {
	const lines = [
		...documents.map((text) => (/^\+\d+$/.test(text) ? `P\t${text}` : `D\t${text}`)),
		...questions.map((text) => `Q\t${text}`),
	];
	const { stdout, stderr, status, error } = spawnSync(probe, {
		input: lines.map((line) => `${line}\n`).join(''), maxBuffer: 1 << 28,
	});
	assert.equal(status, 0, `search_probe: ${error ?? stderr}`);
	const answers = stdout.toString().split('\n').slice(0, -1);
	assert.equal(answers.length, questions.length);
	return answers.map((line) => {
		const [ids, snippet] = line.split('\t');
		return {
			found: ids === '' ? [] : ids.split(' ').map((id) => Number(id) - 1),
			snippet: snippet.replaceAll('\x02', '[').replaceAll('\x03', ']'),
		};
	});
}

function finds(documents, expected) {
	const answers = search(documents, Object.keys(expected));
	Object.values(expected).forEach((ids, i) =>
		assert.deepEqual(answers[i].found, ids, Object.keys(expected)[i]));
}

let state = 20261125;
const random = (below) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
};
const pick = (list) => list[random(list.length)];

test('K16: a contact is found by every spelling of its number', () => {
	const spellings = ['98765-4321', '987654321', '11 98765', '(11)98765', '+5511987654321', '5511987',
		'011987654321', '4321', '+55 (11) 98765-4321', '0 11 98765 4321', '1198765', '5511', '119876',
		'00 55 11 98765-4321', '8765-4321', '11 8765-4321', '551187654321'];
	const documents = ['+5511987654321', '+5521999000021', '+12015550123'];
	finds(documents, Object.fromEntries(spellings.map((text) => [text, [0]])));
	finds(documents, { 8765: [], 1876543: [], 99990: [], '01': [0], '02': [1], 2015: [2], '1 201 555': [2] });
});

test('K16: numbers in texts find each other, whatever separates their digits', () => {
	const documents = ['ligue 06 39 98 01 23 hoje', 'ligue 0639980123 hoje', 'tel +33 6 39 98 01 23',
		'06.39.98.01.24'];
	finds(documents, {
		'06 39 98 01 23': [2, 1, 0], '0639980123': [2, 1, 0], '639980123': [2, 1, 0],
		'+33639980123': [2], '0123': [2, 1, 0], '98 01 24': [3], '0639 9801 24': [3],
	});
});

test('K17: names are found without their accents and with them', () => {
	const documents = ['Álvaro', 'Ștefan', 'Jan Šilhavý', 'Łukasz', 'İstanbul', 'Straße', 'Nguyễn'];
	const typed = ['alvaro', 'stefan', 'silh', 'lukasz', 'istanbul', 'strasse', 'nguyen'];
	const marks = ['[Álvaro]', '[Ștefan]', 'Jan [Šilh]avý', '[Łukasz]', '[İstanbul]', '[Straße]', '[Nguyễn]'];
	for (const questions of [typed, documents, documents.map((name) => name.normalize('NFD')),
		typed.map((name) => name.toUpperCase())]) {
		search(documents, questions).forEach((answer, i) => assert.deepEqual(answer.found, [i], questions[i]));
	}
	search(documents, typed).forEach((answer, i) => assert.equal(answer.snippet, marks[i]));
});

test('K18: words are found inside texts without spaces', () => {
	finds(['明天下午送货到上海', '明日の配達予定です', '午下海上'], {
		下午: [0], 上海: [0], 配達: [1], 明: [1, 0], '上海 下午': [0], 下上: [], です: [1], 予定で: [1],
	});
	finds(['कीमत क्या है', 'मत जाओ'], { मत: [1], कीम: [0], कीमत: [0] });
	finds(['สวัสดีครับ', 'ขอบคุณค่ะ'], { สวัส: [0], คุณ: [1], ครับ: [0] });
	finds(['안녕하세요 고객님', '감사합니다'], { 하세요: [0], 고객: [0], 합니다: [1] });
	finds(['ok 👍🏽', '🇧🇷 vamos', 'flag 🇷🇧'], { '👍': [0], '🇧🇷': [1] });
});

test('words in any order, all of them, as prefixes; quotes in order and whole', () => {
	finds(['bom dia Ana Souza', 'Ana disse bom dia', 'dia bom', 'ana@example.com'], {
		'ana bom': [1, 0], 'souza an': [0], '"bom dia"': [1, 0], '"dia bom"': [2], '"bom di"': [],
		'"bom di': [1, 0], 'ana@exam': [3], ana: [3, 1, 0], 'ana absent': [],
	});
});

const letters = ['a', 'á', 'B', 'b', 'ç', 'É', 'e'];
const word = () => Array.from({ length: 1 + random(4) }, () => pick(letters)).join('');
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

test('against a search without any index', () => {
	const documents = Array.from({ length: 400 }, () =>
		Array.from({ length: 1 + random(6) }, word).join(pick([' ', ', ', '-'])));
	const questions = Array.from({ length: 400 }, () =>
		Array.from({ length: 1 + random(3) }, word).join(' '));
	const indexed = documents.map((text) => plain(text).split(/[ ,-]+/));
	search(documents, questions).forEach((answer, i) => {
		const wanted = plain(questions[i]).split(' ');
		const expected = indexed
			.map((words, id) => [words, id])
			.filter(([words]) => wanted.every((w) => words.some((x) => (w.length > 1 ? x.startsWith(w) : x === w))))
			.map(([, id]) => id)
			.reverse();
		assert.deepEqual(answer.found, expected, questions[i]);
	});
});

function spelled(digits) {
	if (random(3) === 0) return digits;
	return [...digits].map((d, i) => (i > 0 && random(4) === 0 ? pick([' ', '-', '.', ') ', '/']) + d : d)).join('');
}

test('every number of every country by four digits or more at any of its starts and its end', () => {
	const numbers = getCountries().map((country) => getExampleNumber(country, examples))
		.filter((number) => number?.isValid() && !/^\+5[245]/.test(number.number));
	assert.ok(numbers.length > 220);
	const documents = numbers.map((number) => number.number);
	const questions = [];
	numbers.forEach((number, i) => {
		const full = number.number.slice(1);
		const national = number.nationalNumber;
		const dialled = number.formatNational().replace(/\D/g, '');
		for (const form of [full, national, dialled]) {
			const n = 4 + random(form.length - 3);
			questions.push([i, spelled(form.slice(0, n))]);
			questions.push([i, spelled(form)]);
		}
		questions.push([i, spelled(full.slice(-4 - random(full.length - 3)))]);
		questions.push([i, number.formatInternational()]);
	});
	search(documents, questions.map(([, text]) => text)).forEach((answer, i) => {
		const [id, text] = questions[i];
		assert.ok(answer.found.includes(id), `${documents[id]} by ${text}`);
	});
});

test('the variants of one line find it', () => {
	finds(['+5511987654321', '+525512345678', '+5491123456789'], {
		'+55 11 8765-4321': [0], '5215512345678': [1], '+52 1 55 1234': [1], '+54 11 2345-6789': [2],
		'+54 9 11 2345': [2], '011 2345-6789': [2],
	});
});

test('nothing that can be typed is an error', () => {
	const pieces = ['"', "'", '*', '(', ')', 'AND', 'OR', 'NOT', 'NEAR(', '-', '+', '^', ':', '{', '}', ',', '<12',
		'a', 'ab', '5', '12', '"x', '下', '👍', '\u0301', '\u200d', '“', '”', '\\', ' ', ' ', '%', '𝟙', 'ﷺ', '\x01'];
	const questions = Array.from({ length: 5000 }, () =>
		Array.from({ length: 1 + random(8) }, () => pick(pieces)).join(''));
	search(['ab 12 下 👍', 'x'], questions);
});

test('a snippet never carries marks of its text and always closes its own', () => {
	const texts = Array.from({ length: 40 }, () =>
		Array.from({ length: random(250) }, () => pick([...letters, ' ', '1', '-', '下', '\x02', '\x03', '👍']))
			.join('') + ' ab ');
	const questions = ['ab', 'a b', '1', '11', '下 ab', '"ab"'];
	for (const text of texts)
		for (const { snippet } of search([text], questions)) {
			assert.match(snippet, /^(?:[^[\]]|\[[^[\]]+\])*$/, text);
			assert.ok([...snippet.replace(/[[\]]/g, '')].length <= 160);
		}
});

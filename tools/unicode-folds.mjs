// What one letter is to a reader who searches: NFKC with case folded (Unicode's NFKC_Casefold), then
// the decisions below. Used by gen-unicode.mjs; read by whoever wonders why ё is found by е.

/** Scripts whose readers leave marks out when they type: the marks go. Elsewhere they are vowels. */
const unmarked = new Set(['Latin', 'Greek', 'Cyrillic', 'Arabic', 'Hebrew', 'Common', 'Inherited',
	'Unknown', 'Han', 'Hangul']);

/** Scripts written without spaces: searched inside runs, one character at a time. */
const unspaced = new Set(['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Yi', 'Nushu',
	'Tangut', 'Khitan_Small_Script', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tai_Le', 'New_Tai_Lue',
	'Tai_Tham', 'Tai_Viet', 'Ahom']);

/** Letters that are typed as others where a keyboard lacks them. Their name does not say so. */
const letters = {
	ı: 'i', ŋ: 'n', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ĸ: 'k', ə: 'e', ǝ: 'e', ɛ: 'e', ɔ: 'o', ɣ: 'g',
	ɩ: 'i', ʒ: 'z', ʃ: 's', ʊ: 'u',
	// Arabic: forms of alef, yeh, kaf and heh that differ by country or keyboard, not for a reader.
	ٱ: 'ا', ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه', ۃ: 'ه', ہ: 'ه', ھ: 'ه', ە: 'ه',
	// tatweel only stretches
	ـ: '',
	// the iota below a Greek vowel is a mark, although its capital form is a letter
	'\u0345': '', '\u037a': ' ',
	// letters that look and are typed like an apostrophe
	ʹ: "'", ʻ: "'", ʼ: "'", ʽ: "'", ʾ: "'", ʿ: "'", ˈ: "'", ꞌ: "'",
};

/** ł is "LATIN SMALL LETTER L WITH STROKE": the name tells which letter it is typed as. */
function basesByName(names, casefold) {
	const byName = new Map([...names].map(([cp, name]) => [name, cp]));
	const bases = new Map();
	for (const [cp, name] of names) {
		const m = /^((?:LATIN|CYRILLIC) SMALL LETTER .+?) WITH /.exec(name);
		if (m && byName.has(m[1]) && !casefold.has(cp)) bases.set(cp, [byName.get(m[1])]);
	}
	return bases;
}

const codePoints = (text) => [...text].map((c) => c.codePointAt(0));

class Folder {
	constructor(unicode) {
		Object.assign(this, unicode);
		this.extras = basesByName(this.names, this.casefold);
		for (const [from, to] of Object.entries(letters))
			this.extras.set(from.codePointAt(0), codePoints(to));
		for (const [cp, name] of this.names)
			if (this.category[cp] === 'Nd') this.extras.set(cp, [0x30 + this.digit(cp, name)]);
		for (let d = 0x30; d <= 0x39; d++) this.extras.delete(d);
	}

	// Digits of a script are ten in a row, and some zero is the first of them.
	digit(cp) {
		let zero = cp;
		while (this.category[zero - 1] === 'Nd' && !/DIGIT ZERO$/.test(this.names.get(zero))) zero--;
		return cp - zero;
	}

	isMark(cp) {
		return this.category[cp].startsWith('M');
	}

	keepsMarks(cp) {
		return !unmarked.has(this.script[cp]);
	}

	decompose(cp) {
		const parts = this.canonical.get(cp);
		return parts ? parts.flatMap((part) => this.decompose(part)) : [cp];
	}

	/** What a code point alone becomes, decomposed; marks that depend on the base are still there. */
	expand(cp, depth = 0) {
		if (depth > 8) throw new Error(`U+${cp.toString(16)} never comes to rest`);
		if (this.modifier[cp]) return [];
		const parts = this.decompose(cp);
		const next = parts.length > 1 || parts[0] !== cp ? parts : this.extras.get(cp) ?? this.casefold.get(cp);
		return next ? next.flatMap((part) => this.expand(part, depth + 1)) : [cp];
	}

	/** Marks of a script of their own that is read without them are never kept. */
	alwaysDropped(cp) {
		return this.isMark(cp) && unmarked.has(this.script[cp]) && !this.isShared(cp);
	}

	isShared(cp) {
		return this.script[cp] === 'Inherited' || this.script[cp] === 'Common';
	}

	fold(cp) {
		const out = [];
		const parts = this.expand(cp);
		// What is a mark by itself goes with the base before it, whatever that is.
		let keeps = parts.length > 0 && this.isMark(parts[0]);
		for (const part of parts) {
			if (this.alwaysDropped(part)) continue;
			if (this.isMark(part) && this.isShared(part)) {
				if (!keeps) continue;
			} else if (!this.isMark(part)) {
				keeps = this.keepsMarks(part);
			}
			out.push(part);
		}
		return out;
	}

	isSingle(cp) {
		const scripts = this.scripts[cp] ? this.scripts[cp].split(' ') : [];
		return unspaced.has(this.script[cp]) ||
			(scripts.length > 0 && scripts.every((s) => s === 'Hira' || s === 'Kana' || s === 'Hani'));
	}

	kind(cp) {
		const category = this.category[cp];
		if (cp >= 0x30 && cp <= 0x39) return 'DIGIT';
		if (cp >= 0x1f1e6 && cp <= 0x1f1ff) return 'FLAG';
		if (this.isMark(cp) && this.isShared(cp)) return 'MARK';
		if (/^[LM]|^N[lo]/.test(category)) return this.isSingle(cp) ? 'SINGLE' : 'LETTER';
		return this.pictographic[cp] && cp > 0x7f ? 'EMOJI' : 'BREAK';
	}

	/** Vowels and final consonants of Korean join what stands before them by arithmetic. */
	isJamo(cp) {
		return (cp >= 0x1161 && cp <= 0x1175) || (cp >= 0x11a8 && cp <= 0x11c2);
	}

	propertyOf(cp, seconds) {
		const flags = [];
		if (this.isMark(cp) || seconds.has(cp) || this.isJamo(cp)) flags.push('JOINS');
		if (!this.isMark(cp) && this.keepsMarks(cp) && this.kind(cp) !== 'BREAK') flags.push('KEEPS');
		return { kind: this.kind(cp), ccc: this.classes.get(cp) ?? 0, flags };
	}

	/** Canonical pairs that come together again, of scripts that keep their marks. */
	pairs() {
		const out = [];
		for (const [cp, parts] of this.canonical)
			if (parts.length === 2 && !this.excluded[cp] && this.keepsMarks(parts[0]))
				out.push([...parts, cp]);
		return out.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
	}
}

const propertiesMax = 128;

/** entries[cp]: below propertiesMax a place in properties, else (less that) one in the pool. */
export function foldEntries(unicode) {
	const folder = new Folder(unicode);
	const pairs = folder.pairs();
	const seconds = new Set(pairs.map(([, second]) => second));
	const properties = [];
	const propertyPlaces = new Map();
	const pool = [];
	const poolPlaces = new Map();

	function property(value) {
		const key = JSON.stringify(value);
		if (!propertyPlaces.has(key)) {
			propertyPlaces.set(key, properties.length);
			properties.push(value);
			if (properties.length > propertiesMax) throw new Error('too many properties');
		}
		return propertyPlaces.get(key);
	}

	function mapped(sequence) {
		const units = [...String.fromCodePoint(...sequence)].flatMap((c) =>
			c.length === 1 ? [c.charCodeAt(0)] : [c.charCodeAt(0), c.charCodeAt(1)]);
		const key = units.join();
		if (!poolPlaces.has(key)) {
			poolPlaces.set(key, pool.length);
			pool.push(units.length, ...units);
		}
		return propertiesMax + poolPlaces.get(key);
	}

	const entries = [];
	property({ kind: 'BREAK', ccc: 0, flags: [] });
	for (let cp = 0; cp <= 0x10ffff; cp++) {
		const folded = folder.fold(cp);
		if (folded.length === 0) entries.push(property({ kind: 'DROP', ccc: 0, flags: ['JOINS'] }));
		else if (folded.length === 1 && folded[0] === cp) entries.push(property(folder.propertyOf(cp, seconds)));
		else entries.push(mapped(folded));
	}
	for (const units of poolPlaces.keys())
		for (const cp of codePoints(String.fromCharCode(...units.split(',').map(Number))))
			if (entries[cp] >= propertiesMax)
				throw new Error(`U+${cp.toString(16)} is folded to, but folds itself`);
	while (properties.length < propertiesMax) properties.push({ kind: 'BREAK', ccc: 0, flags: [] });
	return { entries, properties, pool, pairs, firstMapped: propertiesMax };
}

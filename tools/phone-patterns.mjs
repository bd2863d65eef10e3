// Parses the regular expressions of the phone metadata and compiles them to the byte code that
// src/core/phone_pattern.c runs (the code is described there). Only what the metadata uses is known:
// digits, \d, classes, non-capturing groups, alternatives, ? and {n} {n,m}.

// pattern → { alt: [ [item…]… ] }; item: { set: mask, min, max } | { alt, optional }
export function parse(pattern) {
	let at = 0
	const fail = () => {
		throw new Error(`a pattern of another kind: ${pattern} (at ${at})`)
	}

	function quantifier() {
		if (pattern[at] === '?') {
			at++
			return [0, 1]
		}
		const m = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(at))
		if (!m)
			return [1, 1]
		at += m[0].length
		return [Number(m[1]), Number(m[2] ?? m[1])]
	}

	function set() {
		const c = pattern[at]
		if (c >= '0' && c <= '9') {
			at++
			return 1 << Number(c)
		}
		if (pattern.startsWith('\\d', at)) {
			at += 2
			return 0x3ff
		}
		const m = /^\[([\d-]+)\]/.exec(pattern.slice(at))
		if (!m)
			fail()
		at += m[0].length
		let mask = 0
		for (const [, from, to = from] of m[1].matchAll(/(\d)(?:-(\d))?/g))
			for (let d = Number(from); d <= Number(to); d++)
				mask |= 1 << d
		return mask
	}

	function alternatives() {
		const alt = [[]]
		while (at < pattern.length && pattern[at] !== ')') {
			if (pattern[at] === '|') {
				at++
				alt.push([])
			} else if (pattern.startsWith('(?:', at)) {
				at += 3
				const group = alternatives()
				if (pattern[at++] !== ')')
					fail()
				const [min, max] = quantifier()
				if (max !== 1)
					fail()
				alt.at(-1).push({ ...group, optional: min === 0 })
			} else {
				const mask = set()
				const [min, max] = quantifier()
				alt.at(-1).push({ set: mask, min, max })
			}
		}
		return { alt }
	}

	const tree = alternatives()
	if (at !== pattern.length)
		fail()
	return tree
}

const OP = { OPEN: 10, OR: 11, CLOSE: 12, CLOSE_MAYBE: 13, SPAN: 14, CLASS: 15, DIGITS: 16, PAIR: 32,
	KNOWN: 132 }
const KNOWN_MAX = 256 - OP.KNOWN
const DIGITS_MAX = 15

function classesOf(trees) {
	const count = new Map()
	const walk = (tree) => tree.alt.forEach((branch) => branch.forEach((item) => {
		if (item.alt)
			walk(item)
		else if (item.set !== 0x3ff && (item.set & (item.set - 1)) !== 0)
			count.set(item.set, (count.get(item.set) ?? 0) + Math.max(item.max, 1))
	}))
	trees.forEach((tree) => tree && walk(tree))
	return [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, KNOWN_MAX)
		.map(([mask]) => mask)
}

// All patterns, one after the other. null stands at place 0: an empty pattern.
export function compileCorpus(trees) {
	const classes = classesOf(trees)
	const known = new Map(classes.map((mask, i) => [mask, OP.KNOWN + i]))
	const code = [OP.CLOSE]

	// A digit right behind a single digit joins it: one byte for the pair. `joinable` is where the
	// first of a pair may stand.
	let joinable = -1

	function digit(d) {
		if (joinable === code.length - 1 && joinable >= 0) {
			code[joinable] = OP.PAIR + code[joinable] * 10 + d
			joinable = -1
		} else {
			joinable = code.length
			code.push(d)
		}
	}

	function one(mask) {
		if ((mask & (mask - 1)) === 0)
			digit(Math.log2(mask))
		else if (mask === 0x3ff)
			code.push(OP.DIGITS + 1)
		else if (known.has(mask))
			code.push(known.get(mask))
		else
			code.push(OP.CLASS, mask >> 8, mask & 255)
	}

	function item(it) {
		if (it.alt) {
			code.push(OP.OPEN)
			body(it)
			code.push(it.optional ? OP.CLOSE_MAYBE : OP.CLOSE)
		} else if (it.set === 0x3ff && it.min === it.max && it.max <= DIGITS_MAX) {
			code.push(OP.DIGITS + it.max)
		} else if (it.set === 0x3ff && it.max <= DIGITS_MAX) {
			code.push(OP.SPAN, (it.min << 4) | it.max)
		} else if (it.min === 0 && it.max === 1) {
			code.push(OP.OPEN)
			one(it.set)
			code.push(OP.CLOSE_MAYBE)
		} else if (it.min === it.max) {
			for (let i = 0; i < it.max; i++)
				one(it.set)
		} else {
			throw new Error(`a repetition of another kind: ${JSON.stringify(it)}`)
		}
	}

	function body(tree) {
		tree.alt.forEach((branch, i) => {
			if (i > 0)
				code.push(OP.OR)
			branch.forEach(item)
		})
	}

	const places = trees.map((tree) => {
		if (tree === null)
			return 0
		const at = code.length
		body(tree)
		code.push(OP.CLOSE)
		return at
	})
	if (code.length > 65535)
		throw new Error('the patterns need more than 16 bits of place')
	return { code, places, classes }
}

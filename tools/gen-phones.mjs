#!/usr/bin/env node
// Prints src/core/phone_tables.c, made from libphonenumber's data (npm libphonenumber-js, "max"
// metadata). What the tables mean stands in src/core/phone_tables.h.
//
// Anything in the data that this program does not recognise stops it: a new version of the data
// must be looked at, not guessed at.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileCorpus, parse } from './phone-patterns.mjs'

const root = new URL('..', import.meta.url)
const require = createRequire(import.meta.url)
const { version } = require('libphonenumber-js/package.json')
const metadata = require('libphonenumber-js/metadata.max.json')

// Places in the library's type lists; the order in which they are tried comes from phone_types.def.
const TYPES = ['FIXED', 'MOBILE', 'TOLL_FREE', 'PREMIUM', 'PERSONAL', 'VOICEMAIL', 'UAN', 'PAGER',
	'VOIP', 'SHARED_COST']
const ORDER = readFileSync(new URL('src/core/phone_types.def', root), 'utf8')
	.match(/^TYPE\((\w+)/gm).map((row) => row.slice(5))
const E164_MAX = 20

function fail(text) {
	throw new Error(`gen-phones: ${text}`)
}

// A list whose entries are stored once; add() gives the place.
class Pool {
	constructor(max) {
		this.max = max
		this.list = []
		this.places = new Map()
	}
	add(entry) {
		const key = JSON.stringify(entry)
		if (!this.places.has(key)) {
			if (this.list.length > this.max)
				fail(`more than ${this.max} entries`)
			this.places.set(key, this.list.length)
			this.list.push(entry)
		}
		return this.places.get(key)
	}
}

const patterns = new Pool(4095)
const lengths = new Pool(255)
const shapes = new Pool(255)
const templates = new Pool(255)
const formatRows = []
const typeRows = []
const stripRows = []
const plans = []
const codes = []

patterns.add('') // place 0: no pattern

function lengthMask(list) {
	if (list.some((n) => n < 1 || n > 31))
		fail(`a length out of range: ${list}`)
	return list.reduce((mask, n) => mask | (1 << n), 0) >>> 0
}

// "(\d{2})(\d{3,4})(\d{4})" → [[2,2],[3,4],[4,4]]
function shapeOf(pattern) {
	const groups = [...pattern.matchAll(/\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)/g)]
	if (groups.map((g) => g[0]).join('') !== pattern || groups.length > 5)
		fail(`a format pattern of another kind: ${pattern}`)
	const shape = groups.map(([, min = '1', max = min]) => [Number(min), Number(max)])
	if (shape.filter(([min, max]) => min !== max).length > 1)
		fail(`two groups of variable length: ${pattern}`)
	return shape
}

// Groups become the bytes 1–5, everything else stands for itself.
function templateOf(text) {
	const out = text.replace(/\$(\d)/g, (all, n) => String.fromCharCode(Number(n)))
	if (/\$/.test(out) || out.length > 15)
		fail(`a format of another kind: ${text}`)
	return out
}

function formatOf(format) {
	const [pattern, plain, leading, rule, , abroad] = format
	if (leading && leading.length === 0)
		fail('an empty list of leading digits')
	const national = rule ? plain.replace(/\$\d/, (first) => rule.replace('$1', first)) : plain
	const international = abroad || plain // as Google's library; the npm one makes every mark a space
	return {
		shape: shapes.add(shapeOf(pattern)),
		national: templates.add(templateOf(national)),
		international: templates.add(templateOf(international)),
		leading: leading ? patterns.add(leading[leading.length - 1]) : 0,
	}
}

function formatsOf(list) {
	if (!list)
		return null
	const first = formatRows.length
	for (const format of list)
		formatRows.push(formatOf(format))
	return [first, list.length]
}

// The rows of national_prefix_for_parsing: at the start of a national number, cut what `cut`
// matches (the longest), provided that `keep` follows (and, when `whole`, that the number ends
// there); then also cut what `after` matches behind `keep`, and put `put` in front. The first row
// that applies decides.
function stripsOf(pattern, transform, plan) {
	const rows = []
	const row = (cut, keep = '', after = '', put = '', whole = false) =>
		rows.push({ cut: patterns.add(cut), keep: patterns.add(keep), after: patterns.add(after),
			put, whole })
	const unbracket = (text) => text.replace(/\((?!\?:)/g, '(?:')
	const put = typeof transform === 'string' ? transform.replace(/\$\d$/, '') : ''
	if (typeof transform === 'string' && !/^\d*\$[12]$/.test(transform))
		fail(`a transform rule of another kind: ${plan} ${transform}`)
	let m
	if (typeof transform !== 'string' && !pattern.includes('$')) {
		row(unbracket(pattern))
	} else if ((m = /^\(([^()]*)\)\$(?:\|(.+))?$/.exec(pattern)) && !/\((?!\?:)/.test(m[2] ?? '')) {
		row('', m[1], '', put, true)
		if (m[2])
			row(m[2])
	} else if ((m = /^(\d+)\(([^()]*)\)$/.exec(pattern)) && transform === '$1') {
		row(m[1], m[2])
	} else if ((m = /^(\(\?:[\d|]+\))\(\?:\(([^()]+)\)\(([^()]+)\)\)\?$/.exec(pattern)) &&
			transform === '$2') {
		row(`${m[1]}(?:${m[2]})`, m[3])
		row(m[1])
	} else if ((m = /^0\?\(\?:\((.*)\)15\)\?$/.exec(pattern)) && transform === '9$1') {
		row('0?', m[1], '15', put)
		row('0?')
	} else {
		fail(`a national prefix of another kind: ${plan} ${pattern} ${transform}`)
	}
	const first = stripRows.length
	stripRows.push(...rows)
	return [first, rows.length]
}

// Typed patterns in the order in which they are tried. An empty mobile pattern means "like fixed".
function typesOf(list, general) {
	const first = typeRows.length
	const rows = []
	list.forEach((entry, i) => {
		if (!entry)
			return
		const [pattern, possible] = entry
		if (pattern === '' && TYPES[i] !== 'MOBILE')
			fail('an empty pattern')
		rows.push({ type: TYPES[i], pattern: patterns.add(pattern || list[0][0]),
			lengths: lengths.add(lengthMask(possible || (pattern === '' && list[0][1]) || general)) })
	})
	rows.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))
	// A fixed line without any mobile pattern counts as either (the library's rule).
	if (list[0] && !list[1])
		rows.splice(1, 0, { ...rows[0], type: 'MOBILE' })
	typeRows.push(...rows)
	return [first, rows.length]
}

function planOf(region, data, main) {
	const [code, exit, general, possible, formats, trunk, rule, parsing, transform, optional, leading,
		types] = data
	if (rule || optional)
		fail(`fields that are not known here: ${region}`)
	if (1 + code.length + Math.max(...possible) > E164_MAX)
		fail(`longer than PHONE_E164_MAX: ${region}`)
	const [formatFirst, formatN] = formatsOf(formats) ?? [main?.formatFirst ?? 0, main?.formatN ?? 0]
	const prefix = parsing || trunk
	const [stripFirst, stripN] = prefix ? stripsOf(prefix, transform, region) : [0, 0]
	const [typeFirst, typeN] = typesOf(types, possible)
	const plan = { region, code, exit: exit ? patterns.add(exit) : 0, general: patterns.add(general),
		lengths: lengths.add(lengthMask(possible)), trunk: trunk || '',
		leading: leading ? patterns.add(leading) : 0,
		formatFirst, formatN, stripFirst, stripN, typeFirst, typeN }
	plans.push(plan)
	return plan
}

// Plans stand by calling code, the code's main region first: a code is a run of plans.
function collect() {
	const all = Object.entries(metadata.country_calling_codes).map(([code, regions]) => [code, regions])
	for (const code of Object.keys(metadata.nonGeographic))
		all.push([code, null])
	for (const [code, regions] of all.sort(([a], [b]) => Number(a) - Number(b))) {
		codes.push({ code, first: plans.length, n: regions?.length ?? 1 })
		let main
		for (const region of regions ?? ['001']) {
			const data = regions ? metadata.countries[region] : metadata.nonGeographic[code]
			const plan = planOf(region, data, main)
			main ??= plan
		}
	}
}

const pad = (cells) => cells.join(', ')
const rowsOf = (list, row) => list.map((x) => `\t{ ${pad(row(x))} },`).join('\n')

function bytesOf(bytes) {
	const lines = []
	for (let i = 0; i < bytes.length; i += 24)
		lines.push(`\t${bytes.slice(i, i + 24).join(',')},`)
	return lines.join('\n')
}

const cString = (text) => `"${[...text].map((c) =>
	c < ' ' ? `\\${c.charCodeAt(0)}` : c).join('')}"`

function tables() {
	const { code, places, classes } = compileCorpus(patterns.list.map((p) => p === '' ? null : parse(p)))
	const at = (i) => places[i]
	const regions = plans.map((p, i) => [p.region, i]).filter(([r]) => r !== '001')
		.sort(([a], [b]) => a < b ? -1 : 1)
	return `/* phone_tables.c: the world's numbering plans. Generated by tools/gen-phones.mjs from the data of
 * libphonenumber-js ${version}; what it means stands in phone_tables.h. Do not edit. */
#include "core/phone_tables.h"

const uint8_t phone_patterns[] = {
${bytesOf(code)}
};

const uint16_t phone_classes[] = {
${bytesOf(classes)}
};

const uint32_t phone_lengths[] = {
${bytesOf(lengths.list)}
};

const struct phone_shape phone_shapes[] = {
${rowsOf(shapes.list, (s) => [s.length, `{ ${pad(s.map((g) => g[0]))} }`,
		Math.max(0, s.findIndex(([min, max]) => min !== max)), Math.max(...s.map(([min, max]) => max - min))])}
};

const char phone_templates[][16] = {
${templates.list.map((t) => `\t${cString(t)},`).join('\n')}
};

const struct phone_format phone_formats[] = {
${rowsOf(formatRows, (f) => [at(f.leading), f.shape, f.national, f.international])}
};

const struct phone_line phone_lines[] = {
${rowsOf(typeRows, (t) => [at(t.pattern), t.lengths, `PHONE_TYPE_${t.type}`])}
};

const struct phone_strip phone_strips[] = {
${rowsOf(stripRows, (s) => [at(s.cut), at(s.keep), at(s.after), cString(s.put), s.whole])}
};

const struct phone_plan phone_plans[] = {
${rowsOf(plans, (p) => [cString(p.region), Number(p.code), at(p.general), at(p.leading), at(p.exit),
		p.formatFirst, p.typeFirst, p.stripFirst, p.formatN, p.typeN, p.stripN, p.lengths,
		cString(p.trunk)])}
};

const struct phone_code phone_codes[] = {
${rowsOf(codes, (c) => [Number(c.code), c.first, c.n])}
};
const size_t phone_codes_n = COUNT(phone_codes);

const uint8_t phone_regions[] = {
${bytesOf(regions.map(([, i]) => i))}
};
const size_t phone_regions_n = COUNT(phone_regions);
`
}

collect()
process.stdout.write(tables())

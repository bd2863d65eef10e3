// generate.mjs: requests made from the description of the interface: such as it allows, and such as it
// does not. What was made can be made again: it all follows from the seed.
import { chance, pick } from './seed.mjs';

const missing = '01900000-0000-7000-8000-000000000000';
const texts = [
	'a',
	'Ana',
	' ',
	'',
	'0',
	'-1',
	'null',
	'true',
	'%',
	"'",
	'"; DROP TABLE contacts',
	'\\',
	'../..',
	'${7*7}',
	'{{x}}',
	'<script>',
	'\u202e',
	'\u0007',
	'\ufeff',
	'é',
	'e\u0301',
	'語',
	'💥',
	'👩‍👩‍👧',
	'İ',
	'ß',
	'+5511987654321',
	'(11) 98765-4321',
	'ana@example.test',
	'5511987654321@s.whatsapp.net',
	'120363012345678901@g.us',
	'status@broadcast',
	'2027-03-01',
	'--02-29',
	'de',
	'pt-BR',
	'BR',
	'EUR',
	'Europe/Kyiv',
	'Asia/Calcutta',
	'x'.repeat(60),
	'x'.repeat(201),
	'語'.repeat(200),
	'💥'.repeat(81),
	'line\nline',
	'\t',
];
const others = [
	null,
	true,
	false,
	0,
	1,
	-1,
	1.5,
	11,
	12,
	2 ** 31,
	2 ** 53 - 1,
	2 ** 53,
	1e308,
	-1e308,
	[],
	{},
	[null],
	['x'],
	[[[]]],
	{ x: 1 },
	'x',
	'',
];

export class Generator {
	/** all: schemas by name; ids: record → ids of rows that are there. */
	constructor({ seed, all, ids }) {
		this.random = chance(seed);
		this.all = all;
		this.ids = ids;
	}

	below(n) {
		return Math.floor(this.random() * n);
	}

	chance(p) {
		return this.random() < p;
	}

	pick(list) {
		return pick(this.random, list);
	}

	resolve(schema) {
		return schema.$ref ? this.resolve(this.all[schema.$ref.replace('#/components/schemas/', '')]) : schema;
	}

	id(record) {
		const known = this.ids[record] ?? [];
		return known.length > 0 && this.chance(0.9) ? this.pick(known) : this.chance(0.5) ? missing : this.uuid();
	}

	/** A version 7 of now. */
	uuid() {
		const hex = (n) => Array.from({ length: n }, () => this.below(16).toString(16)).join('');
		const at = Date.now().toString(16).padStart(12, '0');
		return `${at.slice(0, 8)}-${at.slice(8)}-7${hex(3)}-${this.pick([...'89ab'])}${hex(3)}-${hex(12)}`;
	}

	text({ enum: words, pattern, maxLength }) {
		if (words) return this.pick(words);
		const fits = texts.filter(
			(text) => [...text].length <= (maxLength ?? 1e9) && (!pattern || new RegExp(pattern, 'u').test(text)),
		);
		if (fits.length > 0) return this.pick(fits);
		return pattern?.includes('-7') ? this.uuid() : missing;
	}

	whole({ minimum = -1000, maximum = 1000 }) {
		return this.pick([minimum, maximum, minimum + this.below(Math.min(maximum - minimum, 1e6) + 1)]);
	}

	object(schema) {
		const value = {};
		for (const [name, property] of Object.entries(schema.properties ?? {}))
			if (schema.required?.includes(name) || this.chance(name === 'id' ? 0.1 : 0.4))
				value[name] = this.value(property, name);
		return value;
	}

	custom() {
		return Object.fromEntries(
			(this.ids.custom_fields ?? [])
				.filter(() => this.chance(0.5))
				.map((id) => [id, this.pick(['x', 1, true, null, ['a'], '2027-03-01'])]),
		);
	}

	/** A value that the schema allows. */
	value(given, name) {
		const schema = this.resolve(given);
		if (name === 'custom') return this.custom();
		if (schema.anyOf) return this.value(this.pick(schema.anyOf));
		const type = this.pick([schema.type].flat());
		if (type === 'null') return null;
		if (schema['x-record']) return this.id(schema['x-record']);
		if (schema['x-unit']) return this.pick([0, Date.now(), Date.UTC(2026, 8, 1) + this.below(1e9), 1e15]);
		if (type === 'boolean') return this.chance(0.5);
		if (type === 'integer') return this.whole(schema);
		if (type === 'array') return this.list(schema);
		return type === 'object' ? this.object(schema) : this.text(schema);
	}

	list({ items, uniqueItems }) {
		const made = Array.from({ length: this.below(4) }, () => this.value(items));
		return uniqueItems ? [...new Map(made.map((one) => [JSON.stringify(one), one])).values()] : made;
	}

	/** The value with something in it replaced, left out or added. */
	broken(value) {
		if (this.chance(0.1)) return this.pick(others);
		const copy = structuredClone(value);
		const holders = [];
		const walk = (at) => {
			if (at === null || typeof at !== 'object') return;
			holders.push(at);
			Object.values(at).forEach(walk);
		};
		walk(copy);
		const holder = this.pick(holders);
		const keys = Object.keys(holder);
		const what = this.random();
		if (Array.isArray(holder)) holder.push(this.pick([...others, ...texts]));
		else if (what < 0.25 || keys.length === 0)
			holder[
				this.pick(['zip', 'run_id', 'search_key', '__proto__x', '', 'id', 'version', 'deleted_at', 'unread'])
			] = this.pick([...others, ...texts]);
		else if (what < 0.4) delete holder[this.pick(keys)];
		else holder[this.pick(keys)] = this.pick([...others, ...texts]);
		return copy;
	}

	/** The text of a query parameter, as the description allows it. */
	param({ name, schema }) {
		const resolved = this.resolve(schema);
		if (name === 'sort')
			return this.pick([
				'id',
				'-id',
				'name',
				'-name',
				'-last_message_at',
				'position',
				'at',
				'-at',
				'created_at',
				'x',
				'-',
				'',
			]);
		if (name === 'fields') return this.pick(['name', 'name,id', 'text', 'x', '', ',', 'tags,name']);
		if (name === 'with') return this.pick(['tags', 'identities,custom', 'x', '']);
		if (name === 'after') return this.pick(['x', '', 'AAAA', '0', '1', '1.2', missing]);
		if (name === 'record') return this.pick(['contacts', 'notes', 'messages', 'users', 'x']);
		if (name === 'row_id' || name === 'contact_id') return this.id('contacts');
		if (resolved.type === 'array') return this.id(name);
		const value = this.value(schema);
		return Array.isArray(value) ? value.join(',') : String(value);
	}

	noise() {
		return this.pick([...texts, 'x'.repeat(3000)]);
	}
}

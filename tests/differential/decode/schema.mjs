// schema.mjs: as much of JSON Schema as OpenAPI's schemas of the records use, written from the
// specification and not from our decoders. A keyword it does not know is an error.

const annotations = new Set(['description', 'format', 'readOnly', 'default']);
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const ofType = {
	null: (value) => value === null,
	boolean: (value) => typeof value === 'boolean',
	string: (value) => typeof value === 'string',
	integer: (value) => Number.isInteger(value),
	number: (value) => typeof value === 'number',
	array: Array.isArray,
	object: isObject,
};

const patterns = new Map();
function matches(text, pattern) {
	if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(pattern, 'u'));
	return patterns.get(pattern).test(text);
}

// Each answers whether the value keeps one keyword; a keyword says nothing about other types.
const keywords = {
	type: (value, types) => [types].flat().some((type) => ofType[type](value)),
	enum: (value, words) => words.includes(value),
	minimum: (value, least) => typeof value !== 'number' || value >= least,
	maximum: (value, most) => typeof value !== 'number' || value <= most,
	minLength: (value, least) => typeof value !== 'string' || [...value].length >= least,
	maxLength: (value, most) => typeof value !== 'string' || [...value].length <= most,
	pattern: (value, pattern) => typeof value !== 'string' || matches(value, pattern),
	maxItems: (value, most) => !Array.isArray(value) || value.length <= most,
	uniqueItems: (value) => !Array.isArray(value) || new Set(value.map((item) => JSON.stringify(item))).size === value.length,
	items: (value, schema, all) => !Array.isArray(value) || value.every((item) => valid(item, schema, all)),
	maxProperties: (value, most) => !isObject(value) || Object.keys(value).length <= most,
	required: (value, names) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
	properties: (value, schemas, all) =>
		!isObject(value) || Object.entries(schemas).every(([name, schema]) =>
			!Object.hasOwn(value, name) || valid(value[name], schema, all)),
	propertyNames: (value, schema, all) => !isObject(value) || Object.keys(value).every((name) => valid(name, schema, all)),
	allOf: (value, schemas, all) => schemas.every((schema) => valid(value, schema, all)),
	anyOf: (value, schemas, all) => schemas.some((schema) => valid(value, schema, all)),
	$ref: (value, reference, all) => valid(value, resolve(reference, all), all),
};

export function resolve(reference, all) {
	return all[reference.replace('#/components/schemas/', '')];
}

function keepsAdditional(value, schema, all) {
	if (!isObject(value) || schema.additionalProperties === undefined) return true;
	const others = Object.keys(value).filter((name) => !Object.hasOwn(schema.properties ?? {}, name));
	if (schema.additionalProperties === false) return others.length === 0;
	return others.every((name) => valid(value[name], schema.additionalProperties, all));
}

/** Whether the value is what the schema describes; all: every schema by name, for references. */
export function valid(value, schema, all) {
	for (const [keyword, argument] of Object.entries(schema)) {
		if (keyword === 'additionalProperties' || annotations.has(keyword) || keyword.startsWith('x-')) continue;
		if (keywords[keyword] === undefined) throw new Error(`unknown keyword ${keyword}`);
		if (!keywords[keyword](value, argument, all)) return false;
	}
	return keepsAdditional(value, schema, all);
}

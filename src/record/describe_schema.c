/* describe_schema.c: OpenAPI's schemas of records and forms. See describe.h.
 *
 * A pattern here and a check in value_check.c say the same thing; the differential test holds one
 * against the other. Patterns are ECMAScript's with the u flag, as JSON Schema has them, and
 * without look-ahead, which generators of test data cannot follow. */
#include "base/json.h"
#include "record/decode.h"
#include "record/describe.h"

enum use { READING, CREATING, PATCHING, INSIDE, IN_FORM, USE_N };

static const char *const suffixes[USE_N] = { "", "Create", "Patch", "Part", "" };

#define HEX "[0-9a-fA-F]"
#define UUID_ANY "^" HEX "{8}-" HEX "{4}-" HEX "{4}-" HEX "{4}-" HEX "{12}$"
#define UUID_7 "^" HEX "{8}-" HEX "{4}-7" HEX "{3}-[89abAB]" HEX "{3}-" HEX "{12}$"
#define DAY_31 "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
#define DAY_30 "(0[469]|11)-(0[1-9]|[12][0-9]|30)"
#define DAY_28 "02-(0[1-9]|1[0-9]|2[0-8])"
#define LEAP "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29"
#define PARTIAL_DATE "^(([1-9][0-9]{3}|-)-(" DAY_31 "|" DAY_30 "|" DAY_28 ")|" LEAP "|--02-29)$"
#define VARIANT "([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})"
#define LANGUAGE                                                                                   \
	"^([A-Za-z]{2,3}|[A-Za-z]{5,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-" VARIANT ")?$"
#define ZONE "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$"
#define BASE64URL "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$"
#define ANY_TEXT "^[^\\u0000\\ud800-\\udfff]*$"
#define VISIBLE_TEXT                                                                               \
	"^[^\\u0000\\ud800-\\udfff]*[^\\s\\u0000\\ud800-\\udfff][^\\u0000\\ud800-\\udfff]*$"

static const char *const format_patterns[FORMAT_N] = {
	[FORMAT_partial_date] = PARTIAL_DATE,
	[FORMAT_language] = LANGUAGE,
	[FORMAT_country] = "^[A-Z]{2}$",
	[FORMAT_currency] = "^[A-Z]{3}$",
	[FORMAT_zone] = ZONE,
};

static void key_str(struct buf *b, const char *key, const char *value)
{
	json_key(b, str_of(key));
	json_put_str(b, str_of(value));
}

static void key_int(struct buf *b, const char *key, int64_t value)
{
	json_key(b, str_of(key));
	json_put_int(b, value);
}

static void put_type(struct buf *b, const char *type, bool nullable)
{
	json_key(b, S("type"));
	if (nullable)
		json_open(b, '[');
	json_put_str(b, str_of(type));
	if (!nullable)
		return;
	json_put_str(b, S("null"));
	json_close(b, ']');
}

static void put_words(struct buf *b, const struct choices *c, bool nullable)
{
	json_key(b, S("enum"));
	json_open(b, '[');
	for (unsigned w = 1; w < c->n; w++)
		json_put_str(b, c->words[w]);
	if (nullable)
		json_put_null(b);
	json_close(b, ']');
}

static void put_record_names(struct buf *b, enum home home, bool nullable)
{
	unsigned n;
	const struct record *const *list = records_of(home, &n);

	json_key(b, S("enum"));
	json_open(b, '[');
	for (unsigned i = 0; i < n; i++)
		json_put_str(b, list[i]->plural);
	if (nullable)
		json_put_null(b);
	json_close(b, ']');
}

static void put_text_type(struct buf *b, const struct field *f, enum use use, bool nullable)
{
	const bool visible = use != READING && (f->rules & REQUIRED) != 0;

	put_type(b, "string", nullable);
	if (visible)
		key_int(b, "minLength", 1);
	key_int(b, "maxLength", f->max);
	if (format_patterns[f->format] != NULL)
		key_str(b, "pattern", format_patterns[f->format]);
	else if (use != READING)
		key_str(b, "pattern", visible ? VISIBLE_TEXT : ANY_TEXT);
}

static void put_whole_type(struct buf *b, const struct record *rec, const struct field *f,
                           bool nullable)
{
	if (f->set) {
		put_type(b, "array", nullable);
		json_key(b, S("uniqueItems"));
		json_put_bool(b, true);
		json_key(b, S("items"));
		json_open(b, '{');
		put_type(b, "string", false);
		put_words(b, f->choices, false);
		json_close(b, '}');
	} else if (f->format == FORMAT_record) {
		put_type(b, "string", nullable);
		put_record_names(b, rec->home, nullable);
	} else {
		put_type(b, "integer", nullable);
		key_str(b, "format", "int64");
		key_int(b, "minimum", f->zero_is_null && f->min == 0 ? 1 : f->min);
		key_int(b, "maximum", f->max);
	}
}

static void put_id_type(struct buf *b, const struct record *rec, const struct field *f,
                        enum use use, bool nullable)
{
	const bool chosen = use != READING && rec->shape == SHAPE_record && f->number == F_id;

	put_type(b, "string", nullable);
	if (f->format == FORMAT_audience)
		return;
	key_str(b, "format", "uuid");
	key_str(b, "pattern", chosen ? UUID_7 : UUID_ANY);
}

static void put_value_type(struct buf *b, const struct record *rec, const struct field *f,
                           enum use use, bool nullable)
{
	switch (f->kind) {
	case KIND_uuid:
		put_id_type(b, rec, f, use, nullable);
		return;
	case KIND_text:
		put_text_type(b, f, use, nullable);
		return;
	case KIND_int:
		put_whole_type(b, rec, f, nullable);
		return;
	case KIND_flag:
		put_type(b, "boolean", nullable);
		return;
	case KIND_choice:
		put_type(b, "string", nullable);
		put_words(b, f->choices, nullable);
		return;
	case KIND_bytes:
		put_type(b, "string", nullable);
		key_int(b, "maxLength", (f->max * 4 + 2) / 3);
		key_str(b, "pattern", BASE64URL);
		return;
	case KIND_N:
		break;
	}
	BUG("%s has no kind", f->name.ptr);
}

/* Counts and sums of other rows are there from a row's birth. */
static bool is_reckoned(const struct field *f)
{
	return f->derive.how == DERIVE_count || f->derive.how == DERIVE_sum;
}

static void put_field(struct buf *b, const struct record *rec, const struct field *f, enum use use)
{
	const struct policy *p = policy_of(f);

	json_key(b, f->name);
	json_open(b, '{');
	put_value_type(b, rec, f, use, (!not_null(f) && !is_reckoned(f)) || f->zero_is_null);
	json_key(b, S("description"));
	json_put_str(b, str_of(f->doc));
	if (f->format == FORMAT_time)
		key_str(b, "x-unit", "ms since 1970-01-01T00:00:00Z");
	if (f->ref != NULL)
		key_str(b, "x-record", f->ref->plural.ptr);
	if (use == READING && (f->rules & READ_ONLY) != 0) {
		json_key(b, S("readOnly"));
		json_put_bool(b, true);
	}
	json_key(b, S("x-data-class"));
	json_put_str(b, class_words[p->class]);
	json_key(b, S("x-purpose"));
	json_put_str(b, purpose_words[p->purpose]);
	json_close(b, '}');
}

static void put_reference(struct buf *b, const struct record *rec, const char *suffix)
{
	struct arena a = ARENA_INIT;

	json_open(b, '{');
	json_key(b, S("$ref"));
	json_put_str(b, arena_printf(&a, "#/components/schemas/%.*s%s",
	                             PRI_STR(describe_type_name(&a, rec)), suffix));
	json_close(b, '}');
	arena_release(&a);
}

static void put_part(struct buf *b, const struct part *part, enum use use)
{
	json_key(b, part->name);
	json_open(b, '{');
	put_type(b, "array", false);
	if (use != READING)
		key_int(b, "maxItems", PART_ROWS_MAX);
	if (part->id >= 0 && use != READING) {
		json_key(b, S("uniqueItems"));
		json_put_bool(b, true);
	}
	json_key(b, S("items"));
	if (part->id >= 0) {
		json_open(b, '{');
		put_type(b, "string", false);
		key_str(b, "format", "uuid");
		key_str(b, "pattern", UUID_ANY);
		key_str(b, "x-record", part->part->fields[part->id].ref->plural.ptr);
		json_close(b, '}');
	} else {
		put_reference(b, part->part, use == READING ? "" : suffixes[INSIDE]);
	}
	key_str(b, "description", part->doc);
	json_close(b, '}');
}

static void put_plain_text(struct buf *b)
{
	json_open(b, '{');
	put_type(b, "string", false);
	key_str(b, "pattern", ANY_TEXT);
	json_close(b, '}');
}

static void put_custom_value(struct buf *b)
{
	json_open(b, '{');
	json_key(b, S("anyOf"));
	json_open(b, '[');
	put_plain_text(b);
	json_put_raw(b, S("{\"type\":[\"number\",\"boolean\",\"null\"]}"));
	json_open(b, '{');
	put_type(b, "array", false);
	key_int(b, "maxItems", CUSTOM_LIST_MAX);
	json_key(b, S("items"));
	put_plain_text(b);
	json_close(b, '}');
	json_close(b, ']');
	json_close(b, '}');
}

static void put_custom(struct buf *b)
{
	json_key(b, S("custom"));
	json_open(b, '{');
	put_type(b, "object", false);
	key_str(b, "description", "Values of the workspace's own fields, by the field's id.");
	key_int(b, "maxProperties", CUSTOM_IN_MAX);
	json_key(b, S("propertyNames"));
	json_open(b, '{');
	key_str(b, "pattern", UUID_ANY);
	json_close(b, '}');
	json_key(b, S("additionalProperties"));
	put_custom_value(b);
	json_close(b, '}');
}

/* The fields that an owner's row answers, when the record stands among its parts; else none. */
static uint64_t links_of(const struct record *rec)
{
	uint64_t links = 0;

	for (unsigned i = 0; i < part_count; i++) {
		if (parts[i].part == rec && parts[i].id < 0)
			links |= BIT(parts[i].link);
	}
	return links;
}

static uint64_t fields_of(const struct record *rec, enum use use)
{
	const uint64_t readable = readable_fields(rec);

	switch (use) {
	case READING:
		return readable;
	case PATCHING:
		return readable & ~fields_with(rec, READ_ONLY | CREATE_ONLY);
	case INSIDE:
		return readable & ~fields_with(rec, READ_ONLY) & ~links_of(rec);
	case CREATING:
	case IN_FORM:
		return readable & ~fields_with(rec, READ_ONLY);
	case USE_N:
		break;
	}
	BUG("no such use: %d", (int) use);
}

static void put_required(struct buf *b, const struct record *rec, enum use use, uint64_t fields)
{
	if (use != READING)
		fields &= fields_with(rec, REQUIRED);
	else
		fields &= ~fields_of_whole(rec);
	if (fields == 0 || use == PATCHING)
		return;
	json_key(b, S("required"));
	json_open(b, '[');
	for (unsigned i = 0; i < rec->n; i++) {
		if ((fields & BIT(i)) != 0)
			json_put_str(b, rec->fields[i].name);
	}
	json_close(b, ']');
}

static void put_properties(struct buf *b, const struct record *rec, enum use use, uint64_t fields)
{
	json_key(b, S("properties"));
	json_open(b, '{');
	for (unsigned i = 0; i < rec->n; i++) {
		if ((fields & BIT(i)) != 0)
			put_field(b, rec, &rec->fields[i], use);
	}
	for (unsigned i = 0; i < part_count && use != PATCHING; i++) {
		if (parts[i].rec == rec)
			put_part(b, &parts[i], use);
	}
	if (rec->custom)
		put_custom(b);
	if (use == PATCHING) {
		json_key(b, S("base_version"));
		json_open(b, '{');
		put_type(b, "integer", false);
		key_str(b, "format", "int64");
		key_int(b, "minimum", 1);
		key_int(b, "maximum", MAX53);
		key_str(b, "description", "The version that the change is based on.");
		json_close(b, '}');
	}
	json_close(b, '}');
}

static void put_schema(struct buf *b, const struct record *rec, enum use use)
{
	struct arena a = ARENA_INIT;
	const uint64_t fields = fields_of(rec, use);

	json_key(b, arena_join(&a, describe_type_name(&a, rec), str_of(suffixes[use])));
	arena_release(&a);
	json_open(b, '{');
	put_type(b, "object", false);
	key_str(b, "description", rec->doc);
	if (use != READING) {
		json_key(b, S("additionalProperties"));
		json_put_bool(b, false);
	}
	put_required(b, rec, use, fields);
	put_properties(b, rec, use, fields);
	json_close(b, '}');
}

void describe_filter(struct buf *b, const struct record *rec, int field)
{
	json_open(b, '{');
	put_value_type(b, rec, &rec->fields[field], PATCHING, false);
	json_close(b, '}');
}

struct str describe_type_name(struct arena *a, const struct record *rec)
{
	struct buf b = BUF_IN(a);
	bool capital = true;

	for (size_t i = 0; i < rec->name.len; i++) {
		const char c = rec->name.ptr[i];

		if (c != '_')
			put_char(&b, (char) (capital ? c & ~0x20 : c));
		capital = c == '_';
	}
	return buf_str(&b);
}

void describe_schemas(struct buf *b)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		const struct record *rec = cell_records[i];

		if (rec->read != ROLE_nobody)
			put_schema(b, rec, READING);
		if (record_takes(rec, OP_create))
			put_schema(b, rec, CREATING);
		if (record_takes(rec, OP_patch))
			put_schema(b, rec, PATCHING);
		if (links_of(rec) != 0)
			put_schema(b, rec, INSIDE);
	}
	for (unsigned i = 0; i < form_record_count; i++)
		put_schema(b, form_records[i], IN_FORM);
}

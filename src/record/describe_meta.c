/* describe_meta.c: what a client may know about the records. See describe.h. */
#include "base/json.h"
#include "record/describe.h"

static const char *const role_words[] = {
	[ROLE_nobody] = "nobody", [ROLE_viewer] = "viewer", [ROLE_agent] = "agent",
	[ROLE_admin] = "admin",   [ROLE_owner] = "owner",
};

static const char *const kind_words[KIND_N] = {
	[KIND_uuid] = "uuid", [KIND_text] = "text",     [KIND_int] = "whole",
	[KIND_flag] = "flag", [KIND_choice] = "choice", [KIND_bytes] = "bytes",
};

static const char *const format_words[FORMAT_N] = {
	[FORMAT_time] = "time",         [FORMAT_partial_date] = "partial_date",
	[FORMAT_language] = "language", [FORMAT_country] = "country",
	[FORMAT_currency] = "currency", [FORMAT_zone] = "zone",
	[FORMAT_sources] = "sources",   [FORMAT_search_key] = "search_key",
	[FORMAT_record] = "record",     [FORMAT_audience] = "audience",
};

static void put_kind(struct buf *b, const struct field *f)
{
	const char *word = kind_words[f->kind];

	if (f->set)
		word = "set";
	else if (f->format != FORMAT_plain)
		word = format_words[f->format];
	json_key(b, S("kind"));
	json_put_str(b, str_of(word));
}

static void put_true(struct buf *b, bool holds, struct str name)
{
	if (!holds)
		return;
	json_key(b, name);
	json_put_bool(b, true);
}

static void put_words(struct buf *b, const struct choices *c)
{
	json_key(b, S("words"));
	json_open(b, '[');
	for (unsigned w = 1; w < c->n; w++)
		json_put_str(b, c->words[w]);
	json_close(b, ']');
}

static void put_field(struct buf *b, const struct record *rec, const struct field *f)
{
	json_key(b, f->name);
	json_open(b, '{');
	put_kind(b, f);
	if (f->kind == KIND_text) {
		json_key(b, S("max"));
		json_put_int(b, f->max);
	}
	if (f->choices != NULL)
		put_words(b, f->choices);
	if (f->ref != NULL) {
		json_key(b, S("record"));
		json_put_str(b, f->ref->plural);
	}
	put_true(b, (f->rules & REQUIRED) != 0, S("required"));
	put_true(b, !not_null(f) || f->zero_is_null, S("nullable"));
	put_true(b, (f->rules & READ_ONLY) != 0, S("read_only"));
	put_true(b, (f->rules & CREATE_ONLY) != 0, S("create_only"));
	put_true(b, (f->rules & COMPUTED) != 0, S("derived"));
	put_true(b, (f->rules & FILTER) != 0, S("filter"));
	put_true(b, record_sortable(rec, f->number), S("sort"));
	put_true(b, (f->rules & SEARCH) != 0, S("search"));
	json_close(b, '}');
}

static void put_role(struct buf *b, struct str key, enum role role)
{
	json_key(b, key);
	json_put_str(b, str_of(role_words[role]));
}

static void put_parts(struct buf *b, const struct record *rec)
{
	json_key(b, S("parts"));
	json_open(b, '[');
	for (unsigned i = 0; i < part_count; i++) {
		if (parts[i].rec == rec)
			json_put_str(b, parts[i].name);
	}
	json_close(b, ']');
}

static void put_actions(struct buf *b, const struct record *rec)
{
	json_key(b, S("actions"));
	json_open(b, '[');
	for (unsigned i = 0; i < action_count; i++) {
		if (actions[i].rec == rec)
			json_put_str(b, actions[i].name);
	}
	json_close(b, ']');
}

static void put_record(struct buf *b, const struct record *rec)
{
	const uint64_t readable = readable_fields(rec);

	json_key(b, rec->plural);
	json_open(b, '{');
	json_key(b, S("name"));
	json_put_str(b, rec->name);
	put_role(b, S("read"), rec->read);
	put_role(b, S("write"), rec->write);
	put_role(b, S("remove"), rec->remove);
	json_key(b, S("fields"));
	json_open(b, '{');
	for (unsigned i = 0; i < rec->n; i++) {
		if ((readable & BIT(i)) != 0)
			put_field(b, rec, &rec->fields[i]);
	}
	json_close(b, '}');
	put_parts(b, rec);
	put_actions(b, rec);
	put_true(b, rec->custom, S("custom"));
	json_close(b, '}');
}

void describe_meta(struct buf *b)
{
	json_open(b, '{');
	for (unsigned i = 0; i < cell_record_count; i++) {
		if (cell_records[i]->read != ROLE_nobody)
			put_record(b, cell_records[i]);
	}
	json_close(b, '}');
}

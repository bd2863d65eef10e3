/* import_preview.c: what a file is, before anything of it is stored: the columns of a list with
 * what they seem to hold, the senders of a chat and how its dates can be read. */
#include "app/import_chat.h"
#include "app/import_people.h"
#include "base/json.h"
#include "base/utf8.h"

enum {
	SAMPLES = 3,
	SAMPLED_ROWS = 200,
	SAMPLE_BYTES = 80,
	HEADER_POINTS = 200,  /* longer ones cannot be mapped */
	SENDERS_SHOWN = 2000, /* the largest groups have half as many */
};

static void put_member(struct buf *b, const char *key, struct str value)
{
	json_key(b, str_of(key));
	json_put_str(b, value);
}

static void put_count(struct buf *b, const char *key, size_t n)
{
	json_key(b, str_of(key));
	json_put_int(b, (int64_t) n);
}

/* -- lists -- */

static const struct {
	enum csv_field field;
	struct str label;
} labels[] = {
	{ CSV_FIELD_NAME, STR("Name") },
	{ CSV_FIELD_FIRST_NAME, STR("First name") },
	{ CSV_FIELD_MIDDLE_NAME, STR("Middle name") },
	{ CSV_FIELD_LAST_NAME, STR("Last name") },
	{ CSV_FIELD_NICKNAME, STR("Nickname") },
	{ CSV_FIELD_COMPANY, STR("Company") },
	{ CSV_FIELD_JOB_TITLE, STR("Job title") },
	{ CSV_FIELD_PHONE, STR("Phone") },
	{ CSV_FIELD_EMAIL, STR("E-mail") },
	{ CSV_FIELD_TAGS, STR("Tags") },
	{ CSV_FIELD_NOTES, STR("Notes") },
	{ CSV_FIELD_BIRTHDAY, STR("Birthday") },
	{ CSV_FIELD_CUSTOM, STR("A field of its own") },
};

static struct str encoding_word(enum encoding e)
{
	switch (e) {
	case ENCODING_UTF8:
		return S("utf-8");
	case ENCODING_UTF16LE:
		return S("utf-16le");
	case ENCODING_UTF16BE:
		return S("utf-16be");
	case ENCODING_CP1252:
		return S("windows-1252");
	}
	BUG("encoding");
}

/* Absent: the column fills nothing by itself. */
static struct str field_word(enum csv_field field)
{
	if (field == CSV_FIELD_COMPANIES)
		field = CSV_FIELD_COMPANY;
	return field == CSV_FIELD_IGNORE || csv_field_word(field).len == 0 ? STR_ABSENT
	                                                                   : csv_field_word(field);
}

struct samples {
	struct str v[SAMPLES];
	size_t n;
};

static struct samples *read_samples(const struct people *p, struct arena *a)
{
	struct samples *all = arena_array(a, struct samples, p->map.n + 1);
	struct csv csv = p->map.start;
	struct csv_record r;

	for (int rows = 0; rows < SAMPLED_ROWS && csv_next(&csv, a, &r); rows++) {
		for (size_t i = 0; i < r.n && i < p->map.n; i++) {
			if (all[i].n < SAMPLES && !text_blank(r.cells[i]))
				all[i].v[all[i].n++] =
					arena_str(a, utf8_head(r.cells[i], SAMPLE_BYTES));
		}
	}
	return all;
}

static void put_columns(struct buf *b, const struct people *p, struct arena *a)
{
	const struct samples *samples = read_samples(p, a);

	json_key(b, S("columns"));
	json_open(b, '[');
	for (size_t i = 0; i < p->map.n; i++) {
		json_open(b, '{');
		put_member(b, "header", import_cut(p->map.columns[i].header, HEADER_POINTS));
		put_member(b, "field", field_word(p->map.columns[i].field));
		json_key(b, S("sample"));
		json_open(b, '[');
		for (size_t k = 0; k < samples[i].n; k++)
			json_put_str(b, samples[i].v[k]);
		json_close(b, ']');
		json_close(b, '}');
	}
	json_close(b, ']');
}

static void put_fields(struct buf *b)
{
	json_key(b, S("fields"));
	json_open(b, '[');
	for (size_t i = 0; i < COUNT(labels); i++) {
		json_open(b, '{');
		put_member(b, "name", csv_field_word(labels[i].field));
		put_member(b, "label", labels[i].label);
		json_close(b, '}');
	}
	json_close(b, ']');
}

static enum err put_list(struct import *im, struct db *db, struct buf *b)
{
	struct people p = { 0 };

	TRY(people_columns(im, db, &p));
	json_open(b, '{');
	put_member(b, "delimiter", (struct str) { &p.map.csv.delimiter, 1 });
	put_member(b, "encoding", encoding_word(im->file.encoding));
	put_columns(b, &p, &im->arena);
	put_fields(b);
	json_close(b, '}');
	return OK;
}

/* -- chats -- */

static int64_t ms_of(const struct civil *c)
{
	return civil_to_ms(c);
}

/* A date as it stands in the file: the head of its line, without what is around it. */
static struct str raw_head(struct str text, const struct chat_piece *p)
{
	const char *end = p->first.ptr, *at = end;
	struct str head;

	while (at > text.ptr && at[-1] != '\n' && at[-1] != '\r')
		at--;
	head = text_trim_marks((struct str) { at, (size_t) (end - at) });
	while (head.len != 0 && (head.ptr[0] == '[' || head.ptr[0] == ' '))
		head = str_from(head, 1);
	while (head.len != 0 && (head.ptr[head.len - 1] == ']' || head.ptr[head.len - 1] == '-' ||
	                         head.ptr[head.len - 1] == ' ' || head.ptr[head.len - 1] == ':'))
		head.len--;
	return head;
}

static bool same_day(const struct civil *a, const struct civil *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day;
}

static void put_samples(struct buf *b, const struct chat_export *c)
{
	struct chat_walk walk = chat_walk_dated(c->text, &c->shape, c->order);
	struct civil before = { 0 };
	struct chat_piece p;
	int n = 0;

	json_key(b, S("samples"));
	json_open(b, '[');
	while (n < SAMPLES && chat_walk_next(&walk, &p)) {
		if (same_day(&before, &p.at))
			continue;
		before = p.at;
		json_open(b, '{');
		put_member(b, "raw", raw_head(c->text, &p));
		json_key(b, S("read"));
		json_put_int(b, ms_of(&p.at));
		json_close(b, '}');
		n++;
	}
	json_close(b, ']');
}

static void put_reading(struct buf *b, const struct chat_export *c)
{
	json_open(b, '{');
	put_member(b, "order", chat_order_word(c->order));
	json_key(b, S("first"));
	json_put_int(b, ms_of(&c->first));
	json_key(b, S("last"));
	json_put_int(b, ms_of(&c->last));
	put_samples(b, c);
	json_close(b, '}');
}

/* Both when nothing decides, the likelier one first. */
static void put_readings(struct buf *b, struct chat_export *c)
{
	const enum chat_order likely = c->order;

	json_key(b, S("readings"));
	json_open(b, '[');
	put_reading(b, c);
	if (c->ambiguous && chat_export_use_order(c, c->alternative)) {
		put_reading(b, c);
		ENSURE(chat_export_use_order(c, likely));
	}
	json_close(b, ']');
}

static void put_senders(struct buf *b, const struct chat_export *c)
{
	size_t n = 0;

	json_key(b, S("senders"));
	json_open(b, '[');
	for (const struct chat_sender *s = c->senders; s != NULL; s = s->next) {
		if (n++ == SENDERS_SHOWN)
			break;
		json_open(b, '{');
		put_member(b, "name", s->name);
		put_count(b, "count", s->messages);
		put_member(b, "phone", s->phone);
		json_close(b, '}');
	}
	json_close(b, ']');
}

static void put_attachments(struct buf *b, struct import *im)
{
	struct chat_export *c = im->file.chat;
	struct arena a = ARENA_INIT;
	size_t named = 0, missing = 0, entry;
	struct chat_message m;

	chat_export_rewind(c);
	while (chat_export_next(c, &a, &m)) {
		if (!str_absent(m.attachment)) {
			named++;
			missing += im->file.index == NULL ||
			           !chat_zip_find(im->file.index, m.attachment, &entry);
		}
		arena_clear(&a);
	}
	arena_release(&a);
	put_count(b, "attachments", named);
	put_count(b, "attachments_missing", missing);
}

static enum err put_chat(struct import *im, struct db *db, struct buf *b)
{
	struct chat_export *c = im->file.chat;
	const struct cell_facts facts = cell_facts(im->cell);
	struct str names[MY_NAMES_MAX];
	struct chat_cast cast;
	size_t n;

	TRY(import_my_names(im, db, names, &n));
	import_cast(&cast, c, im->file.name,
	            has(&im->run, F_import_run_me) ? im->run.me : STR_ABSENT, names, n, &im->arena);
	json_open(b, '{');
	put_member(b, "date_order", chat_order_word(c->order));
	json_key(b, S("ambiguous"));
	json_put_bool(b, c->ambiguous);
	put_readings(b, c);
	/* Reading the dates in another order started the lists of the file anew. */
	import_cast(&cast, c, im->file.name,
	            has(&im->run, F_import_run_me) ? im->run.me : STR_ABSENT, names, n, &im->arena);
	put_senders(b, c);
	put_member(b, "me", cast.me != NULL ? cast.me->name : STR_ABSENT);
	put_member(b, "title", cast.title);
	json_key(b, S("group"));
	json_put_bool(b, cast.group);
	put_member(b, "zone", has(&im->run, F_import_run_zone) ? im->run.zone : str_of(facts.zone));
	put_count(b, "messages", c->messages);
	json_key(b, S("first"));
	json_put_int(b, ms_of(&c->first));
	json_key(b, S("last"));
	json_put_int(b, ms_of(&c->last));
	put_attachments(b, im);
	json_close(b, '}');
	return OK;
}

/* -- both -- */

static enum err put_all(struct import *im, struct db *db, struct buf *b)
{
	json_open(b, '{');
	put_member(b, "kind", import_kind_choices.words[im->file.kind]);
	json_key(b, S("csv"));
	if (im->file.kind == import_kind_csv)
		TRY(put_list(im, db, b));
	else
		json_put_null(b);
	json_key(b, S("chat"));
	if (im->file.chat != NULL)
		TRY(put_chat(im, db, b));
	else
		json_put_null(b);
	json_close(b, '}');
	return OK;
}

static enum err preview(struct import *im, struct db *db, struct uuid run_id, struct buf *b)
{
	const struct cell_facts facts = cell_facts(im->cell);
	enum err e;

	TRY(row_get(db, &im->arena, &im->w->actor, &import_run_record, run_id, LIVE_only,
	            &im->run));
	im->country = has(&im->run, F_import_run_default_country)
	                      ? im->run.default_country
	                      : arena_str(&im->arena, str_of(facts.country));
	e = import_file_open(im->cell, run_id, im->run.file_name, &im->arena, &im->file,
	                     &im->problem);
	if (e == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(e);
	return put_all(im, db, b);
}

enum err import_preview(struct cell *c, const struct actor *actor, struct uuid run_id,
                        struct arena *a, struct buf *out)
{
	struct work w = { .cell = c, .actor = *actor, .arena = a };
	struct import im = { .w = &w, .cell = c };
	struct db *db;
	enum err e;

	TRY(cell_reader(c, &db));
	e = preview(&im, db, run_id, out);
	cell_reader_give(c, db);
	arena_release(&im.arena);
	return e;
}

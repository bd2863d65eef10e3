/* custom.c: which values a row has in the fields of the workspace's own. What is sent is compared
 * with what is stored, so that saying the same again changes nothing. */
#include "cell/custom.h"

#include <stdlib.h>

struct values {
	struct str *v; /* canonical, sorted, each once */
	size_t n;
};

/* -- what is sent -- */

static int by_bytes(const void *x, const void *y)
{
	return str_cmp(*(const struct str *) x, *(const struct str *) y);
}

static void sort_once(struct values *vs)
{
	size_t n = 0;
	if (vs->n > 1)
		qsort(vs->v, vs->n, sizeof *vs->v, by_bytes);
	for (size_t i = 0; i < vs->n; i++)
		if (n == 0 || !str_eq(vs->v[n - 1], vs->v[i]))
			vs->v[n++] = vs->v[i];
	vs->n = n;
}

/* False after complaining. */
static bool read_sent(struct unit *u, const struct custom_field *f, struct str name,
                      const struct custom_in *in, struct values *out)
{
	bool list = in->kind == CUSTOM_IN_list, fine = true;
	size_t n = list ? in->n : in->kind != CUSTOM_IN_null;
	*out = (struct values) { .v = arena_array(u->arena, struct str, n) };
	for (size_t i = 0; i < n; i++) {
		struct str *to = &out->v[out->n];
		fine &= custom_canonical(u, f, name, list ? in->list[i] : in->text, to);
		out->n += !str_absent(*to);
	}
	sort_once(out);
	return fine;
}

/* -- what is stored -- */

static enum err read_stored(struct unit *u, struct uuid row_id, struct uuid field_id,
                            struct values *out)
{
	NOTES(str) found = { 0 };
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT value FROM custom_values WHERE row_id = ?1 AND field_id = ?2"
	             " ORDER BY value"),
	           &s));
	bind_uuid(s, 1, &row_id);
	bind_uuid(s, 2, &field_id);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		found.v = note_room(u->arena, found.v, &found.cap, found.n, sizeof *found.v);
		found.v[found.n++] = arena_str(u->arena, col_text(s, 0));
	}
	*out = (struct values) { found.v, found.n };
	return OK;
}

static bool same(const struct values *a, const struct values *b)
{
	bool equal = a->n == b->n;
	for (size_t i = 0; equal && i < a->n; i++)
		equal = str_eq(a->v[i], b->v[i]);
	return equal;
}

static enum err replace(struct unit *u, struct uuid row_id, struct uuid field_id,
                        const struct values *vs)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM custom_values WHERE row_id = ?1 AND field_id = ?2"), &s));
	bind_uuid(s, 1, &row_id);
	bind_uuid(s, 2, &field_id);
	TRY(stmt_run(s));
	for (size_t i = 0; i < vs->n; i++) {
		struct custom_value row = { 0 };
		set(&row, custom_value, row_id, row_id);
		set(&row, custom_value, field_id, field_id);
		set(&row, custom_value, value, vs->v[i]);
		TRY(row_insert(u->db, &custom_value_record, &row));
	}
	return OK;
}

/* -- what they said before, for history -- */

static void put_old(struct buf *b, struct str name, const struct custom_field *f,
                    const struct values *vs)
{
	bool list = f->kind == custom_kind_multi_select;
	if (b->len == 0)
		json_open(b, '{');
	json_key(b, name);
	if (list)
		json_open(b, '[');
	for (size_t i = 0; i < vs->n; i++)
		custom_put_json(b, f->kind, vs->v[i]);
	if (list)
		json_close(b, ']');
	else if (vs->n == 0)
		json_put_null(b);
}

/* -- one field of a row -- */

struct putting {
	struct unit *u;
	struct uuid row_id;
	struct buf old; /* a JSON object, open */
};

static struct str name_of(struct arena *a, struct uuid id)
{
	char text[UUID_TEXT];
	uuid_text(id, text);
	return arena_str(a, (struct str) { text, UUID_TEXT });
}

/* Which field it is for and what it says there; *fine: false after complaining. */
static enum err read_one(struct unit *u, const struct custom_in *in, struct str name,
                         struct custom_field *f, struct values *sent, bool *fine)
{
	enum err e = unit_get(u, &custom_field_record, in->field_id, f);
	*fine = false;
	if (e == ERR_NOT_FOUND) {
		complain(u->problems, name, FLAW_no_such_record, "There is no such custom field.");
		return OK;
	}
	TRY(e);
	*fine = custom_form_fits(u, f, name, in) && read_sent(u, f, name, in, sent);
	return OK;
}

static enum err put_one(struct putting *p, const struct custom_in *in)
{
	struct unit *u = p->u;
	struct str name = name_of(u->arena, in->field_id);
	struct custom_field *f = arena_new(u->arena, struct custom_field);
	struct values sent, stored;
	bool fine;
	TRY(read_one(u, in, name, f, &sent, &fine));
	if (!fine)
		return OK;
	TRY(read_stored(u, p->row_id, f->id, &stored));
	if (same(&sent, &stored))
		return OK;
	put_old(&p->old, name, f, &stored);
	return replace(u, p->row_id, f->id, &sent);
}

enum err custom_put(struct unit *u, struct uuid row_id, const struct custom_in *v, size_t n,
                    uint64_t *mask, struct str *old)
{
	struct putting p = { u, row_id, BUF_IN(u->arena) };
	size_t mark = problems_enter(u->problems, S("custom"), -1);
	enum err e = OK;
	for (size_t i = 0; i < n && e == OK; i++)
		e = put_one(&p, &v[i]);
	problems_leave(u->problems, mark);
	if (p.old.len != 0) {
		json_close(&p.old, '}');
		*mask |= BIT(CUSTOM_BIT);
	}
	*old = p.old.len != 0 ? buf_str(&p.old) : STR_ABSENT;
	return e;
}

enum err custom_check(struct unit *u, const struct custom_in *v, size_t n)
{
	size_t mark = problems_enter(u->problems, S("custom"), -1);
	enum err e = OK;
	for (size_t i = 0; i < n && e == OK; i++) {
		struct custom_field f;
		struct values sent;
		bool fine;
		e = read_one(u, &v[i], name_of(u->arena, v[i].field_id), &f, &sent, &fine);
	}
	problems_leave(u->problems, mark);
	return e;
}

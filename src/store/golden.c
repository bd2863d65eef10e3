/* golden.c: see golden.h. Lists are asked for as the API would ask for them. */
#include "store/golden.h"

#include "store/choose.h"
#include "store/cursor.h"
#include "store/migrate.h"
#include "store/rows.h"

struct run {
	enum dialect dialect;
	enum breadth breadth;
	statement_fn *fn;
	void *ctx;
	struct arena arena; /* of one record */
	const struct record *rec;
};

/* -- who asks: a statement is told for those for whom it reads differently -- */

enum { WHO_engine, WHO_member, WHO_narrowed, WHO_N };

static const struct str who_words[WHO_N] = {
	[WHO_engine] = STR(""),
	[WHO_member] = STR(", member"),
	[WHO_narrowed] = STR(", narrowed"),
};

static const struct actor actors[WHO_N] = {
	[WHO_engine] = { .role = ROLE_owner },
	[WHO_member] = { .member_id = { { 1 } }, .role = ROLE_admin },
	[WHO_narrowed] = { .member_id = { { 1 } }, .role = ROLE_agent, .narrowed = true },
};

static void tell(struct run *r, struct str what, struct str how, struct str sql)
{
	struct str name = arena_printf(&r->arena, "%.*s.%.*s%.*s", PRI_STR(r->rec->name),
	                               PRI_STR(what), PRI_STR(how));
	r->fn(r->ctx, name, sql);
}

/* One statement as each actor's; text: what it is for. */
struct told {
	struct str v[WHO_N];
};

static bool is_new(struct told *t, int who, struct str sql)
{
	t->v[who] = sql;
	for (int i = 0; i < who; i++)
		if (str_eq(t->v[i], sql))
			return false;
	return true;
}

/* -- single rows -- */

typedef void row_text_fn(struct buf *b, enum dialect d, const struct actor *actor,
                         const struct record *rec);

static void get_live(struct buf *b, enum dialect d, const struct actor *actor,
                     const struct record *rec)
{
	row_get_sql(b, d, actor, rec, LIVE_only);
}

static void get_any(struct buf *b, enum dialect d, const struct actor *actor,
                    const struct record *rec)
{
	row_get_sql(b, d, actor, rec, LIVE_or_deleted);
}

static void tell_row(struct run *r, struct str what, row_text_fn *text)
{
	struct told told;
	for (int who = 0; who < WHO_N; who++) {
		struct buf b = BUF_IN(&r->arena);
		text(&b, r->dialect, &actors[who], r->rec);
		if (is_new(&told, who, buf_str(&b)))
			tell(r, what, who_words[who], buf_str(&b));
	}
}

static void tell_writes(struct run *r)
{
	struct buf insert = BUF_IN(&r->arena), update = insert, delete = insert, key = insert;
	uint64_t mask = (r->rec->n == 64 ? 0 : BIT(r->rec->n)) - 1;
	int fields[INDEX_FIELDS_MAX];
	unsigned n = record_key(r->rec, fields);
	sql_insert(&insert, r->dialect, r->rec);
	tell(r, S("insert"), S(""), buf_str(&insert));
	for (unsigned i = 0; i < n; i++)
		mask &= ~BIT(fields[i]);
	if (has_head(r->rec))
		mask &= ~BIT(F_id);
	if (mask != 0) {
		sql_update(&update, r->dialect, r->rec, mask, false);
		tell(r, S("update"), S(""), buf_str(&update));
	}
	sql_delete(&delete, r->dialect, r->rec);
	tell(r, S("delete"), S(""), buf_str(&delete));
	sql_by_key(&key, r->dialect, r->rec);
	tell(r, S("key"), S(""), buf_str(&key));
}

static void tell_finds(struct run *r)
{
	for (unsigned i = 0; i < index_count; i++) {
		struct buf b = BUF_IN(&r->arena), name = BUF_IN(&r->arena);
		if (indexes[i].rec != r->rec)
			continue;
		row_find_sql(&b, r->dialect, &indexes[i]);
		sql_index_name(&name, &indexes[i]);
		tell(r, S("find."), buf_str(&name), buf_str(&b));
	}
}

/* -- lists -- */

/* A list, and which filter drives it (-1: none). */
struct list {
	struct query q;
	int driving_part, driving_custom;
	struct str filters; /* ", company" … */
	bool count;
};

static struct str list_text(struct run *r, const struct list *l)
{
	struct select s = select_new(&r->arena, r->dialect, &l->q);
	struct cursor from = cursor_start(&r->arena, &l->q);
	s.driving_part = l->driving_part;
	s.driving_custom = l->driving_custom;
	if (l->count)
		select_count_sql(&s, 10000);
	else
		select_page_sql(&s, &from);
	return buf_str(&s.sql);
}

static struct str list_name(struct run *r, const struct list *l, int who)
{
	bool driven = l->driving_part >= 0 || l->driving_custom >= 0;
	struct str sort = l->count ? S("") : r->rec->fields[l->q.sort].name;
	return arena_printf(&r->arena, "%.*s%s%.*s%s%.*s", PRI_STR(sort),
	                    l->q.descending && !l->count ? " desc" : "", PRI_STR(l->filters),
	                    driven ? " driving" : "", PRI_STR(who_words[who]));
}

static void tell_list(struct run *r, struct list *l)
{
	struct told told;
	for (int who = 0; who < WHO_N; who++) {
		l->q.actor = &actors[who];
		struct str sql = list_text(r, l);
		if (is_new(&told, who, sql))
			tell(r, l->count ? S("count") : S("page."), list_name(r, l, who), sql);
	}
}

static bool is_sort_field(const struct run *r, int field)
{
	const struct field *f = &r->rec->fields[field];
	return field == F_id || (f->kind != KIND_bytes && not_null(f));
}

/* In every order that an index gives. */
static void tell_orders(struct run *r, struct list *l)
{
	for (int field = 0; field < (int) r->rec->n; field++) {
		l->q.actor = &actors[WHO_engine];
		if (!is_sort_field(r, field) || !query_sortable(&l->q, field))
			continue;
		for (int way = 0; way < 2; way++) {
			l->q.sort = field;
			l->q.descending = way == 1;
			tell_list(r, l);
		}
	}
}

static void tell_default(struct run *r, struct list *l)
{
	l->q.actor = &actors[WHO_engine];
	query_default_order(&l->q);
	tell_list(r, l);
	if (r->breadth == BREADTH_all)
		tell_orders(r, l);
}

static void tell_count(struct run *r, const struct list *l)
{
	struct list count = *l;
	count.count = true;
	tell_list(r, &count);
}

static struct list list_of(struct run *r)
{
	return (struct list) {
		.q = { .rec = r->rec, .limit = 50, .sort = F_id },
		.driving_part = -1,
		.driving_custom = -1,
	};
}

static void tell_filter(struct run *r, int field, enum filter_op op, const char *word)
{
	struct list l = list_of(r);
	l.q.filters[l.q.filter_n++] = (struct filter) { op, field, row_new(&r->arena, r->rec) };
	l.filters = arena_printf(&r->arena, ", %.*s%s", PRI_STR(r->rec->fields[field].name), word);
	tell_default(r, &l);
	if (r->breadth == BREADTH_all)
		tell_count(r, &l);
}

static void tell_filters(struct run *r)
{
	for (int i = 0; i < (int) r->rec->n; i++) {
		const struct field *f = &r->rec->fields[i];
		if (f->rules & FILTER)
			tell_filter(r, i, FILTER_eq, "");
		if (f->rules & FILTER && !not_null(f))
			tell_filter(r, i, FILTER_null, " null");
		if (f->rules & SORT && r->breadth == BREADTH_all) {
			tell_filter(r, i, FILTER_ge, " from");
			tell_filter(r, i, FILTER_lt, " below");
		}
	}
}

static void tell_walked_and_driven(struct run *r, struct list *l)
{
	tell_default(r, l);
	tell_count(r, l);
	l->driving_part = l->q.part_n != 0 ? 0 : -1;
	l->driving_custom = l->q.part_n == 0 ? 0 : -1;
	tell_default(r, l);
	tell_count(r, l);
}

static void tell_parts(struct run *r)
{
	for (unsigned i = 0; i < part_count; i++) {
		struct list l = list_of(r);
		if (parts[i].rec != r->rec || parts[i].id < 0)
			continue;
		l.q.with_part[l.q.part_n++] = (struct part_filter) { .part = &parts[i] };
		l.filters = arena_printf(&r->arena, ", with %.*s", PRI_STR(parts[i].name));
		tell_walked_and_driven(r, &l);
		if (!r->rec->custom)
			continue;
		struct list both = l;
		both.driving_part = both.driving_custom = -1;
		both.q.custom[both.q.custom_n++] = (struct custom_filter) { .value = S("") };
		both.filters = arena_join(&r->arena, l.filters, S(", custom"));
		tell_walked_and_driven(r, &both);
	}
}

static void tell_custom(struct run *r)
{
	struct list l = list_of(r);
	if (!r->rec->custom)
		return;
	l.q.custom[l.q.custom_n++] = (struct custom_filter) { .value = S("") };
	l.filters = S(", custom");
	tell_walked_and_driven(r, &l);
}

static void tell_postings(struct run *r)
{
	for (unsigned i = 0; i < part_count; i++) {
		struct buf b = BUF_IN(&r->arena);
		if (parts[i].rec != r->rec || parts[i].id < 0)
			continue;
		select_part_postings_sql(&b, r->dialect, &parts[i]);
		tell(r, S("postings."), parts[i].name, buf_str(&b));
	}
	if (r->rec->custom) {
		struct buf b = BUF_IN(&r->arena);
		select_custom_postings_sql(&b, r->dialect);
		tell(r, S("postings."), S("custom"), buf_str(&b));
	}
}

/* -- all -- */

static void tell_record(struct run *r)
{
	tell_writes(r);
	if (field_named(r->rec, S("id")) >= 0 &&
	    (has_head(r->rec) || r->rec->scope.kind != SCOPE_parent)) {
		tell_row(r, S("get"), get_live);
		if (has_head(r->rec))
			tell_row(r, S("get any"), get_any);
		tell_row(r, S("visible"), row_visible_sql);
	}
	tell_finds(r);
	if (!has_head(r->rec))
		return;
	struct list plain = list_of(r);
	tell_orders(r, &plain);
	tell_count(r, &plain);
	tell_filters(r);
	tell_parts(r);
	tell_custom(r);
	tell_postings(r);
}

void store_each_statement(enum dialect d, enum breadth breadth, statement_fn *fn, void *ctx)
{
	for (int home = HOME_cell; home <= HOME_control; home++) {
		unsigned n;
		const struct record *const *records = records_of((enum home) home, &n);
		for (unsigned i = 0; i < n; i++) {
			struct run r = { d, breadth, fn, ctx, ARENA_INIT, records[i] };
			tell_record(&r);
			arena_release(&r.arena);
		}
	}
}

static void print(void *ctx, struct str name, struct str sql)
{
	putf(ctx, "-- %.*s\n%.*s;\n\n", PRI_STR(name), PRI_STR(sql));
}

void store_golden(struct buf *b)
{
	store_each_statement(DIALECT_sqlite, BREADTH_shown, print, b);
}

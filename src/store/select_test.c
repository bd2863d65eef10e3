/* select_test.c: lists against brute force: whatever the filters, order, actor and page size, every
 * row that belongs comes exactly once, in its place. */
#include "store/choose.h"
#include "store/test_world.h"

enum { QUERIES = 4000, PAGES_MAX = WORLD_ROWS_MAX + 2 };

/* -- random questions -- */

static const struct record *any_record(struct world *w)
{
	const struct record *rec = &contact_record; /* it has every kind of filter */
	if (rng_below(&w->rng, 3) == 0)
		return rec;
	do
		rec = w->tables[rng_below(&w->rng, w->n)].rec;
	while (!has_head(rec));
	return rec;
}

static struct actor any_actor(struct world *w)
{
	struct actor a = actor_engine();
	unsigned n = rng_below(&w->rng, 4);
	if (n != 0)
		a.member_id = head_of(any_row(w, &member_record))->id;
	a.narrowed = n >= 2;
	return a;
}

static void add_filter(struct world *w, struct query *q)
{
	int field = (int) rng_below(&w->rng, q->rec->n);
	const struct field *f = &q->rec->fields[field];
	const void *value = any_row(w, q->rec);
	if (!(f->rules & (FILTER | SORT)) || q->filter_n == FILTERS_MAX)
		return;
	enum filter_op op = FILTER_eq;
	if (f->rules & SORT && rng_below(&w->rng, 2))
		op = rng_below(&w->rng, 2) ? FILTER_ge : FILTER_lt;
	if (!has(value, field))
		op = FILTER_null;
	q->filters[q->filter_n++] = (struct filter) { op, field, value };
}

static const struct part *id_part_of(const struct record *rec)
{
	for (unsigned i = 0; i < part_count; i++)
		if (parts[i].rec == rec && parts[i].id >= 0)
			return &parts[i];
	return NULL;
}

static void add_joins(struct world *w, struct query *q)
{
	const struct part *part = id_part_of(q->rec);
	for (unsigned n = rng_below(&w->rng, 3); part != NULL && n > 0; n--)
		q->with_part[q->part_n++] = (struct part_filter) {
			part, field_uuid(&part->part->fields[part->id], any_row(w, part->part))
		};
	for (unsigned n = rng_below(&w->rng, 3); q->rec->custom && n > 0; n--) {
		const struct custom_value *v = any_row(w, &custom_value_record);
		q->custom[q->custom_n++] = (struct custom_filter) { v->field_id, v->value };
	}
}

static void choose_order(struct world *w, struct query *q)
{
	q->sort = F_id;
	if (rng_below(&w->rng, 4) == 0) {
		query_default_order(q);
		return;
	}
	int field = (int) rng_below(&w->rng, q->rec->n);
	if (sql_not_null(&q->rec->fields[field]) && query_sortable(q, field))
		q->sort = field;
	q->descending = rng_below(&w->rng, 2);
}

static struct query any_query(struct world *w, const struct actor *actor)
{
	struct query q = { .rec = any_record(w), .actor = actor };
	for (unsigned n = rng_below(&w->rng, 4); n > 0; n--)
		add_filter(w, &q);
	if (rng_below(&w->rng, 2))
		add_joins(w, &q);
	choose_order(w, &q);
	q.limit = 1 + rng_below(&w->rng, rng_below(&w->rng, 2) ? 7 : 200);
	return q;
}

/* -- asking -- */

static void assert_same_rows(const struct query *q, void **want, void **got, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(row_diff(q->rec, want[i], got[i]), 0);
		assert_int_equal(*has_of(want[i]), *has_of(got[i]));
	}
}

static void walk(struct world *w, struct query *q)
{
	struct page page;
	unsigned n, at = 0, pages = 0;
	void **want = world_list(w, q, &n);
	for (;;) {
		assert_int_equal(query_page(w->p->cell, &w->p->a, q, &page), OK);
		assert_true(page.n <= q->limit && at + page.n <= n && ++pages < PAGES_MAX);
		assert_same_rows(q, want + at, page.rows, page.n);
		at += page.n;
		if (str_absent(page.next))
			break;
		assert_int_equal(page.n, q->limit);
		q->cursor = page.next;
	}
	assert_int_equal(at, n);
}

static void count(struct world *w, struct query *q)
{
	unsigned n;
	int64_t got, max = rng_below(&w->rng, 50);
	world_list(w, q, &n);
	assert_int_equal(query_count(w->p->cell, &w->p->a, q, max, &got), OK);
	assert_int_equal(got, n > max ? max + 1 : n);
}

static void lists_are_what_brute_force_finds(void **state)
{
	struct place *p = *state;
	struct world *w = arena_new(&p->a, struct world);
	unsigned found = 0, driven = 0, arms = 0;
	world_fill(w, p, 20261125);
	struct arena_mark mark = arena_mark(&p->a);
	for (int i = 0; i < QUERIES; i++) {
		struct actor actor = any_actor(w);
		struct query q = any_query(w, &actor);
		unsigned n;
		walk(w, &q);
		count(w, &q);
		world_list(w, &q, &n);
		found += n > q.limit;
		driven += n > 0 && q.part_n + q.custom_n > 0;
		arms += n > 0 && choose_first_arm(&q) == ARM_mine;
		arena_rewind(&p->a, mark);
	}
	/* The questions were worth asking. */
	assert_in_range(found, QUERIES / 10, QUERIES);
	assert_in_range(driven, QUERIES / 20, QUERIES);
	assert_in_range(arms, QUERIES / 10, QUERIES);
}

/* How many rows a list has; each page goes on strictly behind the last. */
static unsigned walk_strictly(struct place *p, struct query *q)
{
	struct page page;
	const struct contact *last = NULL;
	unsigned n = 0;
	query_default_order(q);
	for (q->cursor = STR_ABSENT;; q->cursor = page.next) {
		assert_int_equal(query_page(p->cell, &p->a, q, &page), OK);
		for (unsigned i = 0; i < page.n; i++, n++) {
			const struct contact *c = page.rows[i];
			assert_true(last == NULL || c->last_message_at < last->last_message_at ||
			            (c->last_message_at == last->last_message_at &&
			             memcmp(c->id.b, last->id.b, 16) < 0));
			last = c;
		}
		if (str_absent(page.next))
			return n;
	}
}

static struct uuid add_tag(struct place *p, struct rng *r)
{
	struct tag *t = random_row(r, &p->a, &tag_record);
	unset(t, tag, deleted_at);
	unset(t, tag, fold_key);
	assert_int_equal(row_insert(p->cell, &tag_record, t), OK);
	return t->id;
}

static void tag_contact(struct place *p, struct rng *r, struct uuid contact, struct uuid tag)
{
	struct contact_tag *t = random_row(r, &p->a, &contact_tag_record);
	unset(t, contact_tag, deleted_at);
	set(t, contact_tag, contact_id, contact);
	set(t, contact_tag, tag_id, tag);
	assert_int_equal(row_insert(p->cell, &contact_tag_record, t), OK);
}

/* Above the cap the order is walked, below a filter drives: both give all. */
static void a_common_filter_is_walked_and_a_rare_one_drives(void **state)
{
	enum { CONTACTS = POSTINGS_CAP + 100 };
	struct place *p = *state;
	struct rng r = { 3 };
	const struct part *tags = part_named(&contact_record, S("tags"));
	struct actor engine = actor_engine(),
		     me = { .member_id = rng_uuid(&r), .role = ROLE_agent, .narrowed = true };
	struct query q = { .rec = &contact_record, .actor = &engine, .limit = 100, .part_n = 1 };
	open_home(p, HOME_cell);
	assert_int_equal(db_begin(p->cell), OK);
	struct uuid common = add_tag(p, &r), rare = add_tag(p, &r);
	for (int i = 0; i < CONTACTS; i++) {
		struct contact *c = random_row(&r, &p->a, &contact_record);
		unset(c, contact, deleted_at);
		set(c, contact, search_key, i);
		unset(c, contact, owner_id);
		if (i % 2 == 0)
			set(c, contact, owner_id, i % 4 == 0 ? me.member_id : common);
		assert_int_equal(row_insert(p->cell, &contact_record, c), OK);
		tag_contact(p, &r, c->id, common);
		if (i % 100 == 0)
			tag_contact(p, &r, c->id, rare);
	}
	assert_int_equal(db_commit(p->cell), OK);
	q.with_part[0] = (struct part_filter) { tags, common };
	assert_int_equal(walk_strictly(p, &q), CONTACTS);
	q.actor = &me;
	assert_int_equal(walk_strictly(p, &q), CONTACTS * 3 / 4);
	q.with_part[q.part_n++] = (struct part_filter) { tags, rare };
	assert_int_equal(walk_strictly(p, &q), CONTACTS / 100);
	q.with_part[0] = q.with_part[1];
	q.part_n = 1;
	assert_int_equal(walk_strictly(p, &q), CONTACTS / 100);
}

/* As many filters as a request may carry, for one who has two arms. */
static void the_most_filters_fit(void **state)
{
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	struct rng r = { 4 };
	struct actor me = { .member_id = rng_uuid(&r), .role = ROLE_agent, .narrowed = true };
	struct query q = { .rec = &contact_record, .actor = &me, .limit = 200 };
	struct page page;
	int64_t n;
	for (unsigned i = 0; i < FILTERS_MAX; i++) {
		q.filters[i] = (struct filter) { FILTER_eq, F_contact_company,
			                         random_row(&r, &p->a, &contact_record) };
		q.with_part[i] = (struct part_filter) { part_named(&contact_record, S("tags")),
			                                rng_uuid(&r) };
		q.custom[i] = (struct custom_filter) { rng_uuid(&r), S("x") };
	}
	q.filter_n = q.part_n = q.custom_n = FILTERS_MAX;
	query_default_order(&q);
	assert_int_equal(query_page(db, &p->a, &q, &page), OK);
	assert_int_equal(page.n, 0);
	assert_int_equal(query_count(db, &p->a, &q, 10, &n), OK);
	assert_int_equal(n, 0);
}

static void default_orders(void **state)
{
	struct actor engine = actor_engine();
	struct contact_tag tag = { 0 };
	struct query q = { .rec = &contact_record, .actor = &engine };
	(void) state;
	query_default_order(&q);
	assert_int_equal(q.sort, F_contact_last_message_at);
	assert_true(q.descending);
	assert_true(query_sortable(&q, F_contact_name) && query_sortable(&q, F_id));
	assert_false(query_sortable(&q, F_contact_company));
	q = (struct query) { .rec = &message_record, .actor = &engine };
	query_default_order(&q);
	assert_int_equal(q.sort, F_id);
	assert_false(query_sortable(&q, F_message_at)); /* in a chat only */
	q = (struct query) { .rec = &contact_tag_record, .actor = &engine, .filter_n = 1 };
	q.filters[0] = (struct filter) { FILTER_eq, F_contact_tag_tag_id, &tag };
	query_default_order(&q);
	assert_int_equal(q.sort, F_contact_tag_contact_id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(lists_are_what_brute_force_finds),
		PLACE_CASE(a_common_filter_is_walked_and_a_rare_one_drives),
		PLACE_CASE(the_most_filters_fit),
		cmocka_unit_test(default_orders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

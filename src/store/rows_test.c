/* rows_test.c: what goes into a row comes out of it, of every record there is. */
#include "store/test_store.h"

static const struct actor engine = { .role = ROLE_owner };

typedef void each_fn(struct place *p, struct db *db, const struct record *rec, struct rng *r);

static void each_record(struct place *p, each_fn *fn)
{
	struct rng r = { 88172645463325252U };
	for (int home = HOME_cell; home <= HOME_control; home++) {
		struct db *db = open_home(p, (enum home) home);
		unsigned n;
		const struct record *const *records = records_of((enum home) home, &n);
		assert_int_equal(db_begin(db), OK);
		for (unsigned i = 0; i < n; i++)
			fn(p, db, records[i], &r);
		db_rollback(db);
	}
}

/* Random rows may meet in a unique key; then the next one is tried. */
static void *insert_random(struct place *p, struct db *db, const struct record *rec, struct rng *r)
{
	for (int tries = 0; tries < 100; tries++) {
		void *row = random_row(r, &p->a, rec);
		enum err e = row_insert(db, rec, row);
		if (e == OK)
			return row;
		assert_int_equal(e, ERR_CONFLICT);
	}
	fail();
	return NULL;
}

static void assert_stored(struct place *p, struct db *db, const struct record *rec, const void *row)
{
	void *got = row_new(&p->a, rec);
	assert_int_equal(row_find_key(db, &p->a, rec, row, got), OK);
	assert_int_equal(row_diff(rec, row, got), 0);
	assert_int_equal(*has_of(got), *(const uint64_t *) row);
}

static void check_round_trip(struct place *p, struct db *db, const struct record *rec,
                             struct rng *r)
{
	void *rows[20];
	for (unsigned i = 0; i < COUNT(rows); i++)
		rows[i] = insert_random(p, db, rec, r);
	for (unsigned i = 0; i < COUNT(rows); i++)
		assert_stored(p, db, rec, rows[i]);
}

static void rows_come_out_as_they_went_in(void **state)
{
	each_record(*state, check_round_trip);
}

static bool is_live(const struct record *rec, const void *row)
{
	return has_head(rec) && !has(row, F_deleted_at);
}

static void check_fields(struct place *p, struct db *db, const struct record *rec, struct rng *r)
{
	const uint64_t all = BIT(rec->n - 1) | (BIT(rec->n - 1) - 1);
	for (int i = 0; i < 20 && has_head(rec); i++) {
		const void *row = insert_random(p, db, rec, r);
		const uint64_t mask = (rng_next(r) & all) | BIT(rng_below(r, rec->n));
		void *got = random_row(r, &p->a, rec);
		enum err e = row_get_fields(db, &p->a, &engine, rec, head_of(row)->id, mask, got);
		if (e == ERR_NOT_FOUND) { /* deleted, or what it hangs on is not there */
			void *whole = row_new(&p->a, rec);
			assert_int_equal(row_get(db, &p->a, &engine, rec, head_of(row)->id,
			                         LIVE_only, whole),
			                 ERR_NOT_FOUND);
			continue;
		}
		assert_int_equal(e, OK);
		assert_true(is_live(rec, row));
		assert_int_equal(row_diff(rec, row, got) & mask, 0);
		assert_int_equal(*has_of(got), *(const uint64_t *) row & mask);
	}
}

static void chosen_fields_come_out_alone(void **state)
{
	each_record(*state, check_fields);
}

static uint64_t key_mask(const struct record *rec)
{
	int key[INDEX_FIELDS_MAX];
	unsigned n = record_key(rec, key);
	uint64_t mask = has_head(rec) ? BIT(F_id) : 0;
	for (unsigned i = 0; i < n; i++)
		mask |= BIT(key[i]);
	return mask;
}

static void take_fields(const struct record *rec, void *to, const void *from, uint64_t mask)
{
	for (unsigned i = 0; i < rec->n; i++) {
		size_t end = i + 1 < rec->n ? rec->fields[i + 1].offset : rec->size;
		size_t at = rec->fields[i].offset;
		if (mask & BIT(i))
			memcpy((char *) to + at, (const char *) from + at, end - at);
	}
	*has_of(to) = (*has_of(to) & ~mask) | (*(const uint64_t *) from & mask);
}

static void check_update(struct place *p, struct db *db, const struct record *rec, struct rng *r)
{
	uint64_t all = (BIT(rec->n - 1) | (BIT(rec->n - 1) - 1)) & ~key_mask(rec);
	for (int i = 0; i < 20 && all != 0; i++) {
		void *row = insert_random(p, db, rec, r);
		const void *other = random_row(r, &p->a, rec);
		uint64_t mask = rng_next(r) & all;
		void *changed = row_copy(&p->a, rec, row);
		if (mask == 0)
			continue;
		take_fields(rec, changed, other, mask);
		enum err e = row_update(db, rec, changed, mask);
		if (e != ERR_CONFLICT)
			assert_int_equal(e, OK);
		assert_stored(p, db, rec, e == OK ? changed : row);
	}
}

static void an_update_writes_the_mask_and_nothing_else(void **state)
{
	each_record(*state, check_update);
}

static void check_delete(struct place *p, struct db *db, const struct record *rec, struct rng *r)
{
	void *row = insert_random(p, db, rec, r), *other = insert_random(p, db, rec, r);
	void *got = row_new(&p->a, rec);
	uint64_t mask = ~key_mask(rec) & (BIT(rec->n - 1) | (BIT(rec->n - 1) - 1));
	assert_int_equal(row_insert(db, rec, row), ERR_CONFLICT);
	assert_int_equal(row_delete(db, rec, row), OK);
	assert_int_equal(row_find_key(db, &p->a, rec, row, got), ERR_NOT_FOUND);
	assert_int_equal(row_delete(db, rec, row), ERR_NOT_FOUND);
	if (mask != 0)
		assert_int_equal(row_update(db, rec, row, mask), ERR_NOT_FOUND);
	assert_stored(p, db, rec, other);
}

static void a_row_in_the_way_and_a_row_that_is_gone(void **state)
{
	each_record(*state, check_delete);
}

/* -- single rules -- */

static struct tag tag_of(struct rng *r, const char *fold_key)
{
	struct tag t = { 0 };
	set(&t, tag, id, rng_uuid(r));
	set(&t, tag, version, 1);
	set(&t, tag, created_at, 1);
	set(&t, tag, updated_at, 1);
	set(&t, tag, name, S("Name"));
	set(&t, tag, colour, 0);
	set(&t, tag, position, 0);
	set(&t, tag, fold_key, str_of(fold_key));
	return t;
}

static void a_unique_key_counts_among_live_rows(void **state)
{
	static const int fields[] = { F_tag_fold_key };
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	struct rng r = { 1 };
	struct tag one = tag_of(&r, "vip"), two = tag_of(&r, "vip"), got;
	const struct index *ix = index_on(&tag_record, 1, fields);
	assert_int_equal(row_insert(db, &tag_record, &one), OK);
	assert_int_equal(row_insert(db, &tag_record, &two), ERR_CONFLICT);
	assert_int_equal(row_find(db, &p->a, ix, &two, &got), OK);
	assert_true(uuid_eq(got.id, one.id));
	set(&one, tag, deleted_at, 2);
	assert_int_equal(row_update(db, &tag_record, &one, BIT(F_tag_deleted_at)), OK);
	assert_int_equal(row_find(db, &p->a, ix, &two, &got), ERR_NOT_FOUND);
	assert_int_equal(row_insert(db, &tag_record, &two), OK);
	unset(&one, tag, deleted_at);
	assert_int_equal(row_update(db, &tag_record, &one, BIT(F_tag_deleted_at)), ERR_CONFLICT);
}

static void null_where_it_must_not_be_is_our_fault(void **state)
{
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	struct rng r = { 1 };
	struct tag t = tag_of(&r, "vip");
	unset(&t, tag, name);
	assert_int_equal(row_insert(db, &tag_record, &t), ERR_INTERNAL);
	assert_int_equal(ask_int(db, "SELECT count(*) FROM tags"), 0);
}

static void a_deleted_row_is_there_for_those_who_ask(void **state)
{
	struct place *p = *state;
	struct db *db = open_home(p, HOME_cell);
	struct rng r = { 1 };
	struct tag t = tag_of(&r, "vip"), got;
	assert_int_equal(row_insert(db, &tag_record, &t), OK);
	assert_int_equal(row_get(db, &p->a, &engine, &tag_record, t.id, LIVE_only, &got), OK);
	assert_int_equal(row_visible(db, &engine, &tag_record, t.id), OK);
	set(&t, tag, deleted_at, 2);
	assert_int_equal(row_update(db, &tag_record, &t, BIT(F_tag_deleted_at)), OK);
	assert_int_equal(row_get(db, &p->a, &engine, &tag_record, t.id, LIVE_only, &got),
	                 ERR_NOT_FOUND);
	assert_int_equal(row_visible(db, &engine, &tag_record, t.id), ERR_NOT_FOUND);
	assert_int_equal(row_get(db, &p->a, &engine, &tag_record, t.id, LIVE_or_deleted, &got), OK);
	assert_int_equal(got.deleted_at, 2);
}

static struct contact add_contact(struct place *p, struct rng *r, const struct uuid *owner)
{
	struct contact *c;
	do {
		c = random_row(r, &p->a, &contact_record);
		unset(c, contact, deleted_at);
		unset(c, contact, owner_id);
		if (owner != NULL)
			set(c, contact, owner_id, *owner);
	} while (row_insert(p->cell, &contact_record, c) != OK);
	return *c;
}

static bool sees(struct place *p, const struct actor *who, const struct record *rec, struct uuid id)
{
	void *row = row_new(&p->a, rec);
	enum err visible = row_visible(p->cell, who, rec, id);
	assert_int_equal(row_get(p->cell, &p->a, who, rec, id, LIVE_only, row), visible);
	assert_true(visible == OK || visible == ERR_NOT_FOUND);
	return visible == OK;
}

static void narrowed_sees_ones_own_and_nobodys(void **state)
{
	struct place *p = *state;
	struct rng r = { 5 };
	open_home(p, HOME_cell);
	struct actor me = { .member_id = rng_uuid(&r), .role = ROLE_agent, .narrowed = true },
		     wide = me;
	wide.narrowed = false;
	struct uuid other = rng_uuid(&r);
	struct contact mine = add_contact(p, &r, &me.member_id);
	struct contact nobodys = add_contact(p, &r, NULL), others = add_contact(p, &r, &other);
	assert_true(sees(p, &me, &contact_record, mine.id));
	assert_true(sees(p, &me, &contact_record, nobodys.id));
	assert_false(sees(p, &me, &contact_record, others.id));
	assert_true(sees(p, &wide, &contact_record, others.id));
	assert_true(sees(p, &engine, &contact_record, others.id));
	assert_false(sees(p, &engine, &contact_record, rng_uuid(&r)));
}

static void a_part_is_seen_with_its_owner(void **state)
{
	struct place *p = *state;
	struct rng r = { 6 };
	open_home(p, HOME_cell);
	struct actor me = { .member_id = rng_uuid(&r), .role = ROLE_agent, .narrowed = true };
	struct uuid other = rng_uuid(&r);
	struct contact mine = add_contact(p, &r, &me.member_id);
	struct contact others = add_contact(p, &r, &other);
	struct note notes[2] = { *(struct note *) random_row(&r, &p->a, &note_record),
		                 *(struct note *) random_row(&r, &p->a, &note_record) };
	for (int i = 0; i < 2; i++) {
		unset(&notes[i], note, deleted_at);
		set(&notes[i], note, contact_id, i == 0 ? mine.id : others.id);
		assert_int_equal(row_insert(p->cell, &note_record, &notes[i]), OK);
	}
	assert_true(sees(p, &me, &note_record, notes[0].id));
	assert_false(sees(p, &me, &note_record, notes[1].id));
	assert_true(sees(p, &engine, &note_record, notes[1].id));
	set(&others, contact, deleted_at, 3);
	assert_int_equal(row_update(p->cell, &contact_record, &others, BIT(F_contact_deleted_at)),
	                 OK);
	assert_false(sees(p, &engine, &note_record, notes[1].id));
}

static void ones_own_row_is_nobody_elses(void **state)
{
	struct place *p = *state;
	struct rng r = { 7 };
	struct db *db = open_home(p, HOME_control);
	struct user *u = random_row(&r, &p->a, &user_record), got;
	unset(u, user, deleted_at);
	assert_int_equal(row_insert(db, &user_record, u), OK);
	struct actor self = { .member_id = u->id, .role = ROLE_viewer }, other = self;
	other.member_id = rng_uuid(&r);
	assert_int_equal(row_get(db, &p->a, &self, &user_record, u->id, LIVE_only, &got), OK);
	assert_int_equal(row_get(db, &p->a, &engine, &user_record, u->id, LIVE_only, &got), OK);
	assert_int_equal(row_get(db, &p->a, &other, &user_record, u->id, LIVE_only, &got),
	                 ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLACE_CASE(rows_come_out_as_they_went_in),
		PLACE_CASE(chosen_fields_come_out_alone),
		PLACE_CASE(an_update_writes_the_mask_and_nothing_else),
		PLACE_CASE(a_row_in_the_way_and_a_row_that_is_gone),
		PLACE_CASE(a_unique_key_counts_among_live_rows),
		PLACE_CASE(null_where_it_must_not_be_is_our_fault),
		PLACE_CASE(a_deleted_row_is_there_for_those_who_ask),
		PLACE_CASE(narrowed_sees_ones_own_and_nobodys),
		PLACE_CASE(a_part_is_seen_with_its_owner),
		PLACE_CASE(ones_own_row_is_nobody_elses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

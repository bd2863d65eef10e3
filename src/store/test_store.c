/* test_store.c: see test_store.h. */
#include "store/test_store.h"

#include <stdlib.h>

#include "plat/files.h"
#include "plat/log.h"

static const uint8_t key[DB_KEY_BYTES] = { 7, 0, 9 };

int place_setup(void **state)
{
	static const char name[] = "/tmp/kontor-store-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	memcpy(p->folder, name, sizeof name);
	log_to(-1, LOG_ERROR);
	*state = p;
	return mkdtemp(p->folder) == NULL ? -1 : 0;
}

int place_teardown(void **state)
{
	struct place *p = *state;
	db_close(p->cell);
	db_close(p->control);
	enum err e = folder_remove(p->folder);
	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

int blank_tokens(void *sink, struct str text, bool query, db_token_fn *emit)
{
	size_t start = 0;
	(void) query;
	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && text.ptr[i] != ' ')
			continue;
		struct str word = { text.ptr + start, i - start };
		int rc = word.len == 0 ? 0 : emit(sink, word, start, i, false);
		if (rc != 0)
			return rc;
		start = i + 1;
	}
	return 0;
}

enum err open_db(struct place *p, const char *name, enum db_mode mode, struct db **out)
{
	struct arena a = ARENA_INIT; /* any thread may open */
	enum err e = db_open(
		&(struct db_options) {
			.path = path_join(&a, p->folder, str_of(name)),
			.key = key,
			.mode = mode,
			.cache_bytes = 1 << 20,
			.tokenise = blank_tokens,
		},
		out);
	arena_release(&a);
	return e;
}

struct db *open_home(struct place *p, enum home home)
{
	struct db **db = home == HOME_cell ? &p->cell : &p->control;
	const char *name = home == HOME_cell ? "cell.db" : "control.db";
	assert_int_equal(open_db(p, name, DB_create, db), OK);
	assert_int_equal(store_migrate(*db, home, 1), OK);
	return *db;
}

enum err exec_text(struct place *p, struct db *db, struct str text)
{
	return db_exec(db, arena_str(&p->a, text).ptr);
}

int64_t ask_int(struct db *db, const char *sql)
{
	int64_t n;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	assert_int_equal(stmt_int(s, INT64_MIN, &n), OK);
	return n;
}

/* -- random rows -- */

/* xorshift64* */
uint64_t rng_next(struct rng *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * 0x2545f4914f6cdd1dU;
}

struct uuid rng_uuid(struct rng *r)
{
	struct uuid u;
	for (unsigned i = 0; i < sizeof u.b; i++)
		u.b[i] = (uint8_t) rng_next(r);
	return u;
}

static struct str random_text(struct rng *r, struct arena *a, int64_t max)
{
	static const struct str pieces[] = {
		STR("a"), STR("Z"), STR(" "), STR("'"), STR("\""), STR("ß"), STR("क"), STR("😀"),
	};
	struct buf b = BUF_IN(a);
	unsigned n = rng_below(r, 4) == 0 ? 0 : rng_below(r, (unsigned) (max < 60 ? max : 60) + 1);
	for (unsigned i = 0; i < n; i++)
		put(&b, pieces[rng_below(r, COUNT(pieces))]);
	return arena_str(a, buf_str(&b));
}

static struct str random_bytes_of(struct rng *r, struct arena *a, int64_t max)
{
	size_t n = rng_below(r, (unsigned) max + 1);
	char *p = arena_raw(a, n + 1);
	for (size_t i = 0; i < n; i++)
		p[i] = (char) (rng_below(r, 3) == 0 ? 0 : rng_next(r));
	return (struct str) { p, n };
}

static int64_t random_int(struct rng *r, const struct field *f)
{
	switch (rng_below(r, 4)) {
	case 0:
		return f->min;
	case 1:
		return f->max;
	default:
		return f->min + (int64_t) (rng_next(r) % (uint64_t) (f->max - f->min));
	}
}

void random_field(struct rng *r, struct arena *a, const struct record *rec, int field, void *row)
{
	const struct field *f = &rec->fields[field];
	void *to = member_of(f, row);
	*has_of(row) |= BIT(field);
	switch (f->kind) {
	case KIND_uuid:
		*(struct uuid *) to = rng_uuid(r);
		break;
	case KIND_text:
		*(struct str *) to = random_text(r, a, f->max);
		break;
	case KIND_bytes:
		*(struct str *) to = random_bytes_of(r, a, f->max);
		break;
	case KIND_int:
		*(int64_t *) to = random_int(r, f);
		break;
	case KIND_flag:
		*(bool *) to = rng_below(r, 2);
		break;
	case KIND_choice:
		*(int *) to = 1 + (int) rng_below(r, f->choices->n - 1);
		break;
	case KIND_N:
		fail();
	}
	if (f->zero_is_null && *(int64_t *) to == 0)
		*has_of(row) &= ~BIT(field);
}

void *random_row(struct rng *r, struct arena *a, const struct record *rec)
{
	void *row = row_new(a, rec);
	for (unsigned i = 0; i < rec->n; i++) {
		const struct field *f = &rec->fields[i];
		if (sql_not_null(f) || rng_below(r, 3) != 0)
			random_field(r, a, rec, (int) i, row);
	}
	return row;
}

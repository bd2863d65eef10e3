/* test_db.c: see test_db.h. */
#include "db/test_db.h"

#include <stdlib.h>

#include "plat/files.h"
#include "plat/log.h"

const char *in_place(struct place *p, const char *name)
{
	return path_join(&p->a, p->folder, str_of(name));
}

/* Every word between blanks is a token. */
static int blank_tokens(void *sink, struct str text, bool query, db_token_fn *emit)
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

enum err open_as(struct place *p, const char *name, enum db_mode mode, const uint8_t *key,
                 struct db **out)
{
	return db_open(
		&(struct db_options) {
			.path = in_place(p, name),
			.key = key,
			.mode = mode,
			.cache_bytes = 1 << 20,
			.tokenise = blank_tokens,
		},
		out);
}

int place_setup(void **state)
{
	static const char name[] = "/tmp/kontor-db-XXXXXX";
	struct place *p = mem_alloc(sizeof *p);
	memcpy(p->folder, name, sizeof name);
	for (unsigned i = 0; i < sizeof p->key; i++) /* zeros in the middle, too */
		p->key[i] = (uint8_t) (i % 5 * 50);
	log_to(-1, LOG_ERROR);
	*state = p;
	if (mkdtemp(p->folder) == NULL || open_as(p, "test.db", DB_create, p->key, &p->db) != OK)
		return -1;
	return db_exec(p->db, "CREATE TABLE t (a)") == OK ? 0 : -1;
}

int place_teardown(void **state)
{
	struct place *p = *state;
	db_close(p->db);
	enum err e = folder_remove(p->folder);
	arena_release(&p->a);
	mem_free(p);
	return e == OK ? 0 : -1;
}

void reopen(struct place *p, enum db_mode mode)
{
	db_close(p->db);
	assert_int_equal(open_as(p, "test.db", mode, p->key, &p->db), OK);
}

int64_t ask_int(struct db *db, const char *sql)
{
	int64_t n;
	STMT_AUTO s = NULL;
	assert_int_equal(db_sql(db, str_of(sql), &s), OK);
	assert_int_equal(stmt_int(s, INT64_MIN, &n), OK);
	return n;
}

/* cell.c: small things about an open cell: readers, keyed hashes, its folders, the tokeniser. */
#include "cell/cell_impl.h"

#include "core/token.h"
#include "plat/files.h"

struct uuid cell_id(const struct cell *c)
{
	return c->id;
}
struct writer *cell_writer(struct cell *c)
{
	return c->writer;
}
struct cells *cell_home(struct cell *c)
{
	return c->home;
}
int64_t cell_now(const struct cell *c)
{
	return c->home->o.now_ms();
}
int64_t cell_seq(const struct cell *c)
{
	return atomic_load(&c->seq);
}
struct uuid cell_epoch(const struct cell *c)
{
	return c->epoch;
}

void cell_hash(const struct cell *c, const char *context, struct str data, void *out, size_t n)
{
	seal_hash(c->hash_key, str_of(context), data, out, n);
}

enum err cell_folder(const struct cell *c, struct str name, struct arena *a, const char **out)
{
	size_t stem = strlen(c->path) - strlen(".db");
	*out = arena_printf(a, "%.*s.files/%.*s", (int) stem, c->path, PRI_STR(name)).ptr;
	return folder_make(*out);
}

struct key *cell_key(const struct cell *c, struct str purpose)
{
	return key_derive(c->key, S("files"), purpose);
}

/* -- words of the index -- */

struct token_bridge {
	void *sink;
	db_token_fn *emit;
	int result;
};

static bool on_token(void *ctx, const struct text_token *t)
{
	struct token_bridge *to = ctx;
	to->result = to->emit(to->sink, t->text, t->start, t->end, t->same_place);
	return to->result == 0;
}

/* What the index could not take fails its row: half the words would be worse than none. */
int cell_tokenise(void *sink, struct str text, bool query, db_token_fn *emit)
{
	struct token_bridge bridge = { sink, emit, 0 };
	token_each(text, query ? TOKEN_query : TOKEN_document, on_token, &bridge);
	return bridge.result;
}

/* -- readers: taken for one request, kept for the next -- */

enum err cell_reader(struct cell *c, struct db **out)
{
	*out = NULL;
	mutex_lock(&c->reader_lock);
	if (c->readers_idle > 0)
		*out = c->readers[--c->readers_idle];
	mutex_unlock(&c->reader_lock);
	return *out != NULL ? OK : cell_db_open(c, DB_read, out);
}

void cell_reader_give(struct cell *c, struct db *db)
{
	db_budget(db, 0);
	mutex_lock(&c->reader_lock);
	if (c->readers_idle < READERS_MAX) {
		c->readers[c->readers_idle++] = db;
		db = NULL;
	}
	mutex_unlock(&c->reader_lock);
	db_close(db);
}

/* While units run: a failure shows at the next commit. */
void cell_copy_log(void *owner)
{
	struct cell *c = owner;
	struct db *db;
	int64_t left;
	if (cell_reader(c, &db) != OK)
		return;
	(void) !db_checkpoint(db, false, &left);
	cell_reader_give(c, db);
}

void cell_rest(struct cell *c)
{
	struct db *idle[READERS_MAX];
	mutex_lock(&c->reader_lock);
	unsigned n = c->readers_idle;
	memcpy(idle, c->readers, sizeof idle);
	c->readers_idle = 0;
	mutex_unlock(&c->reader_lock);
	for (unsigned i = 0; i < n; i++)
		db_close(idle[i]);
	writer_shrink(c->writer);
}

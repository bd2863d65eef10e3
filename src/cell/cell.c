/* cell.c: small things about an open cell: readers, facts, what happens after a commit, first rows. */
#include "cell/cell_impl.h"

#include <stdio.h>

#include "core/token.h"
#include "plat/files.h"
#include "plat/random.h"

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

struct cell_facts cell_facts(struct cell *c)
{
	pthread_mutex_lock(&c->facts_lock);
	struct cell_facts f = c->facts;
	pthread_mutex_unlock(&c->facts_lock);
	return f;
}

/* -- readers: taken for one request, kept for the next -- */

enum err cell_reader(struct cell *c, struct db **out)
{
	*out = NULL;
	pthread_mutex_lock(&c->reader_lock);
	if (c->readers_idle > 0)
		*out = c->readers[--c->readers_idle];
	pthread_mutex_unlock(&c->reader_lock);
	return *out != NULL ? OK : cell_db_open(c, DB_read, out);
}

void cell_reader_give(struct cell *c, struct db *db)
{
	db_budget(db, 0);
	pthread_mutex_lock(&c->reader_lock);
	if (c->readers_idle < READERS_MAX) {
		c->readers[c->readers_idle++] = db;
		db = NULL;
	}
	pthread_mutex_unlock(&c->reader_lock);
	db_close(db);
}

/* -- after the commit -- */

void cell_committed(void *owner, struct db *db)
{
	struct cell *c = owner;
	const struct group *g = &c->group;
	const struct feed_sink *sink = &c->home->sink;
	journal_committed(c);
	if (g->facts)
		(void) !cell_read_facts(c, db); /* the old ones stay until the next change */
	if (sink->publish != NULL && g->out_n != 0)
		sink->publish(sink->self, c, db, g->out, g->out_n);
}

/* Control learns of a due job before it commits: a start opens only the cells that are due. */
enum err cell_note_due(struct cell *c, struct db *db)
{
	int64_t due;
	STMT_AUTO s = NULL;
	if (!c->group.jobs || c->home->o.due == NULL)
		return OK;
	TRY(db_sql(db, S("SELECT min(due_at) FROM jobs WHERE state IN (?1, ?2)"), &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased); /* after a crash it starts again */
	TRY(stmt_int(s, 0, &due));
	c->home->o.due(c->home->o.ctx, c->id, due);
	return OK;
}

/* -- words of the index -- */

struct token_bridge {
	void *sink;
	db_token_fn *emit;
};

static bool on_token(void *ctx, const struct text_token *t)
{
	const struct token_bridge *to = ctx;
	return to->emit(to->sink, t->text, t->start, t->end, t->same_place) == 0;
}

int cell_tokenise(void *sink, struct str text, bool query, db_token_fn *emit)
{
	struct token_bridge bridge = { sink, emit };
	token_each(text, query ? TOKEN_query : TOKEN_document, on_token, &bridge);
	return 0;
}

/* -- first rows -- */

static enum err sow_row(struct db *db, const struct record *rec, const void *row)
{
	enum err e = row_insert(db, rec, row);
	return e == ERR_CONFLICT ? OK : e; /* there from a first attempt */
}

static void fresh_head(void *row, struct uuid id, int64_t now_ms)
{
	struct head *h = row;
	*h = (struct head) { .has = BIT(F_id) | BIT(F_version) | BIT(F_created_at) |
		                    BIT(F_updated_at),
		             .id = id,
		             .version = 1,
		             .created_at = now_ms,
		             .updated_at = now_ms };
}

static enum err sow_setting(struct db *db, struct str name, struct str value)
{
	struct setting row = { 0 };
	set(&row, setting, name, name);
	set(&row, setting, value, value);
	return sow_row(db, &setting_record, &row);
}

static enum err sow_rows(struct cell *c, struct db *db, const struct cell_seed *seed)
{
	int64_t now_ms = cell_now(c);
	char epoch[UUID_TEXT], version[24];
	struct workspace w = { 0 };
	struct member m = { 0 };
	fresh_head(&w, seed->id, now_ms);
	set(&w, workspace, name, seed->name);
	if (seed->country.len == 2)
		set(&w, workspace, country, seed->country);
	set(&w, workspace, locale, seed->locale.len != 0 ? seed->locale : S("en"));
	set(&w, workspace, time_zone, seed->time_zone.len != 0 ? seed->time_zone : S("Etc/UTC"));
	set(&w, workspace, narrow, false);
	fresh_head(&m, seed->owner_member_id, now_ms);
	set(&m, member, user_id, seed->owner_user_id);
	set(&m, member, name, seed->owner_name);
	set(&m, member, role, member_role_owner);
	set(&m, member, active, true);
	uuid_text(uuid_new(now_ms), epoch);
	snprintf(version, sizeof version, "%d", TOKEN_VERSION);
	TRY(sow_row(db, &workspace_record, &w));
	TRY(sow_row(db, &member_record, &m));
	TRY(sow_setting(db, S("epoch"), (struct str) { epoch, UUID_TEXT }));
	return sow_setting(db, S("token_version"), str_of(version));
}

enum err cell_sow(struct cell *c, struct db *db, const struct cell_seed *seed)
{
	TRY(db_begin(db));
	enum err e = sow_rows(c, db, seed);
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	return e;
}

/* seed.c: the first rows of a new cell. */
#include "cell/cell_impl.h"

#include "core/token.h"
#include "plat/random.h"

static enum err sow_row(struct db *db, const struct record *rec, const void *row)
{
	enum err e = row_insert(db, rec, row);
	return e == ERR_CONFLICT ? OK : e; /* there from a first attempt */
}

static void fresh_head(void *row, struct uuid id, int64_t now_ms)
{
	struct head *h = row;
	h->has = BIT(F_id) | BIT(F_version) | BIT(F_created_at) | BIT(F_updated_at);
	h->id = id;
	h->version = 1;
	h->created_at = h->updated_at = now_ms;
}

static enum err sow_workspace(struct db *db, const struct cell_seed *seed, int64_t now_ms)
{
	struct workspace w = { 0 };
	fresh_head(&w, seed->id, now_ms);
	set(&w, workspace, name, seed->name);
	if (seed->country.len == 2)
		set(&w, workspace, country, seed->country);
	set(&w, workspace, locale, seed->locale.len != 0 ? seed->locale : S("en"));
	set(&w, workspace, time_zone, seed->time_zone.len != 0 ? seed->time_zone : S("Etc/UTC"));
	set(&w, workspace, narrow, false);
	return sow_row(db, &workspace_record, &w);
}

static enum err sow_owner(struct db *db, const struct cell_seed *seed, int64_t now_ms)
{
	struct member m = { 0 };
	fresh_head(&m, seed->owner_member_id, now_ms);
	set(&m, member, user_id, seed->owner_user_id);
	set(&m, member, name, seed->owner_name);
	set(&m, member, role, member_role_owner);
	set(&m, member, active, true);
	return sow_row(db, &member_record, &m);
}

static enum err sow_setting(struct db *db, struct str name, struct str value)
{
	struct setting row = { 0 };
	set(&row, setting, name, name);
	set(&row, setting, value, value);
	return sow_row(db, &setting_record, &row);
}

static enum err sow_settings(struct db *db, struct arena *a, int64_t now_ms)
{
	char epoch[UUID_TEXT];
	uuid_text(uuid_new(now_ms), epoch);
	TRY(sow_setting(db, S("epoch"), (struct str) { epoch, UUID_TEXT }));
	return sow_setting(db, S("token_version"), arena_printf(a, "%d", TOKEN_VERSION));
}

static enum err set_up_index(struct db *db, struct arena *a, struct str plural, const char *option,
                             int value)
{
	return db_exec(
		db, arena_printf(a, "INSERT INTO %.*s_index (%.*s_index, rank) VALUES ('%s', %d)",
	                         PRI_STR(plural), PRI_STR(plural), option, value)
			    .ptr);
}

/* Sixteen segments before FTS5 merges them: fewer rewrites while messages pour in. It merges some
 * pages at a time then; a crisis, in which it merges a whole level while everybody waits, begins
 * where it would never come: at sixteen, too, it came all the time. */
static enum err set_up_indexes(struct db *db, struct arena *a)
{
	for (unsigned i = 0; i < cell_record_count; i++) {
		struct str plural = cell_records[i]->plural;
		if (search_key_of(cell_records[i]) < 0)
			continue;
		TRY(set_up_index(db, a, plural, "automerge", 16));
		TRY(set_up_index(db, a, plural, "crisismerge", 400));
	}
	return OK;
}

static enum err sow_rows(struct cell *c, struct db *db, const struct cell_seed *seed)
{
	struct arena a = ARENA_INIT;
	int64_t now_ms = cell_now(c);
	enum err e = sow_workspace(db, seed, now_ms);
	if (e == OK)
		e = sow_owner(db, seed, now_ms);
	if (e == OK)
		e = sow_settings(db, &a, now_ms);
	if (e == OK)
		e = set_up_indexes(db, &a);
	arena_release(&a);
	return e;
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

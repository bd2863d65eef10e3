/* store_file.c: see store_file.h. */
#include "cell/store_file.h"

#include "cell/cell_impl.h"
#include "cell/held.h"
#include "cell/upkeep.h"
#include "plat/random.h"
#include "store/migrate.h"

enum { CACHE_BYTES = 8 << 20 };

enum err cell_store_open(const char *path, const uint8_t key[DB_KEY_BYTES], enum db_mode mode,
                         struct db **out)
{
	return db_open(
		&(struct db_options) {
			.path = path,
			.key = key,
			.mode = mode,
			.tokenise = cell_tokenise,
			.cache_bytes = CACHE_BYTES,
		},
		out);
}

static enum err new_epoch(struct db *db, int64_t now_ms)
{
	char text[UUID_TEXT];
	uuid_text(uuid_new(now_ms), text);
	return setting_write(db, S("epoch"), (struct str) { text, UUID_TEXT });
}

/* The store's own housekeeping is planned anew at each opening; nobody has to look at it. */
static enum err drop_upkeep(struct db *db)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("DELETE FROM jobs WHERE state IN (?1, ?2) AND handler = ?3"), &s));
	bind_int(s, 1, job_state_waiting);
	bind_int(s, 2, job_state_leased);
	bind_text(s, 3, S(UPKEEP_HANDLER));
	return stmt_run(s);
}

/* A lease names somebody who is not there. */
static enum err hold_jobs(struct db *db, int64_t *held)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(db, S("UPDATE jobs SET state = ?1, lease_until = 0 WHERE state IN (?2, ?3)"),
	           &s));
	bind_int(s, 1, job_state_held_after_restore);
	bind_int(s, 2, job_state_waiting);
	bind_int(s, 3, job_state_leased);
	TRY(stmt_run(s));
	return cell_held_count(db, held);
}

static enum err renew(struct db *db, int64_t now_ms, int64_t *held)
{
	TRY(db_begin(db));
	TRY(new_epoch(db, now_ms));
	TRY(drop_upkeep(db));
	TRY(hold_jobs(db, held));
	return db_commit(db);
}

enum err cell_store_renew(struct db *db, int64_t now_ms, int64_t *held)
{
	TRY(store_migrate(db, HOME_cell, now_ms));
	enum err e = renew(db, now_ms, held);
	db_rollback(db);
	return e;
}

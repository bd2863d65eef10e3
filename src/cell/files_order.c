/* files_order.c: files that nothing holds go, and those that are held are looked at. */
#include "cell/files_impl.h"

#include <stdio.h>

#include "plat/files.h"
#include "plat/log.h"
#include "plat/sealed_file.h"

enum { AT_ONCE = 256, TOLD_MAX = 100, READ_BYTES = SEALED_CHUNK };

/* -- rows -- */

/* No attachment, live or in the bin; nobody who may still attach it; and it is no small picture. */
#define UNHELD                                                                                     \
	" NOT EXISTS (SELECT 1 FROM attachments a WHERE a.file_id = f.id"                          \
	" AND a.deleted_at IS NULL)"                                                               \
	" AND NOT EXISTS (SELECT 1 FROM file_claims c WHERE c.file_id = f.id)"                     \
	" AND NOT EXISTS (SELECT 1 FROM files t WHERE t.thumbnail_id = f.id)"                      \
	" AND f.id NOT IN (SELECT b.file_id FROM attachments b INDEXED BY"                         \
	" attachments_by_deleted_at WHERE b.deleted_at IS NOT NULL)"

static enum err drop_unheld(struct unit *u, struct uuid id, bool *gone)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db, S("DELETE FROM files AS f WHERE f.id = ?1 AND" UNHELD), &s));
	bind_uuid(s, 1, &id);
	TRY(stmt_run(s));
	*gone = db_changed(u->db) != 0;
	return OK;
}

/* The key goes with the row: nobody can read the bytes from then on. */
enum err file_released(struct unit *u, const struct attachment *gone)
{
	struct file row;
	bool dropped;
	enum err e = file_by_id(u->db, u->arena, gone->file_id, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	TRY(drop_unheld(u, row.id, &dropped));
	return dropped && has(&row, F_file_thumbnail_id)
	               ? drop_unheld(u, row.thumbnail_id, &dropped)
	               : OK;
}

static enum err drop_claims(struct unit *u, bool *more)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("DELETE FROM file_claims WHERE (file_id, member_id) IN"
	             " (SELECT file_id, member_id FROM file_claims WHERE at <= ?1 LIMIT ?2)"),
	           &s));
	bind_int(s, 1, u->now_ms - FILE_CLAIM_MS);
	bind_int(s, 2, AT_ONCE);
	TRY(stmt_run(s));
	*more = db_changed(u->db) == AT_ONCE;
	return OK;
}

static enum err drop_files(struct unit *u, bool *more)
{
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("DELETE FROM files WHERE id IN (SELECT f.id FROM files f WHERE" UNHELD
	             " LIMIT ?1)"),
	           &s));
	bind_int(s, 1, AT_ONCE);
	TRY(stmt_run(s));
	*more = db_changed(u->db) != 0; /* small pictures go after what they were of */
	return OK;
}

enum err files_forget(struct unit *u, bool *more)
{
	TRY(drop_claims(u, more));
	return *more ? OK : drop_files(u, more);
}

/* -- bytes -- */

static bool place_parse(struct str name, uint8_t out[FILE_PLACE_BYTES])
{
	if (name.len != 2 * FILE_PLACE_BYTES)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		const char ch = name.ptr[i];
		const int digit = ch >= '0' && ch <= '9'   ? ch - '0'
		                  : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10
		                                           : -1;
		if (digit < 0)
			return false;
		out[i / 2] = (uint8_t) (i % 2 == 0 ? digit << 4 : out[i / 2] | digit);
	}
	return true;
}

static enum err is_known(struct db *db, struct str name, bool *known)
{
	uint8_t place[FILE_PLACE_BYTES];
	STMT_AUTO s = NULL;
	*known = false;
	if (!place_parse(name, place))
		return OK;
	TRY(db_sql(db, S("SELECT 1 FROM files WHERE place = ?1"), &s));
	bind_blob(s, 1, (struct str) { (const char *) place, sizeof place });
	return stmt_step(s, known);
}

/* Asked for each one: a backup that begins need not wait for all. A row that is gone by then is in
 * no copy that begins later. */
static enum err remove_unknown(struct cell *c, struct db *db, const char *path, struct str name)
{
	bool known = true;
	if (cells_files_are_kept(c->home))
		return OK;
	TRY(is_known(db, name, &known));
	return known ? OK : file_remove(path);
}

static enum err sweep(struct cell *c, struct db *db, struct arena *a)
{
	struct file_entry *v;
	const char *folder;
	size_t n;
	TRY(cell_folder(c, S("kept"), a, &folder));
	TRY(folder_list(a, folder, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == FILE_REGULAR && cell_now(c) - v[i].changed_ms >= FILE_CLAIM_MS)
			TRY(remove_unknown(c, db, path_join(a, folder, v[i].name), v[i].name));
	return OK;
}

enum err files_sweep(struct cell *c)
{
	struct arena a = ARENA_INIT;
	struct db *db;
	enum err e = cell_reader(c, &db);
	if (e == OK) {
		e = sweep(c, db, &a);
		cell_reader_give(c, db);
	}
	arena_release(&a);
	return e;
}

/* -- looking at all -- */

static enum err sum_up(const struct cell *c, struct kept_file *k, struct arena *a,
                       uint8_t out[FILE_HASH_BYTES])
{
	char *piece = arena_raw(a, READ_BYTES);
	struct seal_sum sum;
	int64_t left = kept_bytes(k);
	file_sum_begin(c, &sum);
	for (int64_t at = 0; left > 0;) {
		size_t some = left < READ_BYTES ? (size_t) left : READ_BYTES;
		TRY(kept_read(k, at, piece, some));
		seal_sum_add(&sum, (struct str) { piece, some });
		at += (int64_t) some;
		left -= (int64_t) some;
	}
	seal_sum_end(&sum, out, FILE_HASH_BYTES);
	return OK;
}

/* What is wrong with it; NULL: nothing. */
static enum err look_at(const struct cell *c, struct arena *a, const struct file *row,
                        const char **wrong)
{
	uint8_t hash[FILE_HASH_BYTES];
	struct kept_file *k = NULL;
	enum err e = kept_open(c, row, &k);
	if (e == OK)
		e = sum_up(c, k, a, hash);
	kept_close(k);
	*wrong = e == ERR_NOT_FOUND ? "is missing"
	         : e == ERR_KEY     ? "is damaged or not whole"
	         : e == OK && memcmp(hash, row->hash.ptr, sizeof hash) != 0
	                 ? "holds other bytes than its row says"
	                 : NULL;
	return e == ERR_NOT_FOUND || e == ERR_KEY ? OK : e;
}

static enum err next_file(struct db *db, struct arena *a, struct uuid after, struct file *row)
{
	bool found;
	struct uuid id = after;
	{
		STMT_AUTO s = NULL;
		TRY(db_sql(db, S("SELECT id FROM files WHERE id > ?1 ORDER BY id LIMIT 1"), &s));
		bind_uuid(s, 1, &after);
		TRY(stmt_step(s, &found));
		if (found)
			id = col_uuid(s, 0);
	}
	return found ? file_by_id(db, a, id, row) : ERR_NOT_FOUND;
}

enum err cell_files_check(struct cell *c, struct db *db, struct arena *a, struct str *report)
{
	struct buf b = BUF_IN(a);
	struct arena one = ARENA_INIT;
	struct file row = { 0 };
	unsigned told = 0;
	enum err e;
	while ((e = next_file(db, &one, row.id, &row)) == OK) {
		const char *wrong;
		e = look_at(c, &one, &row, &wrong);
		if (e != OK)
			break;
		if (wrong != NULL && told++ < TOLD_MAX) {
			put(&b, S("file "));
			put_uuid(&b, row.id);
			putf(&b, " %s\n", wrong);
		}
		arena_clear(&one);
	}
	arena_release(&one);
	*report = buf_str(&b);
	return e == ERR_NOT_FOUND ? OK : e;
}

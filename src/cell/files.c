/* files.c: files that are kept: their keys and places, who sees them, what was measured of them. */
#include "cell/files_impl.h"

#include "plat/files.h"
#include "plat/sealed_file.h"

enum { FILE_TOLD_MAX = 256 };

/* -- keys and places -- */

enum err file_path(const struct cell *c, struct str place, struct arena *a, const char **out)
{
	struct buf name = BUF_IN(a);
	const char *folder;
	TRY(cell_folder(c, S("kept"), a, &folder));
	put_hex(&name, place.ptr, place.len);
	*out = path_join(a, folder, buf_str(&name));
	return OK;
}

static struct key *sealing_key(const struct cell *c)
{
	return cell_key(c, S("keys of files"));
}

void file_key_seal(const struct cell *c, const struct key *key, struct str place, struct buf *out)
{
	struct key *by = sealing_key(c);
	seal(out, by, place, (struct str) { (const char *) key->b, KEY_BYTES });
	key_free(by);
}

enum err file_key_open(const struct cell *c, const struct file *row, struct key **out)
{
	struct arena a = ARENA_INIT;
	struct key *by = sealing_key(c);
	struct str plain;
	enum err e = seal_open(&a, by, row->place, row->seal, &plain);
	if (e == OK && plain.len != KEY_BYTES)
		e = ERR_KEY;
	if (e == OK) {
		*out = key_of((const uint8_t *) plain.ptr);
		wipe((void *) (uintptr_t) plain.ptr, plain.len);
	}
	key_free(by);
	arena_release(&a);
	return e;
}

void file_sum_begin(const struct cell *c, struct seal_sum *s)
{
	seal_sum_begin(s, c->hash_key, S("file"), FILE_HASH_BYTES);
}

void file_hash(const struct cell *c, struct str bytes, uint8_t out[32])
{
	struct seal_sum s;
	file_sum_begin(c, &s);
	seal_sum_add(&s, bytes);
	seal_sum_end(&s, out, FILE_HASH_BYTES);
}

/* -- rows -- */

enum err file_by_id(struct db *db, struct arena *a, struct uuid id, struct file *row)
{
	struct file like = { 0 };
	set(&like, file, id, id);
	return row_find_key(db, a, &file_record, &like, row);
}

enum err file_known(struct db *db, struct arena *a, const uint8_t hash[32], struct file *row)
{
	static const int key[] = { F_file_hash };
	struct file like = { 0 };
	set(&like, file, hash, ((struct str) { (const char *) hash, FILE_HASH_BYTES }));
	return row_find(db, a, index_on(&file_record, 1, key), &like, row);
}

enum err file_thumbnail(struct db *db, struct arena *a, const struct file *of, struct file *row)
{
	return has(of, F_file_thumbnail_id) ? file_by_id(db, a, of->thumbnail_id, row)
	                                    : ERR_NOT_FOUND;
}

/* -- who sees it -- */

static enum err see_attachment(struct db *db, struct arena *a, const struct actor *actor,
                               struct uuid id, struct uuid attachment_id, struct str *name)
{
	struct attachment row;
	TRY(row_get(db, a, actor, &attachment_record, attachment_id, LIVE_only, &row));
	*name = row.name;
	return uuid_eq(row.file_id, id) ? OK : ERR_NOT_FOUND;
}

static enum err see_any(struct db *db, struct arena *a, const struct actor *actor, struct uuid id,
                        struct str *name)
{
	struct buf b = BUF_IN(a);
	bool found;
	STMT_AUTO s = NULL;
	put(&b, S("SELECT t.name FROM attachments t INDEXED BY attachments_by_file_id"
	          " WHERE t.file_id = ?1 AND t.deleted_at IS NULL"));
	bool narrowed = scope_sql(&b, DIALECT_sqlite, &attachment_record, actor, S("t"), 2);
	put(&b, S(" LIMIT 1"));
	TRY(db_sql(db, buf_str(&b), &s));
	bind_uuid(s, 1, &id);
	if (narrowed)
		bind_uuid(s, 2, &actor->member_id);
	TRY(stmt_step(s, &found));
	if (found)
		*name = arena_str(a, col_text(s, 0));
	return found ? OK : ERR_NOT_FOUND;
}

static enum err see_claim(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                          struct uuid id)
{
	struct file_claim like = { 0 }, row;
	if (uuid_zero(actor->member_id)) /* the program itself sees everything */
		return OK;
	set(&like, file_claim, file_id, id);
	set(&like, file_claim, member_id, actor->member_id);
	TRY(row_find_key(db, a, &file_claim_record, &like, &row));
	return row.at > now_ms - FILE_CLAIM_MS ? OK : ERR_NOT_FOUND;
}

enum err file_see(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                  struct uuid id, struct uuid attachment_id, struct file *row, struct str *name)
{
	enum err e;
	*name = STR_ABSENT;
	if (uuid_zero(attachment_id)) {
		e = see_any(db, a, actor, id, name);
		if (e == ERR_NOT_FOUND)
			e = see_claim(db, a, actor, now_ms, id);
	} else {
		e = see_attachment(db, a, actor, id, attachment_id, name);
	}
	TRY(e);
	return file_by_id(db, a, id, row);
}

enum err unit_file(struct unit *u, struct uuid id, struct file *row)
{
	struct str name;
	return file_see(u->db, u->arena, &u->actor, u->now_ms, id, AUDIENCE_NOBODY, row, &name);
}

/* -- reading -- */

struct kept_file {
	struct key *key;
	struct sealed_reader *reader;
};

enum err kept_open(const struct cell *c, const struct file *row, struct kept_file **out)
{
	struct arena a = ARENA_INIT;
	struct kept_file *k = mem_alloc(sizeof *k);
	const char *path;
	enum err e = file_path(c, row->place, &a, &path);
	if (e == OK)
		e = file_key_open(c, row, &k->key);
	if (e == OK)
		e = sealed_open(path, k->key, &k->reader);
	if (e == OK && sealed_bytes(k->reader) != row->bytes)
		e = ERR_KEY;
	arena_release(&a);
	if (e != OK) {
		kept_close(k);
		return e;
	}
	*out = k;
	return OK;
}

enum err kept_read(struct kept_file *k, int64_t at, void *out, size_t n)
{
	return sealed_read(k->reader, at, out, n);
}

int64_t kept_bytes(const struct kept_file *k)
{
	return sealed_bytes(k->reader);
}

void kept_close(struct kept_file *k)
{
	if (k == NULL)
		return;
	sealed_close(k->reader);
	key_free(k->key);
	mem_free(k);
}

/* -- what was measured -- */

static uint64_t fill_file(struct file *row, const struct file_measured *m)
{
	const uint64_t had = row->has;
	if (m->width > 0 && !has(row, F_file_width))
		set(row, file, width, m->width);
	if (m->height > 0 && !has(row, F_file_height))
		set(row, file, height, m->height);
	if (m->duration_ms > 0 && !has(row, F_file_duration_ms))
		set(row, file, duration_ms, m->duration_ms);
	if (!uuid_zero(m->thumbnail_id) && !has(row, F_file_thumbnail_id))
		set(row, file, thumbnail_id, m->thumbnail_id);
	return row->has & ~had;
}

void attachment_take(struct attachment *row, const struct file *f)
{
	set(row, attachment, type, f->type);
	set(row, attachment, bytes, f->bytes);
	set(row, attachment, has_thumbnail, has(f, F_file_thumbnail_id));
	if (has(f, F_file_width))
		set(row, attachment, width, f->width);
	if (has(f, F_file_height))
		set(row, attachment, height, f->height);
	if (has(f, F_file_duration_ms))
		set(row, attachment, duration_ms, f->duration_ms);
}

static enum err attachments_of(struct unit *u, struct uuid file_id, struct uuid **out, unsigned *n)
{
	NOTES(uuid) ids = { 0 };
	bool row;
	STMT_AUTO s = NULL;
	TRY(db_sql(u->db,
	           S("SELECT id FROM attachments"
	             " WHERE file_id = ?1 AND deleted_at IS NULL LIMIT ?2"),
	           &s));
	bind_uuid(s, 1, &file_id);
	bind_int(s, 2, FILE_TOLD_MAX);
	for (;;) {
		TRY(stmt_step(s, &row));
		if (!row)
			break;
		ids.v = note_room(u->arena, ids.v, &ids.cap, ids.n, sizeof *ids.v);
		ids.v[ids.n++] = col_uuid(s, 0);
	}
	*out = ids.v;
	*n = ids.n;
	return OK;
}

static enum err tell_attachment(struct unit *u, struct uuid id, const struct file *f)
{
	const struct actor engine = actor_engine();
	struct attachment before;
	TRY(row_get(u->db, u->arena, &engine, &attachment_record, id, LIVE_or_deleted, &before));
	struct attachment after = before;
	attachment_take(&after, f);
	return unit_change(u, &attachment_record, &before, &after, UINT64_MAX);
}

enum err file_measure(struct unit *u, const struct file *row, const struct file_measured *m)
{
	struct file after = *row;
	struct uuid *ids;
	unsigned n;
	uint64_t mask = fill_file(&after, m);
	if (mask == 0)
		return OK;
	TRY(row_update(u->db, &file_record, &after, mask));
	TRY(attachments_of(u, row->id, &ids, &n));
	for (unsigned i = 0; i < n; i++)
		TRY(tell_attachment(u, ids[i], &after));
	return OK;
}
